package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** What the contracts of dumping and of restoring have in common: a harness a test, and the words they are written in. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class DatabaseContract {

    /** Names that something on the way to a server could take for options, patterns, connection strings or paths. */
    static final List<String> HOSTILE_NAMES = List.of(
            "a=b host=evil.invalid",
            "--version",
            "postgresql://evil.invalid/other",
            "100%41 & ?sslmode=x #/../..",
            "$(touch evil) `touch evil` ; it's a \"name\" \\ $HOME *",
            " -h evil.invalid Größe база データ 😀 ",
            "n".repeat(63));

    private DatabaseHarness harness;

    /** A harness that nobody else uses; the contract closes it. */
    protected abstract DatabaseHarness openHarness();

    /** How long something may take that has to happen; long, because machines can be slow and it costs nothing when all is well. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @BeforeEach
    final void open() {
        harness = openHarness();
    }

    @AfterEach
    final void close() {
        // A test that was interrupted must not hand the flag on to the harness and the next test.
        Thread.interrupted();
        harness.close();
    }

    final DatabaseHarness harness() {
        return harness;
    }

    final ConnectionUrl create(SampleDatabase sample) {
        return harness.create(sample, harness.newName());
    }

    final ConnectionUrl newTarget() {
        return harness.address(harness.newName());
    }

    /** A dump and what its dumper said of it. */
    record Dumped(InMemoryDump dump, DumpFacts facts) {}

    final Dumped dump(ConnectionUrl database) {
        InMemoryDump dump = new InMemoryDump();
        return new Dumped(dump, harness.dumper().dump(database, dump.sink()));
    }

    /** Restores into this new database, and promotes it. */
    final ConnectionUrl restore(InMemoryDump dump, ConnectionUrl target) {
        restore(dump, RestoreTarget.newDatabase(target));
        return target;
    }

    /**
     * Restores, and promotes what was restored.
     *
     * @return as {@link StagedRestore#promote()}
     */
    final Optional<String> restore(InMemoryDump dump, RestoreTarget target) {
        try (StagedRestore staged = harness.restorer().stage(target, dump.source())) {
            return staged.promote();
        }
    }

    /** A database that is there, and how it is. */
    record Existing(String name, ConnectionUrl url, String content, String properties) {}

    final Existing existing(SampleDatabase sample) {
        String name = harness.newName();
        ConnectionUrl url = harness.create(sample, name);
        return new Existing(name, url, harness.content(url), harness.properties(url));
    }

    final void assertAsItWas(Existing database, String when) {
        assertThat(harness.content(database.url())).as("content %s", when).isEqualTo(database.content());
        assertThat(harness.properties(database.url())).as("properties %s", when).isEqualTo(database.properties());
    }

    final List<StreamName> streams(InMemoryDump dump) {
        List<StreamName> names =
                dump.source().streams().stream().map(StreamSummary::name).toList();
        assertThat(names).as("the streams of a dump").isNotEmpty();
        return names;
    }

    /** Tries what may fail; that it does is another rule's business. */
    static Optional<BackupFailure> attempt(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (BackupFailure failure) {
            return Optional.of(failure);
        }
    }

    static BackupFailure failureOf(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as("what should have failed").isInstanceOf(BackupFailure.class);
        return (BackupFailure) thrown;
    }

    static BackupFailure assertFails(FailureKind kind, ThrowingCallable call) {
        BackupFailure failure = failureOf(call);
        assertThat(failure.kind())
                .as("the kind of: %s", failure.description())
                .withFailMessage(
                        () -> "expected " + kind + ", but it was " + failure.kind() + ": " + failure.description())
                .isEqualTo(kind);
        return failure;
    }

    /** Waits until there is no more than there was before: a session may end a moment after its program. */
    final void assertNothingMoreThan(List<String> before, String after) {
        long deadline = System.nanoTime() + patience().toNanos();
        List<String> more = moreThan(before);
        while (!more.isEmpty()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            // Nothing tells when another process has gone, so it has to be looked for again and again.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            more = moreThan(before);
        }
        assertThat(more).as("left behind %s", after).isEmpty();
    }

    /** Interrupts the work when it has come so far, and expects it to end as cancelled with its flag set. */
    final void assertCancelled(Runnable work, Runnable awaitFarEnough) {
        Background background = Background.start(work);
        awaitFarEnough.run();
        background.interrupt();
        BackupFailure failure = background.failure(patience());
        assertThat(failure.kind()).as("the kind of: %s", failure.description()).isEqualTo(FailureKind.CANCELLED);
        assertThat(background.interruptedAtEnd())
                .as("interrupt flag after CANCELLED")
                .isTrue();
    }

    final void assertCancelledAt(Disturbance standstill, Runnable work) {
        assertCancelled(
                work,
                () -> assertThat(standstill.awaitReached(patience()))
                        .as("came to the standstill")
                        .isTrue());
    }

    /** Whether the harness can do it; if not, that it says so is checked and put into the report. */
    final <T> boolean can(Set<T> abilities, T ability, TestReporter reporter, ThrowingCallable attempt) {
        if (abilities.contains(ability)) {
            return true;
        }
        reporter.publishEntry("not arranged by this harness", String.valueOf(ability));
        assertThatThrownBy(attempt).as("%s", ability).isInstanceOf(UnsupportedOperationException.class);
        return false;
    }

    private List<String> moreThan(List<String> before) {
        List<String> more = new ArrayList<>(harness.traces());
        before.forEach(more::remove);
        return more;
    }
}
