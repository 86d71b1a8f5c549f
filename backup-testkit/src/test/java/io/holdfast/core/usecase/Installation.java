package io.holdfast.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.testkit.database.Disturbance;
import io.holdfast.testkit.database.FakeContent;
import io.holdfast.testkit.database.FakeContent.Table;
import io.holdfast.testkit.database.FakeDatabaseDumper;
import io.holdfast.testkit.database.FakeDatabaseRestorer;
import io.holdfast.testkit.database.FakeDatabases;
import io.holdfast.testkit.repository.InMemoryBundleRepository;
import io.holdfast.testkit.repository.InMemoryBundleRepository.Opening;
import io.holdfast.testkit.repository.InMemoryRepositoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A server with two databases, a repository, and notes of what happens. */
final class Installation {

    static final DatabaseName CONFIG = new DatabaseName("config");
    static final DatabaseName RESULTS = new DatabaseName("results");
    static final Table HOSTS = new Table("public", "hosts");
    static final Passphrase PASSPHRASE = new Passphrase("correct horse battery staple");
    static final Instant NOW = Instant.parse("2026-11-22T02:00:00.123Z");

    private static final long PATIENCE_SECONDS = 30;

    final FakeDatabases server = new FakeDatabases();
    final InMemoryRepositoryStore store = new InMemoryRepositoryStore();
    final List<BackupEvent> events = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final ConnectionUrl config = server.create("app_config", rows("config", 10));
    final ConnectionUrl results = server.create("app_results", rows("results", 5_000));

    private WatchedRepository repository;

    private Installation(Opening opening) {
        reopen(opening);
    }

    static Installation plain() {
        return new Installation(Opening.plain());
    }

    static Installation encrypted() {
        return new Installation(Opening.encrypted(PASSPHRASE));
    }

    /** A database's content: one table with so many rows. */
    static FakeContent rows(String word, int count) {
        return FakeContent.EMPTY.withTable(
                HOSTS,
                IntStream.range(0, count).mapToObj(row -> word + " " + row).toList());
    }

    /** Opens another instance on the same store. */
    void reopen(Opening opening) {
        repository = new WatchedRepository(InMemoryBundleRepository.open(store, opening), notes::add);
    }

    WatchedRepository repository() {
        return repository;
    }

    List<Bundle> bundles() {
        return repository.list();
    }

    TakeBackup takeBackup() {
        return takeBackup(new FakeDatabaseDumper(server));
    }

    TakeBackup takeBackup(Disturbance disturbance) {
        return takeBackup(new FakeDatabaseDumper(server, disturbance));
    }

    TakeBackup takeBackup(DatabaseDumper dumper) {
        return takeBackup(dumper, InstantSource.fixed(NOW));
    }

    TakeBackup takeBackup(DatabaseDumper dumper, InstantSource clock) {
        DatabaseRestorer restorer = new WatchedRestorer(new FakeDatabaseRestorer(server), notes::add);
        return new TakeBackup(repository, dumper, restorer, events::add, clock, new Random(1));
    }

    RestoreDatabase restoreDatabase() {
        return restoreDatabase(new FakeDatabaseRestorer(server));
    }

    RestoreDatabase restoreDatabase(DatabaseRestorer restorer) {
        return new RestoreDatabase(repository, new WatchedRestorer(restorer, notes::add), events::add);
    }

    TakeBackup.Request both() {
        Map<DatabaseName, ConnectionUrl> databases = new LinkedHashMap<>();
        databases.put(RESULTS, results);
        databases.put(CONFIG, config);
        return request(databases);
    }

    TakeBackup.Request one() {
        return request(Map.of(RESULTS, results));
    }

    static TakeBackup.Request request(Map<DatabaseName, ConnectionUrl> databases) {
        return new TakeBackup.Request(databases, BackupCause.API, "before the update");
    }

    /** The events without those of progress. */
    List<BackupEvent> milestones() {
        return events.stream()
                .filter(event -> !(event instanceof BackupEvent.Advanced))
                .toList();
    }

    /** How much progress of one phase there was. */
    long progress(BackupEvent.Phase phase) {
        return events.stream()
                .filter(BackupEvent.Advanced.class::isInstance)
                .map(BackupEvent.Advanced.class::cast)
                .filter(advanced -> advanced.phase() == phase)
                .mapToLong(BackupEvent.Advanced::bytes)
                .sum();
    }

    /** What work returns that is interrupted when it has come to where it is blocked. */
    static <T> T interruptedAt(Disturbance blocked, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            T result = work.call();
            assertThat(Thread.currentThread().isInterrupted())
                    .as("the interrupt flag at the end")
                    .isTrue();
            return result;
        });
        Thread thread = new Thread(task, "interrupted-work");
        thread.setDaemon(true);
        thread.start();
        assertThat(blocked.awaitReached(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        thread.interrupt();
        return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The failure of a call that must fail. */
    static BackupFailure failure(Callable<?> call) {
        try {
            Object result = call.call();
            throw new AssertionError("it returned " + result);
        } catch (BackupFailure failure) {
            return failure;
        } catch (Exception e) {
            throw new AssertionError("it failed with something else", e);
        }
    }
}
