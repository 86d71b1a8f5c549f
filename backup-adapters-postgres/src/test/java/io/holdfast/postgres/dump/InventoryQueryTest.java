package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.core.database.TableRows;
import io.holdfast.postgres.dump.DumpedTable.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of a database before it is dumped. */
class InventoryQueryTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    private String source;

    @BeforeEach
    void makeDatabase() {
        source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE TABLE big AS SELECT i FROM generate_series(1, 100000) i");
    }

    @Test
    void sizesHaveWhatWasMovedOutOfTheTable() {
        SERVER.execute(
                source,
                "CREATE TABLE long (t text)",
                "ALTER TABLE long ALTER t SET STORAGE EXTERNAL",
                "INSERT INTO long SELECT repeat('x', 1000000)");
        DumpInventory inventory = inventory();
        assertThat(inventory.tables()).extracting(DumpedTable::name).containsExactly("big", "long");
        assertThat(inventory.tables().get(0).bytes()).isBetween(3_000_000L, 5_000_000L);
        assertThat(inventory.tables().get(1).bytes()).isBetween(1_000_000L, 1_200_000L);
        assertThat(inventory.bytes()).isGreaterThan(4_000_000);
    }

    @Test
    void aLockedTableHoldsNothingUp() throws SQLException {
        SERVER.execute(source, "ANALYZE big");
        try (Connection other = SERVER.connect(source);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN; LOCK TABLE big");
            DumpInventory inventory = inventory();
            assertThat(inventory.tables().get(0).bytes()).isBetween(3_000_000L, 5_000_000L);
        }
    }

    @Test
    void ofExtensionsOnlyTheirConfigurationIsDumpedAndNotCounted() {
        try (ProbeExtension extension = new ProbeExtension(SERVER)) {
            String settings = extension.name() + "_settings";
            SERVER.execute(
                    source,
                    "CREATE EXTENSION " + extension.name(),
                    "CREATE TABLE member AS SELECT 1 AS i",
                    "ALTER EXTENSION " + extension.name() + " ADD TABLE member");
            assertThat(inventory().tables())
                    .extracting(DumpedTable::name, DumpedTable::kind)
                    .containsExactly(tuple("big", Kind.ORDINARY), tuple(settings, Kind.EXTENSION));
            MemoryDump dump = new MemoryDump();
            assertThat(new PostgresDatabaseDumper(
                                    EmbeddedServer.tools(),
                                    PostgresDatabaseDumper.Options.defaults().withStreams(2))
                            .dump(SERVER.url(source), dump.sink())
                            .tables())
                    .containsExactly(new TableRows("public", "big", 100_000));
            assertThat(DumpDocument.CONTENTS.read(dump.source()).tables())
                    .extracting(DumpContents.Table::stream)
                    .containsExactly("data-1", "data-0");
            assertThat(ArchiveRows.of(dump)).containsOnlyKeys("public.big", "public." + settings);
        }
    }

    @Test
    void theLeastOfAllLimitsOnSessionsCounts() {
        String user = "limited_" + source;
        SERVER.execute(source, "CREATE ROLE " + user + " LOGIN CONNECTION LIMIT 5", "GRANT SELECT ON big TO " + user);
        assertThat(free(user)).isEqualTo(4);
        SERVER.execute("postgres", "ALTER DATABASE " + source + " CONNECTION LIMIT 3");
        assertThat(free(user)).isEqualTo(2);
        assertThat(inventory().freeSessions()).as("for a superuser").isBetween(10L, 57L);
    }

    private long free(String user) {
        try (SnapshotSession session = SnapshotSession.begin(PostgresAddress.of(SERVER.url(user, null, source)))) {
            return session.inventory().freeSessions();
        }
    }

    private DumpInventory inventory() {
        try (SnapshotSession session = SnapshotSession.begin(PostgresAddress.of(SERVER.url(source)))) {
            return session.inventory();
        }
    }
}
