package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.restore.RowComparison;
import io.holdfast.core.restore.RowComparison.Surplus;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is dumped in several archives is restored whole. */
@Timeout(120)
class SeveralArchivesTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final PostgresTools TOOLS = EmbeddedServer.tools();

    @TempDir
    private Path folder;

    private String source;
    private String target;

    @BeforeEach
    void names() {
        source = SERVER.newDatabase();
        target = EmbeddedServer.newName();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(SERVER.stagingDatabases()).isEmpty();
        await().until(() -> SERVER.holdfastSessions().isEmpty());
        assertThat(RestoreTraces.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everythingInTheAdversarialDatabase(int jobs) {
        Databases.run(SERVER, source, "adversarial.sql");
        SectionedDump dump = new SectionedDump(
                SERVER,
                source,
                "\"public\".\"numbered\"",
                "\"public\".\"measured_2025_1\"",
                "\"public\".\"computed\"",
                "\"we\"\"ird schema.a=b\".\"line\nbreak\"");
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(TOOLS, RestoreJobs.of(jobs));
        assertThat(restorer.inspect(dump.dump().source())).isPositive();
        RowComparison comparison = restore(restorer, dump, Set.of());
        assertThat(comparison.defects()).isEmpty();
        assertThat(comparison.remarks())
                .as("what event triggers write depends on whether the views are filled before they are made")
                .allMatch(remark -> remark.contains("public.evlog"));
        assertThat(Databases.differences(Databases.schema(SERVER, source), Databases.schema(SERVER, target)))
                .isEmpty();
        assertThat(Databases.differences(Databases.rows(SERVER, source), Databases.rows(SERVER, target)))
                .as("only what its own event trigger has written while it was restored")
                .allMatch(line -> line.equals("+ REFRESH MATERIALIZED VIEW"));
        assertThat(SERVER.query(target, "SELECT n FROM public.kept_of_kept"))
                .isEqualTo(SERVER.query(source, "SELECT n FROM public.kept_of_kept"));
        assertThat(SERVER.query(target, "SELECT ispopulated FROM pg_matviews ORDER BY matviewname"))
                .isEqualTo(SERVER.query(source, "SELECT ispopulated FROM pg_matviews ORDER BY matviewname"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "EUC_JP", "SQL_ASCII"})
    void namesInOtherEncodings(String encoding) {
        String text = encoding.equals("EUC_JP") ? "テーブル" : "größe";
        SERVER.execute(
                "postgres",
                "DROP DATABASE " + source,
                "CREATE DATABASE " + source + " TEMPLATE template0 ENCODING '" + encoding
                        + "' LC_COLLATE 'C' LC_CTYPE 'C'");
        SERVER.execute(
                source,
                "CREATE TABLE " + SqlText.identifier(text) + " (" + SqlText.identifier("c" + text) + " serial, t text)",
                "CREATE SEQUENCE " + SqlText.identifier("s" + text),
                "INSERT INTO " + SqlText.identifier(text) + " (t) VALUES (" + SqlText.literal(text) + "), ('')",
                "CREATE TABLE other AS SELECT 1 AS i");
        SectionedDump dump = new SectionedDump(SERVER, source, "\"public\".\"other\"");
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(TOOLS);
        assertThat(restorer.inspect(dump.dump().source())).isPositive();
        assertThat(restore(restorer, dump, Set.of()).defects()).isEmpty();
        assertThat(Databases.schema(SERVER, target)).isEqualTo(Databases.schema(SERVER, source));
        assertThat(Databases.rows(SERVER, target)).isEqualTo(Databases.rows(SERVER, source));
    }

    @Test
    void anEmptyDatabase() {
        SectionedDump dump = new SectionedDump(SERVER, source);
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(TOOLS);
        assertThat(restorer.inspect(dump.dump().source())).isPositive();
        assertThat(restore(restorer, dump, Set.of()).defects()).isEmpty();
        assertThat(Databases.schema(SERVER, target)).isEqualTo(Databases.schema(SERVER, source));
    }

    /** What an owner has taken away from himself keeps his own rows out, if it is taken away before they are there. */
    @Test
    void whatItsOwnerMayNotWriteIsRestoredByHimAllTheSame() {
        String user = "owner_" + target;
        SERVER.execute(
                "postgres",
                "CREATE ROLE " + user + " LOGIN CREATEDB",
                "ALTER DATABASE " + source + " OWNER TO " + user);
        Databases.execute(
                SERVER.url(user, null, source),
                "SET search_path TO public",
                "CREATE TABLE only_read (i serial PRIMARY KEY, t text)",
                "INSERT INTO only_read (t) SELECT md5(i::text) FROM generate_series(1, 50) i",
                "REVOKE ALL ON only_read FROM " + user,
                "GRANT SELECT ON only_read TO " + user,
                "CREATE TABLE unreadable AS SELECT 1 AS i",
                "REVOKE ALL ON unreadable FROM " + user,
                "REVOKE ALL ON SEQUENCE only_read_i_seq FROM " + user,
                "CREATE SCHEMA closed",
                "CREATE TABLE closed.t AS SELECT i FROM generate_series(1, 30) i",
                "CREATE SEQUENCE closed.s",
                "SELECT nextval('closed.s')",
                "REVOKE ALL ON SCHEMA closed FROM " + user,
                "SELECT lo_from_bytea(4711, 'large')",
                "REVOKE UPDATE ON LARGE OBJECT 4711 FROM " + user);
        SectionedDump dump = new SectionedDump(SERVER, source, "\"public\".\"only_read\"", "\"closed\".\"t\"");
        RestoreTarget asOwner = RestoreTarget.newDatabase(SERVER.url(user, null, target));
        try (StagedRestore staged =
                new PostgresDatabaseRestorer(TOOLS).stage(asOwner, dump.dump().source())) {
            assertThat(staged.count(dump.facts().tables()))
                    .isEqualTo(dump.facts().tables());
            assertThat(staged.differences()).isEmpty();
            staged.promote();
        }
        assertThat(Databases.schema(SERVER, target)).isEqualTo(Databases.schema(SERVER, source));
        assertThat(Databases.rows(SERVER, target)).isEqualTo(Databases.rows(SERVER, source));
    }

    @Test
    void withoutOwnersAndPrivileges() {
        String role = "owner_" + target;
        SERVER.execute(
                source,
                "CREATE ROLE " + role,
                "CREATE TABLE t (i int)",
                "INSERT INTO t VALUES (1)",
                "ALTER TABLE t OWNER TO " + role,
                "GRANT SELECT ON t TO PUBLIC",
                "CREATE VIEW v AS SELECT i FROM t",
                "GRANT SELECT ON v TO " + role,
                "SELECT lo_create(5)",
                "GRANT SELECT ON LARGE OBJECT 5 TO " + role,
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + role);
        SectionedDump several = new SectionedDump(SERVER, source, "\"public\".\"t\"");
        MemoryDump one = new MemoryDump();
        new PostgresDatabaseDumper(TOOLS).dump(SERVER.url(source), one.sink());
        SERVER.execute("postgres", "DROP DATABASE " + source, "DROP ROLE " + role);
        for (MemoryDump dump : List.of(several.dump(), one)) {
            target = EmbeddedServer.newName();
            RestoreTarget without = new RestoreTarget(
                    SERVER.url(target), Set.of(RestoreOption.WITHOUT_OWNER, RestoreOption.WITHOUT_PRIVILEGES));
            try (StagedRestore staged = new PostgresDatabaseRestorer(TOOLS).stage(without, dump.source())) {
                assertThat(staged.count(List.of(new TableRows("public", "t", 1))))
                        .containsExactly(new TableRows("public", "t", 1));
                staged.promote();
            }
            assertThat(SERVER.query(target, "SELECT relname FROM pg_class WHERE relacl IS NOT NULL AND oid >= 16384"))
                    .isEmpty();
            assertThat(SERVER.query(target, "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                    .containsExactly(EmbeddedServer.SUPERUSER);
            assertThat(SERVER.query(target, "SELECT oid FROM pg_default_acl")).isEmpty();
            assertThat(SERVER.query(target, "SELECT lomacl FROM pg_largeobject_metadata WHERE oid = 5"))
                    .containsExactly((String) null);
        }
    }

    @Test
    void rowsOfSeveralStreamsAreRestoredAtOnceTheLargestFirst() {
        SectionedDump dump = threeTables();
        CountDownLatch three = new CountDownLatch(3);
        Queue<StreamName> opened = new ConcurrentLinkedQueue<>();
        DumpSource watched = reading(dump.dump().source(), stream -> {
            opened.add(stream);
            three.countDown();
            // Nobody gets on before all are there, and nobody would get on if they came one after the other.
            if (!three.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("only " + opened);
            }
        });
        new PostgresDatabaseRestorer(TOOLS, RestoreJobs.of(3))
                .stage(RestoreTarget.newDatabase(SERVER.url(target)), watched)
                .close();
        assertThat(opened).hasSize(3);

        Queue<StreamName> inTurn = new ConcurrentLinkedQueue<>();
        new PostgresDatabaseRestorer(TOOLS, RestoreJobs.of(1))
                .stage(
                        RestoreTarget.newDatabase(SERVER.url(target)),
                        reading(dump.dump().source(), inTurn::add))
                .close();
        assertThat(inTurn).containsExactly(DumpStreams.data(2), DumpStreams.data(1), DumpStreams.data(0));
    }

    @Test
    void oneArchiveIsRestoredFromAFileOnlyWhereSpeedIsAskedFor() throws IOException {
        SERVER.execute(source, "CREATE TABLE t AS SELECT i FROM generate_series(1, 100) i", "CREATE INDEX ON t (i)");
        MemoryDump dump = new MemoryDump();
        new PostgresDatabaseDumper(TOOLS).dump(SERVER.url(source), dump.sink());
        Path seen = folder.resolve("seen");
        PostgresTools watched = FakeTools.of(
                folder,
                TOOLS.version(),
                "exit 1",
                "echo \"$@\" >> " + seen + "\nexec " + FakeTools.REAL + "/pg_restore \"$@\"");
        RestoreTarget to = RestoreTarget.newDatabase(SERVER.url(target));
        List<TableRows> rows = List.of(new TableRows("public", "t", 100));
        for (RestoreJobs jobs : List.of(RestoreJobs.of(1), new RestoreJobs(3, RestoreJobs.Choice.DEFAULT))) {
            try (StagedRestore staged = new PostgresDatabaseRestorer(watched, jobs).stage(to, dump.source())) {
                assertThat(staged.count(rows)).isEqualTo(rows);
            }
        }
        assertThat(Files.readAllLines(seen))
                .hasSize(2)
                .noneMatch(line -> line.contains("--jobs") || line.contains(PrivateFolder.temporary() + "/"));
        Files.delete(seen);
        try (StagedRestore staged = new PostgresDatabaseRestorer(watched, RestoreJobs.of(3)).stage(to, dump.source())) {
            assertThat(staged.count(rows)).isEqualTo(rows);
            assertThat(SERVER.query(
                            SERVER.stagingDatabases().get(0), "SELECT count(*) FROM pg_indexes WHERE tablename = 't'"))
                    .containsExactly("1");
        }
        assertThat(Files.readAllLines(seen))
                .filteredOn(line -> !line.contains("--list"))
                .isNotEmpty()
                .allMatch(line -> line.contains("--exit-on-error")
                        && line.contains("--jobs=3 " + PrivateFolder.temporary() + "/"));
    }

    /** Two sessions that attach at two levels at once would now and then leave the uppermost index invalid. */
    @Test
    void indexesOfPartitionsAreAttachedOneAfterTheOtherAndBeforeWhatNeedsThem() throws IOException {
        SERVER.execute(
                source,
                "CREATE TABLE top (i int, PRIMARY KEY (i)) PARTITION BY RANGE (i)",
                "CREATE TABLE low PARTITION OF top FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (i)",
                "CREATE TABLE low_1 PARTITION OF low FOR VALUES FROM (0) TO (50)",
                "CREATE TABLE low_2 PARTITION OF low FOR VALUES FROM (50) TO (100)",
                "CREATE TABLE refers (i int REFERENCES top (i))",
                "INSERT INTO top SELECT generate_series(0, 99)",
                "INSERT INTO refers SELECT 42");
        MemoryDump dump = new MemoryDump();
        new PostgresDatabaseDumper(
                        TOOLS, PostgresDatabaseDumper.Options.defaults().withStreams(2))
                .dump(SERVER.url(source), dump.sink());
        Path seen = folder.resolve("seen");
        PostgresTools watched = FakeTools.of(
                folder,
                TOOLS.version(),
                "exit 1",
                "echo \"$@\" >> " + seen + "\nexec " + FakeTools.REAL + "/pg_restore \"$@\"");
        RestoreTarget to = RestoreTarget.newDatabase(SERVER.url(target));
        try (StagedRestore staged = new PostgresDatabaseRestorer(watched, RestoreJobs.of(3)).stage(to, dump.source())) {
            assertThat(staged.differences()).isEmpty();
            String staging = SERVER.stagingDatabases().get(0);
            assertThat(SERVER.query(staging, "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"))
                    .isEmpty();
            assertThat(SERVER.query(
                            staging, "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conparentid = 0"))
                    .containsExactly("1");
        }
        assertThat(Files.readAllLines(seen))
                .filteredOn(line -> line.contains("--use-list="))
                .map(line -> line.replaceAll(".*/(\\w+) (--jobs=\\d) .*", "$1 $2"))
                .containsExactly("indexes --jobs=3", "attachments --jobs=1", "rest --jobs=3");
    }

    @Test
    void rowsNeverTouchTheDisk() {
        SectionedDump dump = threeTables();
        Queue<String> files = new ConcurrentLinkedQueue<>();
        DumpSource watched = reading(dump.dump().source(), stream -> files.addAll(RestoreTraces.files()));
        new PostgresDatabaseRestorer(TOOLS, RestoreJobs.of(2))
                .stage(RestoreTarget.newDatabase(SERVER.url(target)), watched)
                .close();
        assertThat(files).isNotEmpty().allMatch(file -> file.endsWith("/pgpass") || file.endsWith("/schema.archive"));
    }

    @Test
    void countingAsksForAllTablesThatAreThere() {
        SERVER.execute(
                source,
                "CREATE TABLE a AS SELECT i FROM generate_series(1, 10) i",
                "CREATE TABLE b AS SELECT i FROM generate_series(1, 20) i",
                "CREATE TABLE c (LIKE a)");
        PostgresAddress address = PostgresAddress.of(SERVER.url(source));
        List<TableRows> asked = List.of(
                new TableRows("public", "a", 1),
                new TableRows("public", "gone", 7),
                new TableRows("public", "b", 100),
                new TableRows("public", "c", 0),
                new TableRows("gone", "a", 0));
        for (int sessions : new int[] {1, 2, 16}) {
            assertThat(RowCount.of(address, asked, sessions))
                    .containsExactly(
                            new TableRows("public", "a", 10),
                            new TableRows("public", "b", 20),
                            new TableRows("public", "c", 0));
        }
        assertThat(RowCount.of(address, List.of(), 4)).isEmpty();
    }

    @Test
    void jobsHaveBounds() {
        assertThatThrownBy(() -> RestoreJobs.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RestoreJobs.of(17)).hasMessageContaining("17");
        assertThat(RestoreJobs.of(16).count()).isEqualTo(16);
        assertThat(RestoreJobs.byProcessors().count()).isBetween(1, 8);
    }

    private SectionedDump threeTables() {
        SERVER.execute(
                source,
                "CREATE TABLE small AS SELECT 1 AS i",
                "CREATE TABLE middle AS SELECT i FROM generate_series(1, 1000) i",
                "CREATE TABLE large AS SELECT i FROM generate_series(1, 5000) i");
        return new SectionedDump(SERVER, source, "\"public\".\"middle\"", "\"public\".\"large\"");
    }

    private RowComparison restore(PostgresDatabaseRestorer restorer, SectionedDump dump, Set<RestoreOption> options) {
        RestoreTarget to = new RestoreTarget(SERVER.url(target), options);
        try (StagedRestore staged = restorer.stage(to, dump.dump().source())) {
            assertThat(SERVER.exists(target)).isFalse();
            RowComparison comparison = RowComparison.of(
                    dump.facts().tables(),
                    staged.count(dump.facts().tables()),
                    staged.addsRowsByItself() ? Surplus.EXPLAINED : Surplus.DEFECT);
            assertThat(staged.differences()).isEmpty();
            staged.promote();
            return comparison;
        }
    }

    /** What happens when a stream of rows is read for the first time. */
    @FunctionalInterface
    private interface FirstRead {
        void happen(StreamName stream) throws InterruptedException;
    }

    private static DumpSource reading(DumpSource whole, FirstRead first) {
        return new DumpSource() {
            @Override
            public List<StreamSummary> streams() {
                return whole.streams();
            }

            @Override
            public InputStream open(StreamName name) {
                InputStream stream = whole.open(name);
                return !DumpStreams.isData(name)
                        ? stream
                        : new FilterInputStream(stream) {
                            private boolean begun;

                            @Override
                            public int read(byte[] bytes, int offset, int length) throws IOException {
                                if (!begun) {
                                    begun = true;
                                    try {
                                        first.happen(name);
                                    } catch (InterruptedException e) {
                                        throw new IOException(e);
                                    }
                                }
                                return super.read(bytes, offset, length);
                            }
                        };
            }
        };
    }
}
