package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.restore.RowComparison;
import io.holdfast.core.restore.RowComparison.Surplus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the fakes can be told to do, for tests of those who use a dumper and a restorer. */
class FakeDatabasesTest {

    private static final FakeContent.Table TABLE = new FakeContent.Table("public", "t");

    private final FakeDatabases server = new FakeDatabases();
    private final ConnectionUrl source = server.create("source", FakeContent.EMPTY.withTable(TABLE, List.of("1", "2")));

    @Test
    void aDumpIsOfTheMomentItBeganWhateverIsWrittenMeanwhile() {
        Disturbance writing = Disturbance.actionAt(
                10, () -> server.change("source", content -> content.withTable(TABLE, List.of("new"))));
        InMemoryDump dump = new InMemoryDump();
        DumpFacts facts = new FakeDatabaseDumper(server, writing).dump(source, dump.sink());
        assertThat(server.content("source").tables().get(TABLE)).containsExactly("new");
        assertThat(facts.tables()).containsExactly(new TableRows("public", "t", 2));
        assertThat(restored(dump).tables().get(TABLE)).containsExactly("1", "2");
    }

    @Test
    void aDumperCanBeToldToFail() {
        BackupFailure failure = BackupFailure.of(FailureKind.TRANSIENT, "gone").withHint("Try again");
        InMemoryDump dump = new InMemoryDump();
        assertThatThrownBy(() ->
                        new FakeDatabaseDumper(server, Disturbance.failureAt(20, failure)).dump(source, dump.sink()))
                .isInstanceOfSatisfying(BackupFailure.class, thrown -> {
                    assertThat(thrown.kind()).isEqualTo(FailureKind.TRANSIENT);
                    assertThat(thrown.description()).isEqualTo("gone. Try again");
                });
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void aDumperCanBeToldToStandStill() {
        Disturbance standstill = Disturbance.blockAt(20);
        Background dumping = Background.start(
                () -> new FakeDatabaseDumper(server, standstill).dump(source, InMemoryDump.discarding()));
        assertThat(standstill.awaitReached(Duration.ofSeconds(30))).isTrue();
        assertThat(server.sessions()).hasSize(1);
        dumping.interrupt();
        assertThat(dumping.failure(Duration.ofSeconds(30)).kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void aDatabaseCanAddRowsByItselfWhileItIsRestored() {
        server.change("source", content -> content.withProperty(FakeContent.ADDS_ROWS_BY_ITSELF, "yes"));
        InMemoryDump dump = new InMemoryDump();
        DumpFacts facts = new FakeDatabaseDumper(server).dump(source, dump.sink());
        try (StagedRestore staged = new FakeDatabaseRestorer(server)
                .stage(RestoreTarget.newDatabase(server.address("target")), dump.source())) {
            assertThat(staged.addsRowsByItself()).isTrue();
            List<TableRows> counted = staged.count(facts.tables());
            assertThat(counted).containsExactly(new TableRows("public", "t", 3));
            assertThat(RowComparison.of(facts.tables(), counted, Surplus.EXPLAINED)
                            .remarks())
                    .hasSize(1);
        }
        assertThat(server.databases()).containsExactly("source");
    }

    @Test
    void itIsNotFoundUnderAnotherNameAndTheAddressHidesThePassword() {
        assertThatThrownBy(() -> server.connect(server.address("nobody's")))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_FOUND));
        assertThat(source.toString()).doesNotContain(server.password()).contains("source");
        assertThat(FakeDatabases.databaseOf(server.address("a=b/ %?#"))).isEqualTo("a=b/ %?#");
    }

    private FakeContent restored(InMemoryDump dump) {
        try (StagedRestore staged = new FakeDatabaseRestorer(server)
                .stage(RestoreTarget.newDatabase(server.address("restored")), dump.source())) {
            staged.promote();
        }
        return server.content("restored");
    }
}
