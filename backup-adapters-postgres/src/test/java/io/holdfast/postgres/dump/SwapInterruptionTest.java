package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.postgres.dump.CuttingProxy.Side;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A swap whose connections are cut at each message: the target is the old or the new database, and what is said is true. */
class SwapInterruptionTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final int MESSAGES = 200;
    private static DatabaseProperties source;

    private final String target = EmbeddedServer.newName();

    @BeforeAll
    static void readSource() {
        String database = SERVER.newDatabase();
        MemoryDump dump = new MemoryDump();
        new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(database), dump.sink());
        source = DumpDocument.PROPERTIES.read(dump.source());
    }

    @AfterEach
    void clear() {
        discardAll();
        SERVER.execute("postgres", "DROP DATABASE IF EXISTS " + target + " WITH (FORCE)");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void promotingIsCutAtEachMessage(Side side) {
        SERVER.execute("postgres", "CREATE DATABASE " + target);
        int swaps = 0;
        try (CuttingProxy proxy = new CuttingProxy(SERVER)) {
            boolean cut = true;
            for (int messages = 0; cut; messages++) {
                assertThat(messages).isLessThan(MESSAGES);
                String before = id(target);
                StagingDatabase staging = StagingDatabase.create(RestoreTarget.replacing(proxy.url(target)), source);
                String staged = id(staging.address().database());
                proxy.cutAfter(messages, side);
                Optional<BackupFailure> failure = failureOf(staging::promote);
                cut = proxy.hasCut();
                staging.close();
                String after = id(target);
                judge(messages, failure, before, staged, after);
                swaps += after.equals(staged) ? 1 : 0;
                assertThat(SERVER.stagingDatabases()).isEmpty();
                assertThat(kept()).allMatch(kept -> kept.state() == State.PREVIOUS);
                assertThat(kept()).hasSize(after.equals(staged) ? 1 : 0);
                discardAll();
            }
        }
        assertThat(swaps).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void undoingIsCutAtEachMessage(Side side) {
        SERVER.execute("postgres", "CREATE DATABASE " + target);
        StagingDatabase.create(RestoreTarget.replacing(SERVER.url(target)), source)
                .promote();
        try (CuttingProxy proxy = new CuttingProxy(SERVER)) {
            boolean cut = true;
            for (int messages = 0; cut; messages++) {
                assertThat(messages).isLessThan(MESSAGES);
                String before = id(target);
                String previous = id(kept().get(0).name());
                proxy.cutAfter(messages, side);
                Optional<BackupFailure> failure = failureOf(
                        () -> new KeptDatabases(PostgresAddress.of(proxy.url(target))).undo(Optional.empty()));
                cut = proxy.hasCut();
                judge(messages, failure, before, previous, id(target));
                assertThat(kept()).singleElement().matches(kept -> kept.state() == State.PREVIOUS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theCommitIsLostOrItsReply(Side side) {
        SERVER.execute("postgres", "CREATE DATABASE " + target);
        try (CuttingProxy proxy = new CuttingProxy(SERVER)) {
            String before = id(target);
            StagingDatabase staging = StagingDatabase.create(RestoreTarget.replacing(proxy.url(target)), source);
            String staged = id(staging.address().database());
            proxy.cutAt("COMMIT", side);
            Optional<BackupFailure> failure = failureOf(staging::promote);
            assertThat(proxy.hasCut()).isTrue();
            assertThat(failure.isPresent()).isEqualTo(side == Side.BEFORE);
            judge(0, failure, before, staged, id(target));
            staging.close();
            assertThat(SERVER.stagingDatabases()).isEmpty();
            assertThat(kept()).hasSize(side == Side.BEFORE ? 0 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void makingAStagingDatabaseIsCutAtEachMessage(Side side) {
        try (CuttingProxy proxy = new CuttingProxy(SERVER)) {
            boolean cut = true;
            for (int messages = 0; cut; messages++) {
                assertThat(messages).isLessThan(MESSAGES);
                proxy.cutAfter(messages, side);
                Optional<BackupFailure> failure =
                        failureOf(() -> StagingDatabase.create(RestoreTarget.replacing(proxy.url(target)), source)
                                .close());
                cut = proxy.hasCut();
                assertThat(failure.map(BackupFailure::kind).orElse(FailureKind.TRANSIENT))
                        .as("cut at message %s", messages)
                        .isEqualTo(FailureKind.TRANSIENT);
                await().until(() -> kept().stream().noneMatch(kept -> kept.state() == State.RUNNING));
                discardAll();
                assertThat(SERVER.stagingDatabases()).isEmpty();
            }
        }
    }

    @Test
    void aRestoreThatIsNeverClosedIsRunningAndThenUnfinished() {
        StagingDatabase staging = StagingDatabase.create(RestoreTarget.replacing(SERVER.url(target)), source);
        KeptDatabase running = kept().get(0);
        assertThat(running.state()).isEqualTo(State.RUNNING);
        assertThat(running.target()).isEqualTo(target);
        assertThat(failureOf(() ->
                                new KeptDatabases(PostgresAddress.of(SERVER.url("postgres"))).discard(running.name()))
                        .orElseThrow()
                        .kind())
                .isEqualTo(FailureKind.INVALID);
        endAdministration();
        await().until(() -> kept().get(0).state() == State.UNFINISHED);
        assertThat(kept().get(0).target()).isEqualTo(target);
        // Who has lost its lock and not its database goes on all the same.
        staging.promote();
        assertThat(SERVER.exists(target)).isTrue();
    }

    @Test
    void aStagingDatabaseThatWasDiscardedIsNotPromoted() {
        SERVER.execute("postgres", "CREATE DATABASE " + target);
        String before = id(target);
        StagingDatabase staging = StagingDatabase.create(RestoreTarget.replacing(SERVER.url(target)), source);
        endAdministration();
        await().until(() -> kept().get(0).state() == State.UNFINISHED);
        discardAll();
        BackupFailure failure = failureOf(staging::promote).orElseThrow();
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.getMessage()).contains("dropped by somebody else");
        staging.close();
        assertThat(id(target)).isEqualTo(before);
    }

    @Test
    void aRestoreThatWasKilledBeforeItMadeItsMarkIsUnfinishedToo() {
        String name = StagingName.of(java.time.Instant.parse("2026-11-22T22:45:01Z"));
        SERVER.execute("postgres", "CREATE DATABASE " + name);
        assertThat(kept()).singleElement().satisfies(kept -> {
            assertThat(kept.state()).isEqualTo(State.UNFINISHED);
            assertThat(kept.since()).isEqualTo("2026-11-22T22:45:01Z");
            assertThat(kept.target()).isEmpty();
        });
    }

    /** What failed has changed nothing, what succeeded has changed all, and only who does not know may say so. */
    private void judge(int message, Optional<BackupFailure> failure, String before, String wanted, String after) {
        FailureKind kind = failure.map(BackupFailure::kind).orElse(null);
        String what = "cut at message " + message + ": "
                + failure.map(BackupFailure::description).orElse("done");
        if (kind == null) {
            assertThat(after).as(what).isEqualTo(wanted);
        } else if (kind == FailureKind.UNKNOWN_OUTCOME) {
            assertThat(after).as(what).isIn(before, wanted);
        } else {
            assertThat(kind).as(what).isEqualTo(FailureKind.TRANSIENT);
            assertThat(after).as(what).isEqualTo(before);
        }
        SERVER.execute(target, "SELECT 1");
        await().untilAsserted(() -> assertThat(SERVER.query(
                        "postgres",
                        "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'holdfast%' AND state <> 'idle'"))
                .as("what still runs")
                .isEmpty());
    }

    private static Optional<BackupFailure> failureOf(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (BackupFailure e) {
            return Optional.of(e);
        }
    }

    private static List<KeptDatabase> kept() {
        return new KeptDatabases(PostgresAddress.of(SERVER.url("postgres"))).list();
    }

    private static void discardAll() {
        kept().forEach(kept -> new KeptDatabases(PostgresAddress.of(SERVER.url("postgres"))).discard(kept.name()));
    }

    private static void endAdministration() {
        SERVER.query(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'holdfast-restore-administration'");
    }

    private static String id(String database) {
        return SERVER.query("postgres", "SELECT oid FROM pg_database WHERE datname = " + SqlText.literal(database))
                .get(0);
    }
}
