package io.holdfast.core.usecase;

import static io.holdfast.core.usecase.Installation.RESULTS;
import static io.holdfast.core.usecase.Installation.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.usecase.RestoreDatabase.Trust;
import io.holdfast.testkit.database.Disturbance;
import io.holdfast.testkit.database.FakeContent;
import io.holdfast.testkit.database.FakeDatabaseRestorer;
import io.holdfast.testkit.database.FakeDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restoring over a database that exists, and what becomes of that one. */
class ReplacedDatabaseTest {

    private static final FakeContent OLD = Installation.rows("old", 3);
    private static final FakeContent NEW =
            Installation.rows("new", 700).withSequence("numbers", 7).withProperty(FakeContent.OWNER, "app");

    private final Installation installation = Installation.encrypted();
    private final FakeDatabases server = installation.server;
    private final FakeDatabaseRestorer restorer = new FakeDatabaseRestorer(server);
    private final ConnectionUrl target = server.create("target", OLD);

    @BeforeEach
    void fill() {
        server.change("app_results", content -> NEW);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(installation.repository().leftOpen()).isEmpty();
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void theOldDatabaseIsKeptUnderTheNameInTheResult() {
        DumpSummary dump = backUp();

        RestoreDatabase.Result result = replace(dump);

        assertThat(server.content("target")).isEqualTo(NEW);
        assertThat(server.content(result.previous().orElseThrow())).isEqualTo(OLD);
        assertThat(installation.milestones())
                .endsWith(new BackupEvent.Restored(dump.dump().bundle(), RESULTS));
    }

    @Test
    void whoIsInTheOldDatabaseIsSentAwayWhenItIsReplacedAndNotBefore() {
        DumpSummary dump = backUp();
        FakeDatabases.Session session = server.connect(target);
        Disturbance looking = Disturbance.actionAt(
                100, () -> assertThat(session.connected()).as("while restoring").isTrue());

        installation
                .restoreDatabase(new FakeDatabaseRestorer(server, looking))
                .restore(request(dump, RestoreOption.REPLACE_EXISTING));

        assertThat(looking.awaitReached(Duration.ZERO)).isTrue();
        assertThat(session.connected()).isFalse();
    }

    @Test
    void withoutBeingAskedNothingIsReplaced() {
        DumpSummary dump = backUp();

        assertThat(failure(() -> installation.restoreDatabase().restore(request(dump)))
                        .kind())
                .isEqualTo(FailureKind.ALREADY_EXISTS);

        assertNothingWasReplaced();
    }

    @Test
    void theOptionsReachTheRestorer() {
        server.change(
                "app_results",
                content -> content.withProperty(FakeContent.GRANTED, "auditor").needing(Set.of("auditor"), Set.of()));
        DumpSummary dump = backUp();

        installation
                .restoreDatabase()
                .restore(request(
                        dump,
                        RestoreOption.REPLACE_EXISTING,
                        RestoreOption.WITHOUT_OWNER,
                        RestoreOption.WITHOUT_PRIVILEGES,
                        RestoreOption.CREATE_ROLES));

        assertThat(server.content("target").properties())
                .containsEntry(FakeContent.OWNER, FakeDatabases.OWNER)
                .doesNotContainKey(FakeContent.GRANTED);
        assertThat(server.rights("auditor")).contains(Set.of());
    }

    @Test
    void whatDiffersFromTheRecordMakesItCorruptAndIsRemoved() {
        DumpSummary dump = backUp();
        Disturbance moving = Disturbance.actionAt(
                dump.size().bytes(),
                () -> server.change(server.kept().get(0).name(), content -> content.withSequence("numbers", 8)));

        BackupFailure failure = failure(() -> installation
                .restoreDatabase(new FakeDatabaseRestorer(server, moving))
                .restore(request(dump, RestoreOption.REPLACE_EXISTING)));

        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        assertThat(failure.getMessage()).contains("sequence numbers stands at 8", "recorded 7");
        assertNothingWasReplaced();
    }

    @Test
    void rowsAndRecordsThatDifferAreNamedTogether() {
        DumpSummary dump = backUp();
        Disturbance spoiling = Disturbance.actionAt(
                dump.size().bytes(),
                () -> server.change(
                        server.kept().get(0).name(),
                        content -> content.withSequence("numbers", 8).withoutTable(Installation.HOSTS)));

        BackupFailure failure = failure(() -> installation
                .restoreDatabase(new FakeDatabaseRestorer(server, spoiling))
                .restore(request(dump, RestoreOption.REPLACE_EXISTING)));

        assertThat(failure.getMessage()).contains("numbers", "public.hosts");
        assertNothingWasReplaced();
    }

    @Test
    void undoingBringsTheOldDatabaseBackAndKeepsTheNewOne() {
        String kept = replace(backUp()).previous().orElseThrow();
        UndoRestore undo = new UndoRestore(restorer);

        KeptDatabase back = undo.undo(new UndoRestore.Request(target, Optional.empty()));

        assertThat(back.name()).isEqualTo(kept);
        assertThat(back.state()).isEqualTo(KeptDatabase.State.PREVIOUS);
        assertThat(server.content("target")).isEqualTo(OLD);
        undo.undo(new UndoRestore.Request(target, Optional.empty()));
        assertThat(server.content("target")).isEqualTo(NEW);
    }

    @Test
    void undoingBringsBackTheOneThatIsNamed() {
        DumpSummary dump = backUp();
        String oldest = replace(dump).previous().orElseThrow();
        replace(dump);

        new UndoRestore(restorer).undo(new UndoRestore.Request(target, Optional.of(oldest)));

        assertThat(server.content("target")).isEqualTo(OLD);
    }

    @Test
    void whatWasNeverReplacedCannotBeUndone() {
        UndoRestore undo = new UndoRestore(restorer);

        assertThat(failure(() -> undo.undo(new UndoRestore.Request(target, Optional.empty())))
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);

        assertNothingWasReplaced();
    }

    @Test
    void allThatIsKeptIsListedAndOneIsDropped() {
        DumpSummary dump = backUp();
        replace(dump);
        ConnectionUrl other = server.create("other", OLD);
        installation
                .restoreDatabase()
                .restore(new RestoreDatabase.Request(
                        dump.dump().bundle(), RESULTS, RestoreTarget.replacing(other), Trust.AUTHENTICATED_ONLY));

        List<KeptDatabase> kept = new ListKeptDatabases(restorer).list(target);
        assertThat(kept).extracting(KeptDatabase::target).containsExactly("other", "target");

        KeptDatabase dropped = new DiscardKeptDatabase(restorer)
                .discard(new DiscardKeptDatabase.Request(target, kept.get(1).name()));

        assertThat(dropped).isEqualTo(kept.get(1));
        assertThat(new ListKeptDatabases(restorer).list(target)).containsExactly(kept.get(0));
        assertThat(server.databases()).contains("target", "other").doesNotContain(dropped.name());
    }

    @Test
    void aDatabaseThatNoRestoreLeftIsNotDropped() {
        DiscardKeptDatabase discard = new DiscardKeptDatabase(restorer);

        assertThat(failure(() -> discard.discard(new DiscardKeptDatabase.Request(target, "target")))
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);

        assertNothingWasReplaced();
    }

    private DumpSummary backUp() {
        DumpSummary dump =
                installation.takeBackup().backUp(installation.one()).dumps().get(RESULTS);
        installation.events.clear();
        return dump;
    }

    private RestoreDatabase.Result replace(DumpSummary dump) {
        return installation.restoreDatabase().restore(request(dump, RestoreOption.REPLACE_EXISTING));
    }

    private RestoreDatabase.Request request(DumpSummary dump, RestoreOption... options) {
        return new RestoreDatabase.Request(
                dump.dump().bundle(), RESULTS, new RestoreTarget(target, Set.of(options)), Trust.AUTHENTICATED_ONLY);
    }

    private void assertNothingWasReplaced() {
        assertThat(server.content("target")).isEqualTo(OLD);
        assertThat(server.databases()).containsExactlyInAnyOrder("app_config", "app_results", "target");
        assertThat(server.kept()).isEmpty();
    }
}
