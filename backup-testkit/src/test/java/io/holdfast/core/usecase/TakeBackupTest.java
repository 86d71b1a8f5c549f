package io.holdfast.core.usecase;

import static io.holdfast.core.usecase.Installation.CONFIG;
import static io.holdfast.core.usecase.Installation.NOW;
import static io.holdfast.core.usecase.Installation.RESULTS;
import static io.holdfast.core.usecase.Installation.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvent.Phase;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpSink;
import io.holdfast.testkit.database.Disturbance;
import io.holdfast.testkit.database.FakeContent.Table;
import io.holdfast.testkit.database.FakeDatabaseDumper;
import io.holdfast.testkit.database.FakeDatabaseRestorer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TakeBackupTest {

    private static final String LOST = "the server went away";

    private final Installation installation = Installation.encrypted();

    @AfterEach
    void everyWriterIsClosed() {
        assertThat(installation.repository().leftOpen()).isEmpty();
    }

    @Test
    void backsOneDatabaseUp() {
        TakeBackup.Result result = installation.takeBackup().backUp(installation.one());

        assertThat(result.complete()).isTrue();
        assertThat(result.failures()).isEmpty();
        assertThat(result.bundle().createdAt()).isEqualTo(NOW);
        DumpSummary summary = result.dumps().get(RESULTS);
        assertThat(summary.dump())
                .isEqualTo(new NewDump(result.bundle(), RESULTS, BackupCause.API, "before the update"));
        assertThat(installation.bundles())
                .containsExactly(new Bundle(
                        result.bundle(),
                        List.of(new DumpEntry(RESULTS, DumpState.READABLE, Optional.of(summary), ""))));
        try (DumpReader dump = installation.repository().open(result.bundle(), RESULTS)) {
            assertThat(dump.facts().rows()).isEqualTo(5_000);
            assertThat(new FakeDatabaseRestorer(installation.server).inspect(dump))
                    .isPositive();
        }
    }

    @Test
    void aDefectInOneBackupDoesNotKeepTheNextDatabaseFromBeingBackedUp() {
        FakeDatabaseDumper dumper = new FakeDatabaseDumper(installation.server);
        AtomicBoolean broken = new AtomicBoolean(true);
        TakeBackup.Result result = installation
                .takeBackup(new DatabaseDumper() {
                    @Override
                    public ByteCount estimate(ConnectionUrl database) {
                        return dumper.estimate(database);
                    }

                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        if (broken.getAndSet(false)) {
                            throw new IllegalStateException("postgresql://user:canary@host/db");
                        }
                        return dumper.dump(database, sink);
                    }
                })
                .backUp(installation.both());

        assertThat(result.dumps()).hasSize(1);
        assertThat(result.failures().values()).singleElement().satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
            assertThat(failure.description()).contains("IllegalStateException").doesNotContain("canary");
            assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        });
        assertThat(installation.events).anyMatch(event -> event instanceof BackupEvent.Failed);
    }

    @Test
    void backsTwoDatabasesUpIntoOneBundle() {
        TakeBackup.Result result = installation.takeBackup().backUp(installation.both());

        assertThat(result.complete()).isTrue();
        assertThat(result.dumps()).containsOnlyKeys(RESULTS, CONFIG);
        assertThat(result.dumps().keySet()).as("in the order asked for").containsExactly(RESULTS, CONFIG);
        assertThat(databasesIn(installation.bundles())).containsExactly(CONFIG, RESULTS);
        assertThat(installation.bundles()).hasSize(1);
    }

    @Test
    void keepsTheOthersDumpWhenOneFails() {
        installation.server.drop("app_results");

        TakeBackup.Result result = installation.takeBackup().backUp(installation.both());

        assertThat(result.complete()).isFalse();
        assertThat(result.dumps()).containsOnlyKeys(CONFIG);
        assertThat(result.failures()).containsOnlyKeys(RESULTS);
        assertThat(result.failures().get(RESULTS).kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(databasesIn(installation.bundles())).containsExactly(CONFIG);
    }

    @Test
    void keepsTheDumpThatWasCommittedBeforeAnotherFails() {
        installation.server.drop("app_config");

        TakeBackup.Result result = installation.takeBackup().backUp(installation.both());

        assertThat(result.dumps()).containsOnlyKeys(RESULTS);
        assertThat(result.failures()).containsOnlyKeys(CONFIG);
        assertThat(databasesIn(installation.bundles())).containsExactly(RESULTS);
    }

    @Test
    void commitsNothingAndBeginsNothingMoreAfterAnInterrupt() throws Exception {
        Disturbance blocked = Disturbance.blockAt(10_000);

        TakeBackup.Result result = Installation.interruptedAt(
                blocked, () -> installation.takeBackup(blocked).backUp(installation.both()));

        assertThat(result.dumps()).isEmpty();
        assertThat(result.failures().keySet()).containsExactly(RESULTS, CONFIG);
        assertThat(result.failures().values()).extracting(BackupFailure::kind).containsOnly(FailureKind.CANCELLED);
        assertThat(result.failures().get(CONFIG)).hasMessage("the backup of config was cancelled");
        assertThat(installation.notes).containsExactly("begin results");
        assertThat(installation.bundles()).isEmpty();
        assertThat(installation.server.sessions()).isEmpty();
    }

    @Test
    void commitsNothingWhenTheDumperFailsAfterSomeOutput() {
        TakeBackup.Result result = installation.takeBackup(serverLost()).backUp(installation.one());

        assertThat(result.failures().get(RESULTS).kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(result.failures().get(RESULTS)).hasMessage(LOST);
        assertThat(installation.progress(Phase.DUMP)).isPositive();
        assertNothingWasCommitted();
    }

    @Test
    void commitsNothingWhenTheDumperFailsAtItsEnd() {
        BackupFailure lost = BackupFailure.of(FailureKind.PERMANENT, "the program ended with 1");

        TakeBackup.Result result =
                installation.takeBackup(Disturbance.failureAtClose(lost)).backUp(installation.one());

        assertThat(result.failures().get(RESULTS).kind()).isEqualTo(lost.kind());
        assertThat(result.failures().get(RESULTS)).hasMessage(lost.getMessage());
        assertNothingWasCommitted();
    }

    @Test
    void commitsNothingWhenTheStoreIsFull() {
        installation.store.failWrites(FailureKind.NO_SPACE);

        TakeBackup.Result result = installation.takeBackup().backUp(installation.one());

        assertThat(result.failures().get(RESULTS).kind()).isEqualTo(FailureKind.NO_SPACE);
        assertNothingWasCommitted();
        installation.store.release();
        assertThat(installation.takeBackup().backUp(installation.one()).complete())
                .as("the next run, with room again")
                .isTrue();
    }

    @Test
    void commitsNothingThatTheRestoringToolsCannotRead() {
        TakeBackup.Result result = installation.takeBackup(new LosingDumper()).backUp(installation.one());

        assertThat(result.failures()).containsOnlyKeys(RESULTS);
        assertThat(installation.notes).containsExactly("begin results", "inspect");
        assertThat(installation.bundles()).isEmpty();
    }

    @Test
    void inspectsBeforeItCommits() {
        installation.takeBackup().backUp(installation.one());

        assertThat(installation.notes).containsExactly("begin results", "inspect", "commit");
    }

    @Test
    void expectsTheEstimateAtFirstAndThenTheSizeOfTheNewestDump() {
        FakeDatabaseDumper dumper = new FakeDatabaseDumper(installation.server);
        ByteCount estimate = dumper.estimate(installation.results);
        List<ByteCount> sizes = new ArrayList<>();
        for (int day = 0; day < 3; day++) {
            InstantSource clock = InstantSource.fixed(NOW.plusSeconds(day * 86_400L));
            TakeBackup.Result result = installation.takeBackup(dumper, clock).backUp(installation.one());
            sizes.add(result.dumps().get(RESULTS).size());
            Table another = new Table("public", "day " + day);
            installation.server.change("app_results", content -> content.withTable(another, List.of("one more")));
        }

        assertThat(expected()).containsExactly(estimate, sizes.get(0), sizes.get(1));
        assertThat(sizes).doesNotHaveDuplicates();
    }

    @Test
    void takesTheExpectedSizeFromTheSameDatabase() {
        installation.takeBackup().backUp(installation.one());
        installation.events.clear();

        installation.takeBackup().backUp(Installation.request(Map.of(CONFIG, installation.config)));

        assertThat(expected())
                .containsExactly(new FakeDatabaseDumper(installation.server).estimate(installation.config));
    }

    @Test
    void backsUpAlthoughTheListingFails() {
        installation.repository().failListing(BackupFailure.of(FailureKind.CORRUPT, "the listing cannot be made"));

        TakeBackup.Result result = installation.takeBackup().backUp(installation.one());

        assertThat(result.complete()).isTrue();
        assertThat(expected())
                .containsExactly(new FakeDatabaseDumper(installation.server).estimate(installation.results));
    }

    @Test
    void doesNotBackUpAfterAListingThatWasCancelled() {
        BackupFailure cancelled = BackupFailure.of(FailureKind.CANCELLED, "the listing was cancelled");
        installation.repository().failListing(cancelled);

        TakeBackup.Result result = installation.takeBackup().backUp(installation.one());

        assertThat(result.failures()).containsEntry(RESULTS, cancelled);
        assertThat(installation.notes).isEmpty();
    }

    @Test
    void reportsEachStepInOrderAndEveryByte() {
        TakeBackup.Result result = installation.takeBackup().backUp(installation.one());

        DumpSummary summary = result.dumps().get(RESULTS);
        assertThat(installation.milestones())
                .containsExactly(
                        new BackupEvent.Started(
                                result.bundle(),
                                RESULTS,
                                Phase.DUMP,
                                new FakeDatabaseDumper(installation.server).estimate(installation.results)),
                        new BackupEvent.Started(result.bundle(), RESULTS, Phase.READ_BACK, ByteCount.ZERO),
                        new BackupEvent.Committed(summary));
        assertThat(installation.progress(Phase.DUMP)).isEqualTo(summary.size().bytes());
        assertThat(installation.events.get(installation.events.size() - 1)).isInstanceOf(BackupEvent.Committed.class);
    }

    @Test
    void reportsAFailureLast() {
        BackupFailure broken = BackupFailure.of(FailureKind.PERMANENT, "the program ended with 1");

        TakeBackup.Result result =
                installation.takeBackup(Disturbance.failureAt(20_000, broken)).backUp(installation.one());

        assertThat(installation.milestones()).hasSize(2);
        assertThat(installation.milestones().get(1))
                .isEqualTo(new BackupEvent.Failed(
                        result.bundle(), RESULTS, result.failures().get(RESULTS)));
    }

    @Test
    void refusesARequestForNothingOrWithTooLongANote() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Installation.request(Map.of()))
                .withMessageContaining("no database");
        String note = "n".repeat(NewDump.NOTE_LIMIT + 1);
        Map<DatabaseName, ConnectionUrl> databases = Map.of(CONFIG, installation.config);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TakeBackup.Request(databases, BackupCause.CLI, note))
                .withMessageContaining(String.valueOf(NewDump.NOTE_LIMIT));
    }

    @Test
    void aRequestAndAResultDoNotChange() {
        Map<DatabaseName, ConnectionUrl> databases = new HashMap<>(Map.of(CONFIG, installation.config));
        TakeBackup.Request request = Installation.request(databases);
        databases.clear();
        assertThat(request.databases()).containsOnlyKeys(CONFIG);
        assertThat(request.databases()).isUnmodifiable();
        TakeBackup.Result result = installation.takeBackup().backUp(request);
        assertThat(result.dumps()).isUnmodifiable();
        assertThat(result.failures()).isUnmodifiable();
    }

    private static Disturbance serverLost() {
        return Disturbance.failureAt(20_000, BackupFailure.of(FailureKind.TRANSIENT, LOST));
    }

    private void assertNothingWasCommitted() {
        assertThat(installation.notes).doesNotContain("commit");
        assertThat(installation.bundles()).isEmpty();
        assertThat(failure(() -> installation
                                .repository()
                                .find(installation.events.get(0).bundle()))
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);
    }

    private List<ByteCount> expected() {
        return installation.events.stream()
                .filter(BackupEvent.Started.class::isInstance)
                .map(BackupEvent.Started.class::cast)
                .filter(started -> started.phase() == Phase.DUMP)
                .map(BackupEvent.Started::expected)
                .toList();
    }

    private static List<DatabaseName> databasesIn(List<Bundle> bundles) {
        return bundles.stream()
                .flatMap(bundle -> bundle.dumps().stream())
                .map(DumpEntry::database)
                .toList();
    }

    /** Loses the better part of what it dumps and says that all went well. */
    private final class LosingDumper implements DatabaseDumper {

        @Override
        public ByteCount estimate(ConnectionUrl database) {
            return ByteCount.ZERO;
        }

        @Override
        public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
            return new FakeDatabaseDumper(installation.server).dump(database, name -> cut(sink, name));
        }

        private OutputStream cut(DumpSink sink, StreamName name) {
            OutputStream out = sink.open(name);
            return new OutputStream() {
                private int left = 10;

                @Override
                public void write(int b) throws IOException {
                    if (left-- > 0) {
                        out.write(b);
                    }
                }

                @Override
                public void close() {
                    try {
                        out.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        }
    }
}
