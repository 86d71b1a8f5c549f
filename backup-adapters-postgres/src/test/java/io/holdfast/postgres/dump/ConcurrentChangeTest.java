package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.postgres.dump.DumpContents.Position;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
                "CREATE SEQUENCE s",
                "ALTER TABLE a ADD CONSTRAINT a_unique UNIQUE (i)",
                "CREATE SCHEMA other",
                // Unlogged, so that they stay with what is dumped last.
                "CREATE UNLOGGED TABLE rest AS SELECT i FROM generate_series(1, 30) i",
                "CREATE UNLOGGED TABLE other_rest AS SELECT 1 AS i",
                "SELECT lo_from_bytea(0, 'x')");
    }

    /** What spoils a dump when it happens between the snapshot and the begin of the streams. */
    private static final List<String> HARMFUL = List.of(
            "TRUNCATE a",
            "TRUNCATE rest",
            "ALTER TABLE b ALTER i TYPE bigint USING i",
            "ALTER TABLE b ADD j float DEFAULT random()",
            "ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME TO a; ALTER TABLE c RENAME TO b",
            "ALTER TABLE a RENAME TO c; ALTER TABLE rest RENAME TO a; ALTER TABLE c RENAME TO rest",
            "DROP INDEX a_i",
            "DROP INDEX parted_i",
            "ALTER INDEX a_i RENAME TO a_j",
            "DROP TABLE b",
            "DROP TABLE rest",
            "ALTER TABLE b RENAME TO c",
            "ALTER TABLE rest RENAME TO c",
            "ALTER TABLE a SET SCHEMA other",
            "ALTER TABLE b DROP COLUMN i",
            "DROP VIEW v",
            "DROP SEQUENCE s",
            "ALTER TABLE a DROP CONSTRAINT a_unique");

    private static final List<String> HARMLESS = List.of(
            "INSERT INTO a VALUES (11); INSERT INTO rest VALUES (11)",
            "DELETE FROM b; DELETE FROM rest; UPDATE a SET i = -i",
            "ALTER TABLE a ADD j int; ALTER TABLE rest ADD j int",
            "ALTER TABLE a ADD j int DEFAULT 5",
            "CREATE TABLE d (i int)",
            "CREATE INDEX b_i ON b (i)",
            "ALTER TABLE parted DETACH PARTITION parted_1",
            "VACUUM a",
            "REINDEX TABLE a",
            "ANALYZE",
            "SELECT setval('s', 100), nextval('s')",
            "SELECT lo_unlink(oid), lo_create(0) FROM pg_largeobject_metadata");

    private static Stream<Arguments> harmful() {
        return Stream.of(1, 3).flatMap(streams -> HARMFUL.stream().map(change -> Arguments.of(streams, change)));
    }

    private static Stream<Arguments> harmless() {
        return Stream.of(1, 3).flatMap(streams -> HARMLESS.stream().map(change -> Arguments.of(streams, change)));
    }

    @ParameterizedTest
    @MethodSource("harmful")
    void whatWasRedefinedBetweenSnapshotAndDumpIsFound(int streams, String change) {
        isFound(change, streams, new Changing(change, Changing.Moment.BEFORE_ALL));
    }

    /** Its locks are gone with the definitions' stream, and the rows are still to come. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE rest",
                "ALTER TABLE rest ALTER i TYPE bigint USING i",
                "ALTER TABLE rest RENAME TO c; ALTER TABLE other_rest RENAME TO rest; ALTER TABLE c RENAME TO other_rest",
                "DROP TABLE rest",
                "ALTER TABLE rest RENAME TO c",
                "DROP SEQUENCE s",
            })
    void whatWasRedefinedBetweenDefinitionsAndTheRestOfTheRowsIsFound(String change) {
        isFound(change, 3, new Changing(change, Changing.Moment.AFTER_DEFINITIONS));
    }

    private void isFound(String change, int streams, Changing sink) {
        BackupFailure failure =
                catchThrowableOfType(BackupFailure.class, () -> dumper(streams).dump(SERVER.url(source), sink));
        assertThat(failure).as(change).isNotNull();
        assertThat(failure.kind()).as(failure.description()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("changed while the backup began", "try again");
        assertThat(sink.dump.names()).doesNotContain(DumpStreams.CONTENTS);
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatDoesNoHarmIsNoFailure(int streams, String change) {
        doesNoHarm(streams, new Changing(change, Changing.Moment.BEFORE_ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO rest VALUES (11); DELETE FROM b; UPDATE a SET i = -i",
                "ALTER TABLE rest ADD j int",
            })
    void whatDoesNoHarmBetweenDefinitionsAndTheRestOfTheRowsIsNoFailure(String change) {
        doesNoHarm(3, new Changing(change, Changing.Moment.AFTER_DEFINITIONS));
    }

    private void doesNoHarm(int streams, Changing sink) {
        DumpFacts facts = dumper(streams).dump(SERVER.url(source), sink);
        assertThat(facts.tables())
                .containsExactly(
                        new TableRows("public", "a", 10),
                        new TableRows("public", "b", 20),
                        new TableRows("public", "other_rest", 1),
                        new TableRows("public", "parted_1", 0),
                        new TableRows("public", "rest", 30));
        assertThat(ArchiveRows.of(sink.dump))
                .isEqualTo(Map.of(
                        "public.a",
                        10,
                        "public.b",
                        20,
                        "public.other_rest",
                        1,
                        "public.parted_1",
                        0,
                        "public.rest",
                        30));
    }

    @Test
    void sequencesAreReadBeforeTheFirstAndAfterTheLastStream() {
        SERVER.execute(source, "CREATE SEQUENCE gone INCREMENT -1", "SELECT setval('s', 5)");
        Changing sink = new Changing("SELECT setval('s', 7, false)", Changing.Moment.AFTER_DEFINITIONS);
        dumper(3).dump(SERVER.url(source), sink);
        assertThat(DumpDocument.CONTENTS.read(sink.dump.source()).sequences())
                .extracting(DumpContents.Sequence::name, DumpContents.Sequence::before, DumpContents.Sequence::after)
                .containsExactly(
                        tuple("gone", new Position(-1, false), new Position(-1, false)),
                        tuple("s", new Position(5, true), new Position(7, false)));
    }

    @Test
    void aSequenceThatIsGoneAfterwardsMayHaveStoodAnywhere() {
        SERVER.execute(source, "CREATE SEQUENCE gone INCREMENT -1 MINVALUE -50", "ALTER SEQUENCE s MAXVALUE 99");
        try (SnapshotSession session = SnapshotSession.begin(PostgresAddress.of(SERVER.url(source)))) {
            List<DumpedSequence> sequences = session.inventory().sequences();
            SERVER.execute(source, "DROP SEQUENCE gone", "ALTER SEQUENCE s RENAME TO \"s'2\"");
            assertThat(session.sequences().after(sequences, Duration.ofSeconds(1)))
                    .containsOnlyKeys(sequences.get(0).id(), sequences.get(1).id())
                    .containsEntry(sequences.get(0).id(), new Position(-50, true))
                    .containsEntry(sequences.get(1).id(), new Position(1, false));
            BackupFailure failure = catchThrowableOfType(
                    BackupFailure.class, () -> session.sequences().before(sequences));
            assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        }
    }

    @Test
    void aSequenceThatIsLockedAfterwardsHoldsNobodyUp() throws Exception {
        try (SnapshotSession session = SnapshotSession.begin(PostgresAddress.of(SERVER.url(source)));
                Connection other = SERVER.connect(source);
                Statement statement = other.createStatement()) {
            List<DumpedSequence> sequences = session.inventory().sequences();
            statement.execute("BEGIN; DROP SEQUENCE s");
            assertThat(session.sequences().after(sequences, Duration.ofMillis(10)))
                    .containsEntry(sequences.get(0).id(), new Position(Long.MAX_VALUE, true));
            statement.execute("ROLLBACK");
            assertThat(session.sequences().after(sequences, Duration.ofMillis(10)))
                    .containsEntry(sequences.get(0).id(), new Position(1, false));
        }
    }

    @Test
    void rowsAreCountedUnderTheDumpsSnapshotWhileOthersWrite() throws Exception {
        SERVER.execute(source, "ALTER TABLE a DROP CONSTRAINT a_unique", "TRUNCATE a, b");
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

    @ParameterizedTest
    @CsvSource({
        "TRUNCATE a, public.a",
        "TRUNCATE rest, public.rest",
        "ALTER SEQUENCE s RESTART, public.s",
        "DROP INDEX a_i, public.a_i",
        "ALTER TABLE parted RENAME TO c, public.parted",
        "DROP VIEW v, public.v",
    })
    void whatWasRedefinedIsNamed(String change, String name) {
        try (SnapshotSession session = SnapshotSession.begin(PostgresAddress.of(SERVER.url(source)))) {
            session.refuseChanged();
            SERVER.execute(source, change);
            BackupFailure failure = catchThrowableOfType(BackupFailure.class, session::refuseChanged);
            assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
            assertThat(failure.getMessage()).contains(SqlText.shown(name));
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
                "SELECT lo_unlink(oid) FROM pg_largeobject_metadata",
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

    private static PostgresDatabaseDumper dumper(int streams) {
        return new PostgresDatabaseDumper(
                EmbeddedServer.tools(),
                PostgresDatabaseDumper.Options.defaults().withStreams(streams));
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

    /** Changes the database at some moment of the dump. */
    private final class Changing implements DumpSink {

        private final MemoryDump dump = new MemoryDump();
        private final String change;
        private final Moment moment;
        private boolean changed;

        private enum Moment {
            /** The snapshot is taken, and no pg_dump runs yet. */
            BEFORE_ALL,
            /** The definitions are written, and the pg_dump of the rest of the rows does not run yet. */
            AFTER_DEFINITIONS
        }

        private Changing(String change, Moment moment) {
            this.change = change;
            this.moment = moment;
        }

        @Override
        public OutputStream open(StreamName name) {
            if (moment == Moment.BEFORE_ALL && !name.equals(DumpStreams.PROPERTIES) && !changed) {
                change();
            }
            OutputStream stream = dump.sink().open(name);
            if (moment == Moment.BEFORE_ALL || !name.equals(DumpStreams.SCHEMA)) {
                return stream;
            }
            return new FilterOutputStream(stream) {
                @Override
                public void close() throws IOException {
                    super.close();
                    change();
                }
            };
        }

        private void change() {
            changed = true;
            SERVER.execute(source, change.split("; "));
        }
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
