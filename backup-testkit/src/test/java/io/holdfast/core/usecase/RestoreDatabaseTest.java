package io.holdfast.core.usecase;

import static io.holdfast.core.usecase.Installation.HOSTS;
import static io.holdfast.core.usecase.Installation.PASSPHRASE;
import static io.holdfast.core.usecase.Installation.RESULTS;
import static io.holdfast.core.usecase.Installation.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvent.Phase;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.usecase.RestoreDatabase.Trust;
import io.holdfast.testkit.database.Disturbance;
import io.holdfast.testkit.database.FakeContent;
import io.holdfast.testkit.database.FakeDatabaseDumper;
import io.holdfast.testkit.database.FakeDatabaseRestorer;
import io.holdfast.testkit.repository.InMemoryBundleRepository.Opening;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestoreDatabaseTest {

    private static final String TARGET = "restored";
    private static final Set<String> BEFORE = Set.of("app_config", "app_results");

    private Installation installation = Installation.encrypted();

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(installation.repository().leftOpen()).isEmpty();
        assertThat(installation.server.sessions()).isEmpty();
    }

    @Test
    void restoresIntoADatabaseThatDoesNotExistYet() {
        DumpSummary dump = backUp();

        RestoreDatabase.Result result = installation.restoreDatabase().restore(request(dump));

        assertThat(installation.server.content(TARGET)).isEqualTo(installation.server.content("app_results"));
        assertThat(result).isEqualTo(new RestoreDatabase.Result(dump, 1, 5_000, List.of(), Optional.empty()));
        assertThat(installation.notes).containsExactly("check the target", "stage");
        assertThat(installation.milestones())
                .containsExactly(
                        started(dump, Phase.RESTORE, dump.size()),
                        started(dump, Phase.COUNT, ByteCount.ZERO),
                        new BackupEvent.Restored(dump.dump().bundle(), RESULTS));
        assertThat(installation.progress(Phase.RESTORE)).isPositive();
    }

    @Test
    void aPlainDumpIsCheckedWholeBeforeAnyToolSeesIt() {
        installation = Installation.plain();
        DumpSummary dump = backUp();

        installation.restoreDatabase().restore(request(dump));

        assertThat(installation.notes).containsExactly("check the whole dump", "check the target", "stage");
        assertThat(installation.milestones()).startsWith(started(dump, Phase.CHECK, dump.size()));
        assertThat(installation.progress(Phase.CHECK)).isEqualTo(dump.size().bytes());
        assertThat(installation.server.databases()).contains(TARGET);
    }

    @Test
    void aPlainDumpThatIsDamagedReachesNoTool() {
        installation = Installation.plain();
        DumpSummary dump = backUp();
        installation.store.damageContent();

        BackupFailure failure = failure(() -> installation.restoreDatabase().restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        assertThat(installation.notes).containsExactly("check the whole dump");
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void anEncryptedDumpThatIsDamagedLeavesNoDatabase() {
        DumpSummary dump = backUp();
        installation.store.damageContent();

        BackupFailure failure = failure(() -> installation.restoreDatabase().restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void refusesAnUnauthenticatedDump() {
        DumpSummary dump = backUpBeforeEncryption();

        BackupFailure failure = failure(() -> installation.restoreDatabase().restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(failure.hint()).isPresent();
        assertThat(installation.notes).isEmpty();
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void restoresAnUnauthenticatedDumpOnDemandAfterCheckingAllOfIt() {
        DumpSummary dump = backUpBeforeEncryption();

        installation
                .restoreDatabase()
                .restore(new RestoreDatabase.Request(
                        dump.dump().bundle(), RESULTS, RestoreTarget.newDatabase(target()), Trust.UNAUTHENTICATED_TOO));

        assertThat(installation.notes).containsExactly("check the whole dump", "check the target", "stage");
        assertThat(installation.server.content(TARGET)).isEqualTo(installation.server.content("app_results"));
    }

    @Test
    void namesAllProblemsAtOnceAndStartsNothing() {
        installation.server.addRole("auditor");
        installation.server.addExtension("postgis");
        installation.server.change(
                "app_results", content -> content.needing(Set.of("auditor", "reader"), Set.of("postgis", "hstore")));
        DumpSummary dump = backUp();
        FakeContent occupied = Installation.rows("somebody's", 3);
        installation.server.create(TARGET, occupied);

        BackupFailure failure = failure(() -> installation.restoreDatabase().restore(request(dump)));

        assertThat(failure.kind()).as("that of the first").isEqualTo(FailureKind.ALREADY_EXISTS);
        assertThat(failure.getMessage())
                .contains(TARGET + " exists already", "reader", "hstore")
                .doesNotContain("auditor", "postgis");
        assertThat(installation.notes).containsExactly("check the target");
        assertThat(installation.server.content(TARGET)).isEqualTo(occupied);
        assertThat(lastEvent()).isEqualTo(new BackupEvent.Failed(dump.dump().bundle(), RESULTS, failure));
    }

    @Test
    void aProblemThatIsNoExistingTargetIsPermanent() {
        installation.server.change("app_results", content -> content.needing(Set.of("reader"), Set.of()));
        DumpSummary dump = backUp();

        BackupFailure failure = failure(() -> installation.restoreDatabase().restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.getMessage()).contains("reader");
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void removesARestoredDatabaseWithOtherRowsThanTheDumpRecorded() {
        DumpSummary dump = backUp(new MiscountingDumper(1));

        BackupFailure failure = failure(() -> installation.restoreDatabase().restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        assertThat(failure.getMessage()).contains("public.hosts", "5000", "5001");
        assertThat(installation.notes).containsExactly("check the target", "stage");
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void moreRowsThanRecordedAreADefectToo() {
        DumpSummary dump = backUp(new MiscountingDumper(-1));

        BackupFailure failure = failure(() -> installation.restoreDatabase().restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void moreRowsAreRemarkedWhereTheDatabaseAddsSomeByItself() {
        DumpSummary dump = backUp(new MiscountingDumper(-1));

        RestoreDatabase.Result result =
                installation.restoreDatabase(new AddingRestorer()).restore(request(dump));

        assertThat(result.remarks()).singleElement().asString().contains("public.hosts", "5000", "4999");
        assertThat(installation.server.databases()).contains(TARGET);
    }

    @Test
    void fewerRowsAreADefectAlsoWhereTheDatabaseAddsSomeByItself() {
        DumpSummary dump = backUp(new MiscountingDumper(1));

        BackupFailure failure =
                failure(() -> installation.restoreDatabase(new AddingRestorer()).restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void leavesNothingWhenTheNameIsTakenMeanwhile() {
        DumpSummary dump = backUp();
        FakeContent occupied = Installation.rows("somebody's", 3);
        Disturbance taken = Disturbance.actionAt(100, () -> installation.server.create(TARGET, occupied));

        BackupFailure failure = failure(() -> installation
                .restoreDatabase(new FakeDatabaseRestorer(installation.server, taken))
                .restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(FailureKind.ALREADY_EXISTS);
        assertThat(installation.server.content(TARGET)).isEqualTo(occupied);
        assertThat(installation.server.databases()).containsExactlyInAnyOrder("app_config", "app_results", TARGET);
        assertThat(lastEvent()).isEqualTo(new BackupEvent.Failed(dump.dump().bundle(), RESULTS, failure));
    }

    @Test
    void leavesNothingWhenTheToolFails() {
        DumpSummary dump = backUp();
        BackupFailure broken = BackupFailure.of(FailureKind.PERMANENT, "a statement failed");
        Disturbance disturbance = Disturbance.failureAt(20_000, broken);

        BackupFailure failure = failure(() -> installation
                .restoreDatabase(new FakeDatabaseRestorer(installation.server, disturbance))
                .restore(request(dump)));

        assertThat(failure.kind()).isEqualTo(broken.kind());
        assertThat(failure).hasMessage(broken.getMessage());
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void leavesNothingWhenItIsInterrupted() throws Exception {
        DumpSummary dump = backUp();
        Disturbance blocked = Disturbance.blockAt(20_000);
        RestoreDatabase restore = installation.restoreDatabase(new FakeDatabaseRestorer(installation.server, blocked));

        BackupFailure failure =
                Installation.interruptedAt(blocked, () -> failure(() -> restore.restore(request(dump))));

        assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
        assertNothingWasRestored(dump, failure);
    }

    @Test
    void anUnknownBundleOrDatabaseIsNotFound() {
        DumpSummary dump = backUp();
        BundleId unknown = new BundleId("20261122-020000-000-zzzzzzzz");

        assertThat(failure(() -> installation
                                .restoreDatabase()
                                .restore(new RestoreDatabase.Request(
                                        unknown,
                                        RESULTS,
                                        RestoreTarget.newDatabase(target()),
                                        Trust.AUTHENTICATED_ONLY)))
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);
        assertThat(failure(() -> installation
                                .restoreDatabase()
                                .restore(new RestoreDatabase.Request(
                                        dump.dump().bundle(),
                                        Installation.CONFIG,
                                        RestoreTarget.newDatabase(target()),
                                        Trust.AUTHENTICATED_ONLY)))
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);
        assertThat(installation.server.databases()).isEqualTo(BEFORE);
    }

    private DumpSummary backUp() {
        return backUp(new FakeDatabaseDumper(installation.server));
    }

    private DumpSummary backUp(DatabaseDumper dumper) {
        DumpSummary dump = installation
                .takeBackup(dumper)
                .backUp(installation.one())
                .dumps()
                .get(RESULTS);
        installation.notes.clear();
        installation.events.clear();
        return dump;
    }

    /** A plain dump in a repository that was encrypted after it: anybody could have put it there. */
    private DumpSummary backUpBeforeEncryption() {
        installation = Installation.plain();
        DumpSummary dump = backUp();
        installation.reopen(Opening.encrypted(PASSPHRASE));
        return dump;
    }

    private ConnectionUrl target() {
        return installation.server.address(TARGET);
    }

    private RestoreDatabase.Request request(DumpSummary dump) {
        return new RestoreDatabase.Request(
                dump.dump().bundle(), RESULTS, RestoreTarget.newDatabase(target()), Trust.AUTHENTICATED_ONLY);
    }

    private static BackupEvent started(DumpSummary dump, Phase phase, ByteCount expected) {
        return new BackupEvent.Started(dump.dump().bundle(), RESULTS, phase, expected);
    }

    private BackupEvent lastEvent() {
        return installation.events.get(installation.events.size() - 1);
    }

    private void assertNothingWasRestored(DumpSummary dump, BackupFailure failure) {
        assertThat(installation.server.databases()).isEqualTo(BEFORE);
        assertThat(lastEvent()).isEqualTo(new BackupEvent.Failed(dump.dump().bundle(), RESULTS, failure));
    }

    /** Records so many rows more than it dumps. */
    private final class MiscountingDumper implements DatabaseDumper {

        private final DatabaseDumper right = new FakeDatabaseDumper(installation.server);
        private final int surplus;

        private MiscountingDumper(int surplus) {
            this.surplus = surplus;
        }

        @Override
        public ByteCount estimate(ConnectionUrl database) {
            return right.estimate(database);
        }

        @Override
        public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
            DumpFacts facts = right.dump(database, sink);
            long rows = facts.rows() + surplus;
            return new DumpFacts(
                    facts.serverVersion(),
                    facts.toolVersion(),
                    List.of(new TableRows(HOSTS.schema(), HOSTS.name(), rows)));
        }
    }

    /** Restores databases that say that they add rows by themselves. */
    private final class AddingRestorer implements DatabaseRestorer {

        private final DatabaseRestorer right = new FakeDatabaseRestorer(installation.server);

        @Override
        public int inspect(DumpSource source) {
            return right.inspect(source);
        }

        @Override
        public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
            return right.check(target, source, facts);
        }

        @Override
        public StagedRestore stage(RestoreTarget target, DumpSource source) {
            StagedRestore staged = right.stage(target, source);
            return new StagedRestore() {
                @Override
                public List<TableRows> count(List<TableRows> tables) {
                    return staged.count(tables);
                }

                @Override
                public boolean addsRowsByItself() {
                    return true;
                }

                @Override
                public List<String> differences() {
                    return staged.differences();
                }

                @Override
                public Optional<String> promote() {
                    return staged.promote();
                }

                @Override
                public void close() {
                    staged.close();
                }
            };
        }

        @Override
        public List<KeptDatabase> kept(ConnectionUrl server) {
            return right.kept(server);
        }

        @Override
        public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
            return right.undo(target, name);
        }

        @Override
        public KeptDatabase discard(ConnectionUrl server, String name) {
            return right.discard(server, name);
        }
    }
}
