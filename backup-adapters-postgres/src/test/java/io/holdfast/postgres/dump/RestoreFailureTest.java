package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores that fail leave nothing, and can be repeated. */
class RestoreFailureTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final StreamName STREAM = DumpStreams.WHOLE;
    private static final PostgresDatabaseRestorer RESTORER = new PostgresDatabaseRestorer(EmbeddedServer.tools());
    private static final MemoryDump DUMP = new MemoryDump();
    private static DumpFacts facts;

    private String target;

    @BeforeAll
    static void dump() {
        String source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 20000) i");
        facts = new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(source), DUMP.sink());
    }

    @BeforeEach
    void chooseTarget() {
        target = EmbeddedServer.newName();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(SERVER.stagingDatabases()).isEmpty();
        assertThat(SERVER.exists(target)).isFalse();
        await().until(() -> SERVER.holdfastSessions().isEmpty());
    }

    @Test
    void aCutDumpIsFound() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int length = DUMP.bytes(STREAM).length;
        for (int cut : new int[] {0, 1, 100, random.nextInt(length), random.nextInt(length), length - 1}) {
            BackupFailure failure = stageFails(DUMP.cut(STREAM, cut).source());
            assertThat(failure.getMessage()).as("cut at %s, seed %s", cut, seed).contains("pg_restore");
        }
    }

    @Test
    void aCutTableOfContentsIsNotInspected() {
        for (int cut : new int[] {0, 1, 100, 1_000}) {
            BackupFailure failure = catchThrowableOfType(
                    BackupFailure.class,
                    () -> RESTORER.inspect(DUMP.cut(STREAM, cut).source()));
            assertThat(failure).as("cut at " + cut).isNotNull();
            assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        }
        assertThat(RESTORER.inspect(DUMP.source())).isPositive();
    }

    @Test
    void whatIsNoDumpIsNotInspected() {
        byte[] sql = "SELECT 1;\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class,
                () -> RESTORER.inspect(DUMP.with(STREAM, sql).source()));
        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
    }

    @Test
    void anArchiveOfANewerFormatAsksForNewerPrograms() {
        byte[] newer = DUMP.bytes(STREAM).clone();
        newer["PGDMP".length() + 1] = 99;
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class,
                () -> RESTORER.inspect(DUMP.with(STREAM, newer).source()));
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.description()).contains("newer");
    }

    @Test
    void damagedPropertiesAreFound() {
        for (String text : List.of("", "{", "[]", "{}", "{\"format\": 1}", "{\"format\": \"x\"}")) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            BackupFailure failure = catchThrowableOfType(
                    BackupFailure.class,
                    () -> RESTORER.inspect(
                            DUMP.with(DumpStreams.PROPERTIES, bytes).source()));
            assertThat(failure).as(text).isNotNull();
            assertThat(failure.kind()).as(text).isEqualTo(FailureKind.CORRUPT);
        }
        BackupFailure newer = catchThrowableOfType(
                BackupFailure.class,
                () -> RESTORER.inspect(
                        DUMP.with(DumpStreams.PROPERTIES, "{\"format\": 2}".getBytes(StandardCharsets.UTF_8))
                                .source()));
        assertThat(newer.kind()).isEqualTo(FailureKind.PERMANENT);
    }

    @Test
    void aFailureOfTheSourceIsTheOneReported() {
        BackupFailure damage = BackupFailure.of(FailureKind.CORRUPT, "chunk 7 is damaged");
        int middle = DUMP.bytes(STREAM).length / 2;
        BackupFailure failure = stageFails(stopping(middle, () -> {
            throw damage;
        }));
        assertThat(failure).isSameAs(damage);
    }

    @Test
    void damageBehindWhatTheProgramReadsIsFoundToo() {
        BackupFailure damage = BackupFailure.of(FailureKind.CORRUPT, "the last chunk is damaged");
        // Far more than a pipe holds, so that the program has ended before the source does.
        byte[] longer = Arrays.copyOf(DUMP.bytes(STREAM), DUMP.bytes(STREAM).length + 4_000_000);
        BackupFailure failure = stageFails(stopping(longer, longer.length, () -> {
            throw damage;
        }));
        assertThat(failure).isSameAs(damage);
    }

    @Test
    void aStatementThatFailsFailsTheRestoreAndCanBeRepeated() {
        String role = "gone_" + target;
        String source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE ROLE " + role, "CREATE TABLE t ()", "ALTER TABLE t OWNER TO " + role);
        MemoryDump dump = new MemoryDump();
        DumpFacts dumped = new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(source), dump.sink());
        SERVER.execute("postgres", "DROP DATABASE " + source, "DROP ROLE " + role);

        assertThat(RESTORER.check(RestoreTarget.newDatabase(SERVER.url(target)), dump.source(), dumped))
                .singleElement()
                .asString()
                .contains("role \"" + role + "\" is missing");
        BackupFailure failure = stageFails(dump.source());
        assertThat(failure.getMessage()).contains("pg_restore", role, "does not exist");

        SERVER.execute("postgres", "CREATE ROLE " + role);
        RESTORER.stage(RestoreTarget.newDatabase(SERVER.url(target)), dump.source())
                .close();
        SERVER.execute("postgres", "DROP ROLE " + role);
    }

    @Test
    void anInterruptEndsTheRestore() {
        CountDownLatch reached = new CountDownLatch(1);
        InThread restoring =
                InThread.start(() -> RESTORER.stage(RestoreTarget.newDatabase(SERVER.url(target)), blocking(reached)));
        await().until(() -> reached.getCount() == 0);
        restoring.interrupt();
        assertThat(restoring.failure().kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(restoring.wasInterruptedAtItsEnd()).isTrue();
    }

    @Test
    void aServerThatDropsTheSessionFailsTheRestore() {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        int middle = DUMP.bytes(STREAM).length / 2;
        InThread restoring = InThread.start(() ->
                RESTORER.stage(RestoreTarget.newDatabase(SERVER.url(target)), stopping(middle, () -> {
                    reached.countDown();
                    go.await();
                })));
        await().until(() -> reached.getCount() == 0);
        await().until(() -> !SERVER.query(
                        "postgres",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE application_name = 'holdfast-restore' AND datname LIKE 'holdfast%'")
                .isEmpty());
        go.countDown();
        BackupFailure failure = restoring.failure();
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("pg_restore");
    }

    @Test
    void aStagingDatabaseSaysWhatItIs() {
        StagedRestore staged = RESTORER.stage(RestoreTarget.newDatabase(SERVER.url(target)), DUMP.source());
        try {
            String name = SERVER.stagingDatabases().get(0);
            assertThat(SERVER.query(
                            "postgres",
                            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '" + name
                                    + "'"))
                    .singleElement()
                    .asString()
                    .contains("Holdfast", "\"" + target + "\"", "DROP DATABASE " + name);
            assertThat(staged.count(List.of(
                            new TableRows("public", "t", 0),
                            new TableRows("public", "missing", 0),
                            new TableRows("missing", "t", 0))))
                    .containsExactly(new TableRows("public", "t", 20_000));
        } finally {
            staged.close();
        }
        staged.close();
        assertThatThrownBy(staged::promote).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTargetThatAppearsMeanwhileIsNotTouched() {
        try (StagedRestore staged = RESTORER.stage(RestoreTarget.newDatabase(SERVER.url(target)), DUMP.source())) {
            SERVER.execute("postgres", "CREATE DATABASE " + target);
            SERVER.execute(target, "CREATE TABLE precious AS SELECT 1 AS i");
            BackupFailure failure = catchThrowableOfType(BackupFailure.class, staged::promote);
            assertThat(failure.kind()).isEqualTo(FailureKind.ALREADY_EXISTS);
            assertThat(SERVER.query(target, "SELECT i FROM precious")).containsExactly("1");
            assertThat(SERVER.stagingDatabases()).hasSize(1);
            SERVER.execute("postgres", "DROP DATABASE " + target);
            staged.promote();
            assertThat(SERVER.query(target, "SELECT count(*) FROM t")).containsExactly("20000");
            SERVER.execute("postgres", "DROP DATABASE " + target);
        }
    }

    @Test
    void aTargetThatExistsIsRefusedAtOnce() {
        SERVER.execute("postgres", "CREATE DATABASE " + target);
        BackupFailure failure = stageFails(DUMP.source());
        assertThat(failure.kind()).isEqualTo(FailureKind.ALREADY_EXISTS);
        SERVER.execute("postgres", "DROP DATABASE " + target);
    }

    @Test
    void sessionsInTheStagingDatabaseDoNotHoldThePromotionUp() throws SQLException {
        try (StagedRestore staged = RESTORER.stage(RestoreTarget.newDatabase(SERVER.url(target)), DUMP.source());
                Connection curious = SERVER.connect(SERVER.stagingDatabases().get(0))) {
            staged.promote();
            assertThat(curious.isValid(1)).isFalse();
            assertThat(SERVER.query(target, "SELECT count(*) FROM t")).containsExactly("20000");
        }
        SERVER.execute("postgres", "DROP DATABASE " + target);
    }

    @Test
    void allProblemsAreFoundAtOnceAndNothingIsChanged(@TempDir Path folder) {
        String user = "poor_" + target;
        SERVER.execute("postgres", "CREATE ROLE " + user + " LOGIN", "CREATE DATABASE " + target);
        String properties = new String(DUMP.bytes(DumpStreams.PROPERTIES), StandardCharsets.UTF_8)
                .replaceFirst("\"owner\" : \"postgres\"", "\"owner\" : \"nobody \\\\\" here\"")
                .replaceFirst("\"name\" : \"postgres\"", "\"name\" : \"nobody \\\\\" here\"")
                .replaceFirst("\"serverVersionNumber\" : \\d+", "\"serverVersionNumber\" : 990001")
                .replaceFirst("\"collate\" : \"[^\"]*\"", "\"collate\" : \"tlh_KX.UTF-8\"")
                .replaceFirst("\"encoding\" : \"[^\"]*\"", "\"encoding\" : \"KLINGON\"")
                .replaceFirst("\"provider\" : \"libc\"", "\"provider\" : \"builtin\"")
                .replaceFirst("\"pg_default\" \\]", "\"nowhere\" ]")
                .replaceFirst("\"plpgsql\"", "\"plklingon\"");
        DumpSource changed = DUMP.with(DumpStreams.PROPERTIES, properties.getBytes(StandardCharsets.UTF_8))
                .source();
        DumpFacts newer = new DumpFacts("99.1", "99.1", facts.tables());
        List<String> databases = SERVER.query("postgres", "SELECT datname FROM pg_database ORDER BY 1");
        List<String> problems =
                RESTORER.check(RestoreTarget.newDatabase(SERVER.url(user, null, target)), changed, newer).stream()
                        .map(RestoreProblem::message)
                        .toList();
        assertThat(String.join("\n", problems))
                .contains(
                        target + "\" at localhost:" + SERVER.port() + " exists already",
                        "has version 15",
                        "postgresql-client-99",
                        "may not create databases",
                        "role \"nobody \" here\" is missing",
                        "extension \"plklingon\"",
                        "encoding KLINGON",
                        "locale \"tlh_KX.UTF-8\" is missing",
                        "no builtin locales",
                        "tablespace \"nowhere\"");
        assertThat(problems).hasSize(10);
        assertThat(SERVER.query("postgres", "SELECT datname FROM pg_database ORDER BY 1"))
                .isEqualTo(databases);
        SERVER.execute("postgres", "DROP DATABASE " + target, "DROP ROLE " + user);
    }

    @Test
    void whatOnlyASuperuserCanBringBackIsFound() {
        String user = "middling_" + target;
        String source = SERVER.newDatabase();
        SERVER.execute("postgres", "CREATE ROLE " + user + " LOGIN CREATEDB", "GRANT postgres TO " + user);
        SERVER.execute(
                source,
                "CREATE EXTENSION hstore",
                "CREATE EXTENSION pageinspect",
                "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()",
                "ALTER DATABASE " + source + " SET work_mem TO '5MB'",
                "ALTER DATABASE " + source + " SET log_statement TO 'all'",
                "ALTER ROLE postgres IN DATABASE " + source + " SET work_mem TO '6MB'");
        MemoryDump dump = new MemoryDump();
        DumpFacts dumped = new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(source), dump.sink());
        assertThat(RESTORER.check(RestoreTarget.newDatabase(SERVER.url(user, null, target)), dump.source(), dumped))
                .extracting(RestoreProblem::message)
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).contains("event triggers"),
                        problem -> assertThat(problem).contains("\"pageinspect\""),
                        problem -> assertThat(problem).contains("\"log_statement\""),
                        problem -> assertThat(problem).contains("\"work_mem\"", "role \"postgres\""));
        assertThat(RESTORER.check(RestoreTarget.newDatabase(SERVER.url(target)), dump.source(), dumped))
                .isEmpty();
        SERVER.execute("postgres", "DROP ROLE " + user);
    }

    @Test
    void aServerThatCannotBeReachedIsSaid() {
        ConnectionUrl nowhere = new ConnectionUrl("postgresql://u:canary@no-such-host.invalid/d");
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> RESTORER.check(RestoreTarget.newDatabase(nowhere), DUMP.source(), facts));
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.description()).contains("no-such-host").doesNotContain("canary");
    }

    private BackupFailure stageFails(DumpSource source) {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> RESTORER.stage(RestoreTarget.newDatabase(SERVER.url(target)), source));
        assertThat(failure).isNotNull();
        assertThat(SERVER.stagingDatabases()).isEmpty();
        return failure;
    }

    private static DumpSource blocking(CountDownLatch reached) {
        return stopping(DUMP.bytes(STREAM).length / 2, () -> {
            reached.countDown();
            new CountDownLatch(1).await();
        });
    }

    /** What happens at some place of the archive. */
    @FunctionalInterface
    private interface Stop {
        void happen() throws InterruptedException;
    }

    /** The dump, with something that happens once so many bytes of the archive were read. */
    private static DumpSource stopping(int place, Stop stop) {
        return stopping(DUMP.bytes(STREAM), place, stop);
    }

    private static DumpSource stopping(byte[] archive, int place, Stop stop) {
        DumpSource whole = DUMP.source();
        return new DumpSource() {
            @Override
            public List<StreamSummary> streams() {
                return whole.streams();
            }

            @Override
            public InputStream open(StreamName name) {
                return name.equals(STREAM) ? new StoppingStream(archive, place, stop) : whole.open(name);
            }
        };
    }

    private static final class StoppingStream extends InputStream {

        private final ByteArrayInputStream bytes;
        private final int behind;
        private final Stop stop;
        private boolean stopped;

        StoppingStream(byte[] content, int place, Stop stop) {
            this.bytes = new ByteArrayInputStream(content);
            this.behind = content.length - place;
            this.stop = stop;
        }

        @Override
        public int read() throws IOException {
            throw new IOException("not used");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (bytes.available() <= behind && !stopped) {
                stopped = true;
                try {
                    stop.happen();
                } catch (InterruptedException e) {
                    throw BackupFailure.cancelled("reading");
                }
            }
            int most = stopped ? length : Math.min(length, Math.max(1, bytes.available() - behind));
            return bytes.read(buffer, offset, most);
        }
    }
}
