package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database changes while it is dumped. */
class ConcurrentChangeTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    @TempDir
    private Path folder;

    private String source;

    @BeforeEach
    void makeDatabase() {
        source = SERVER.newDatabase();
        SERVER.execute(
                source,
                "CREATE TABLE a AS SELECT i FROM generate_series(1, 10) i",
                "CREATE TABLE b AS SELECT i FROM generate_series(1, 20) i",
                "CREATE TABLE parted (i int) PARTITION BY LIST (i)",
                "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1)",
                "CREATE INDEX a_i ON a (i)",
                "CREATE INDEX parted_i ON parted (i)",
                "CREATE VIEW v AS SELECT i FROM a",
                "CREATE SEQUENCE s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE a",
                "ALTER TABLE b ALTER i TYPE bigint USING i",
                "ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME TO a; ALTER TABLE c RENAME TO b",
                "DROP INDEX a_i",
                "DROP INDEX parted_i",
                "ALTER INDEX a_i RENAME TO a_j",
                "DROP TABLE b",
                "ALTER TABLE b RENAME TO c",
                "DROP VIEW v",
                "DROP SEQUENCE s",
            })
    void whatWasRedefinedBetweenSnapshotAndDumpIsFound(String change) {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class,
                () -> new PostgresDatabaseDumper(changing(change)).dump(SERVER.url(source), new MemoryDump().sink()));
        assertThat(failure).as(change).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("changed while the backup began", "try again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO a VALUES (11)",
                "DELETE FROM b",
                "CREATE TABLE d (i int)",
                "CREATE INDEX b_i ON b (i)",
                "VACUUM a",
                "ANALYZE",
            })
    void whatDoesNoHarmIsNoFailure(String change) {
        MemoryDump dump = new MemoryDump();
        DumpFacts facts = new PostgresDatabaseDumper(changing(change)).dump(SERVER.url(source), dump.sink());
        assertThat(facts.tables())
                .containsExactly(
                        new TableRows("public", "a", 10),
                        new TableRows("public", "b", 20),
                        new TableRows("public", "parted_1", 0));
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(EmbeddedServer.tools());
        try (StagedRestore staged =
                restorer.stage(RestoreTarget.newDatabase(SERVER.url(EmbeddedServer.newName())), dump.source())) {
            assertThat(staged.count(facts.tables())).isEqualTo(facts.tables());
        }
    }

    @Test
    void rowsAreCountedUnderTheDumpsSnapshotWhileOthersWrite() throws Exception {
        SERVER.execute(source, "TRUNCATE a, b");
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch written = new CountDownLatch(20);
        Thread writer = new Thread(() -> write(stop, written));
        writer.start();
        written.await();
        MemoryDump dump = new MemoryDump();
        DumpFacts facts;
        try {
            // The pause makes sure that much is written between the snapshot and the dump.
            facts = new PostgresDatabaseDumper(changing("SELECT pg_sleep(0.5)")).dump(SERVER.url(source), dump.sink());
        } finally {
            stop.set(true);
            writer.join();
        }
        List<TableRows> counts = facts.tables();
        assertThat(counts.get(0).rows()).isPositive().isEqualTo(counts.get(1).rows());
        assertThat(SERVER.query(source, "SELECT count(*) FROM a").get(0))
                .as("rows that came after the snapshot")
                .isNotEqualTo(Long.toString(counts.get(0).rows()));
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(EmbeddedServer.tools());
        try (StagedRestore staged =
                restorer.stage(RestoreTarget.newDatabase(SERVER.url(EmbeddedServer.newName())), dump.source())) {
            assertThat(staged.count(counts)).isEqualTo(counts);
        }
    }

    @Test
    void aTableThatIsRewrittenBeforeItsRowsAreCountedIsFound() {
        try (SnapshotSession session = SnapshotSession.begin(PostgresAddress.of(SERVER.url(source)))) {
            List<DumpedTable> tables = session.inventory().tables();
            SERVER.execute(source, "TRUNCATE b");
            BackupFailure failure = catchThrowableOfType(
                    BackupFailure.class, () -> session.counter().count(tables));
            assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
            assertThat(failure.getMessage()).contains("public.b");
        }
    }

    @Test
    void countingKeepsNoLocks() {
        try (SnapshotSession session = SnapshotSession.begin(PostgresAddress.of(SERVER.url(source)))) {
            session.counter().count(session.inventory().tables());
            assertThat(SERVER.query(
                            source,
                            "SELECT relation::regclass FROM pg_locks JOIN pg_class c ON c.oid = relation"
                                    + " WHERE c.relnamespace = 'public'::regnamespace AND database ="
                                    + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                    .isEmpty();
        }
    }

    @Test
    void rowsThatTheUserMayNotSeeAreRefused() {
        String user = "reader_" + source;
        SERVER.execute(
                source,
                "CREATE ROLE " + user + " LOGIN",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + user,
                "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO " + user,
                "ALTER TABLE a ENABLE ROW LEVEL SECURITY");
        assertThat(refused(user).getMessage()).contains("row-level security", "public.a");
        SERVER.execute(source, "ALTER TABLE a DISABLE ROW LEVEL SECURITY", "REVOKE SELECT ON b FROM " + user);
        assertThat(refused(user).getMessage()).contains("may not read", "public.b");
        SERVER.execute(source, "GRANT SELECT ON b TO " + user);
        new PostgresDatabaseDumper(EmbeddedServer.tools())
                .dump(SERVER.url(user, null, source), new MemoryDump().sink());
    }

    private BackupFailure refused(String user) {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class,
                () -> new PostgresDatabaseDumper(EmbeddedServer.tools())
                        .dump(SERVER.url(user, null, source), new MemoryDump().sink()));
        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(failure.hint()).isPresent();
        return failure;
    }

    /** The snapshot is taken, then this happens, then the real pg_dump starts. */
    private PostgresTools changing(String sql) {
        return FakeTools.dumping(
                folder,
                FakeTools.REAL + "/psql -qXAt -v ON_ERROR_STOP=1 -c '" + sql + "' > " + folder + "/out || exit 9\nexec "
                        + FakeTools.REAL + "/pg_dump \"$@\"");
    }

    /** One row into each of two tables, in one transaction, again and again. */
    private void write(AtomicBoolean stop, CountDownLatch written) {
        try (Connection connection = SERVER.connect(source);
                Statement statement = connection.createStatement()) {
            while (!stop.get()) {
                statement.execute("BEGIN; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); COMMIT");
                written.countDown();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
