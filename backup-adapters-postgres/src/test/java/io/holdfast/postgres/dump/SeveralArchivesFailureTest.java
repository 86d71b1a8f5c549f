package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.postgres.dump.DumpContents.Position;
import io.holdfast.postgres.dump.DumpContents.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores of several archives that fail, in whatever step, leave nothing. */
@Timeout(120)
class SeveralArchivesFailureTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final PostgresTools TOOLS = EmbeddedServer.tools();
    private static final RestoreJobs TWO = RestoreJobs.of(2);
    private static SectionedDump several;
    private static MemoryDump dump;

    @TempDir
    private Path folder;

    private String target;

    @BeforeAll
    static void dump() {
        String source = SERVER.newDatabase();
        SERVER.execute(
                source,
                "CREATE TABLE a (i serial PRIMARY KEY, t text)",
                "INSERT INTO a (t) SELECT md5(i::text) FROM generate_series(1, 20000) i",
                "CREATE TABLE b (i int PRIMARY KEY)",
                "INSERT INTO b SELECT generate_series(1, 500)",
                "CREATE SEQUENCE s",
                "SELECT nextval('s'), nextval('s')",
                "SELECT lo_from_bytea(0, 'x')",
                "GRANT SELECT ON a TO PUBLIC");
        several = new SectionedDump(SERVER, source, "\"public\".\"a\"");
        dump = several.dump();
    }

    @BeforeEach
    void chooseTarget() {
        target = EmbeddedServer.newName();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(SERVER.stagingDatabases()).isEmpty();
        assertThat(SERVER.exists(target)).isFalse();
        assertThat(RestoreTraces.files()).isEmpty();
        assertThat(RestoreTraces.programs()).isEmpty();
        await().until(() -> SERVER.holdfastSessions().isEmpty());
    }

    @Test
    void anyStreamThatIsCutFailsTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (StreamName stream : List.of(DumpStreams.SCHEMA, DumpStreams.data(0), DumpStreams.data(1))) {
            int length = dump.bytes(stream).length;
            for (int cut : new int[] {0, random.nextInt(length), length - 1}) {
                BackupFailure failure = fails(TOOLS, dump.cut(stream, cut).source());
                assertThat(failure.getMessage())
                        .as("%s cut at %s, seed %s", stream, cut, seed)
                        .contains("pg_restore");
            }
        }
    }

    @Test
    void definitionsThatFail() {
        String role = "gone_" + target;
        String source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE ROLE " + role, "CREATE TABLE t ()", "ALTER TABLE t OWNER TO " + role);
        MemoryDump owned = new SectionedDump(SERVER, source, "\"public\".\"t\"").dump();
        SERVER.execute("postgres", "DROP DATABASE " + source, "DROP ROLE " + role);
        assertThat(fails(TOOLS, owned.source()).getMessage()).contains(role, "does not exist");
    }

    @Test
    void privilegesThatFail() {
        String role = "gone_" + target;
        String source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE ROLE " + role, "CREATE TABLE t ()", "GRANT SELECT ON t TO " + role);
        MemoryDump granted = new SectionedDump(SERVER, source, "\"public\".\"t\"").dump();
        SERVER.execute("postgres", "DROP DATABASE " + source, "DROP ROLE " + role);
        assertThat(fails(TOOLS, granted.source()).getMessage()).contains(role, "does not exist");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rowsThatAreThereTwiceBreakTheKey(int jobs) {
        MemoryDump twice = dump.with(DumpStreams.data(0), several.rows());
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class,
                () -> new PostgresDatabaseRestorer(TOOLS, RestoreJobs.of(jobs)).stage(to(), twice.source()));
        assertThat(failure.getMessage()).contains("a_pkey", "could not create unique index");
    }

    @Test
    void aStreamThatIsDamagedEndsTheOthers() {
        BackupFailure damage = BackupFailure.of(FailureKind.CORRUPT, "chunk 7 is damaged");
        CountDownLatch other = new CountDownLatch(1);
        BackupFailure failure = fails(TOOLS, stopping(stream -> {
            if (stream.equals(DumpStreams.data(0))) {
                other.await();
                throw damage;
            } else if (stream.equals(DumpStreams.data(1))) {
                other.countDown();
                new CountDownLatch(1).await();
            }
        }));
        assertThat(failure).isSameAs(damage);
    }

    @Test
    void streamsAreRefusedBeforeAnythingIsMade() {
        BackupFailure failure = fails(TOOLS, dump.without(DumpStreams.data(0)).source());
        assertThat(failure.kind()).isEqualTo(FailureKind.CORRUPT);
        assertThat(failure.getMessage()).contains("data-0 is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "data-0", "data-1"})
    void anInterruptWhileTheSourceIsReadEndsTheRestore(String name) {
        CountDownLatch reached = new CountDownLatch(1);
        InThread restoring =
                InThread.start(() -> new PostgresDatabaseRestorer(TOOLS, TWO).stage(to(), stopping(stream -> {
                    if (stream.value().equals(name)) {
                        reached.countDown();
                        new CountDownLatch(1).await();
                    }
                })));
        await().until(() -> reached.getCount() == 0);
        restoring.interrupt();
        assertThat(restoring.failure().kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(restoring.wasInterruptedAtItsEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--section=pre-data --no-p", "--section=data", "--list", "--use-list"})
    void anInterruptWhileAProgramHangsEndsIt(String step) {
        Path ready = folder.resolve("ready");
        PostgresTools hanging = tools("case \"$*\" in *" + step.replace(" ", "\\ ") + "*) : > " + ready
                + "; sleep 8640; esac\nexec " + FakeTools.REAL + "/pg_restore \"$@\"");
        InThread restoring =
                InThread.start(() -> new PostgresDatabaseRestorer(hanging, TWO).stage(to(), dump.source()));
        await().until(() -> Files.exists(ready));
        restoring.interrupt();
        assertThat(restoring.failure().kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(restoring.wasInterruptedAtItsEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--section=pre-data --no-p", "--section=data", "--list", "--use-list"})
    void aProgramThatFailsInAnyStepFailsTheRestore(String step) {
        PostgresTools failing = tools("case \"$*\" in *" + step.replace(" ", "\\ ")
                + "*) echo last words >&2; exit 3; esac\nexec " + FakeTools.REAL + "/pg_restore \"$@\"");
        assertThat(fails(failing, dump.source()).getMessage()).contains("exit status 3", "last words");
    }

    @Test
    void anInterruptWhileRowsAreCountedEndsTheCount() throws SQLException {
        try (StagedRestore staged = new PostgresDatabaseRestorer(TOOLS, TWO).stage(to(), dump.source());
                Connection locking = SERVER.connect(SERVER.stagingDatabases().get(0));
                Statement statement = locking.createStatement()) {
            statement.execute("BEGIN; LOCK TABLE b");
            InThread counting = InThread.start(
                    () -> staged.count(List.of(new TableRows("public", "a", 9), new TableRows("public", "b", 1))));
            await().until(() -> !SERVER.query("postgres", "SELECT pid FROM pg_locks WHERE NOT granted")
                    .isEmpty());
            counting.interrupt();
            assertThat(counting.failure().kind()).isEqualTo(FailureKind.CANCELLED);
        }
    }

    @Test
    void whatTheDumpRecordedBesideRowsIsCompared() {
        try (StagedRestore staged = new PostgresDatabaseRestorer(TOOLS, TWO).stage(to(), dump.source())) {
            assertThat(staged.differences()).isEmpty();
            String name = SERVER.stagingDatabases().get(0);
            SERVER.execute(name, "SELECT setval('s', 1)", "SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
            assertThat(staged.differences())
                    .satisfiesExactly(
                            difference -> assertThat(difference).contains("0 large objects", "the dump has 1"),
                            difference -> assertThat(difference).contains("public.s\" stands at 1, but stood at 2"));
            SERVER.execute(name, "DROP SEQUENCE s", "CREATE VIEW s AS SELECT 1", "SELECT setval('a_i_seq', 1, false)");
            assertThat(staged.differences())
                    .contains("the sequence \"public.s\" is missing")
                    .anySatisfy(
                            difference -> assertThat(difference).contains("a_i_seq\" stands at 1 (not handed out)"));
        }
        DumpContents recorded = DumpDocument.CONTENTS.read(dump.source());
        DumpContents moving = new DumpContents(
                DumpContents.FORMAT,
                recorded.tables(),
                recorded.sequences().stream()
                        .map(s -> new Sequence(s.id(), s.schema(), s.name(), new Position(1, false), s.after()))
                        .toList());
        MemoryDump moved = dump.with(DumpStreams.CONTENTS, DumpDocument.CONTENTS.bytes(moving));
        try (StagedRestore staged = new PostgresDatabaseRestorer(TOOLS, TWO).stage(to(), moved.source())) {
            assertThat(staged.differences()).isEmpty();
        }
    }

    @Test
    void aNewerProgramOnAnOlderServerIsTakenInEachStepAndUsesOneSessionARun() throws IOException {
        Path seen = folder.resolve("seen");
        String real = "echo \"$@\" >> " + seen + "\n" + FakeTools.REAL + "/pg_restore \"$@\" || exit 9\n"
                + "case \"$*\" in *--list*) exit 0; esac\n";
        PostgresTools newer = FakeTools.of(folder, "17.2", "exit 1", real + NewerRestoreProgramTest.SAID.formatted(1));
        try (StagedRestore staged = new PostgresDatabaseRestorer(newer, TWO).stage(to(), dump.source())) {
            assertThat(staged.count(several.facts().tables()))
                    .isEqualTo(several.facts().tables());
        }
        assertThat(Files.readAllLines(seen))
                .noneMatch(line -> line.contains("--exit-on-error"))
                .noneMatch(line -> line.contains("--jobs=2"))
                .anyMatch(line -> line.contains("--use-list"));
        PostgresTools worse = FakeTools.of(folder, "17.2", "exit 1", real + NewerRestoreProgramTest.SAID.formatted(2));
        assertThat(fails(worse, dump.source()).getMessage()).contains("errors ignored on restore: 2");
    }

    @Test
    void privateFilesOfProcessesThatWereKilledAreSwept() throws IOException {
        Path left = Files.createDirectory(folder.resolve("holdfast-postgres-999999999999-5-x"));
        Files.createFile(left.resolve("pgpass"));
        Files.createFile(left.resolve("schema.archive"));
        Files.createFile(left.resolve("entries"));
        PrivateFolder.sweep(folder);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatDoesNotFitIsNoSpace() throws IOException {
        StreamSummary huge =
                new StreamSummary(DumpStreams.SCHEMA, new io.holdfast.core.bundle.ByteCount(Long.MAX_VALUE));
        BackupFailure refused =
                catchThrowableOfType(BackupFailure.class, () -> ArchiveFile.copy(dump.source(), huge, folder));
        assertThat(refused.kind()).isEqualTo(FailureKind.NO_SPACE);
        assertThat(refused.hint()).isPresent();
        assertThat(folder).isEmptyDirectory();
        IOException full =
                catchThrowableOfType(IOException.class, () -> Files.write(Path.of("/dev/full"), new byte[1]));
        assertThat(PrivateFolder.failure("write", full).kind()).isEqualTo(FailureKind.NO_SPACE);
    }

    @Test
    void aCopyThatBreaksOffLeavesNoFile() {
        BackupFailure damage = BackupFailure.of(FailureKind.CORRUPT, "damaged");
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class,
                () -> ArchiveFile.copy(
                        stopping(stream -> {
                            throw damage;
                        }),
                        DumpLayout.of(dump.source()).definitions(),
                        folder));
        assertThat(failure).isSameAs(damage);
        assertThat(folder).isEmptyDirectory();
    }

    private RestoreTarget to() {
        return RestoreTarget.newDatabase(SERVER.url(target));
    }

    private BackupFailure fails(PostgresTools tools, DumpSource source) {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> new PostgresDatabaseRestorer(tools, TWO).stage(to(), source));
        assertThat(failure).isNotNull();
        assertThat(SERVER.stagingDatabases()).isEmpty();
        return failure;
    }

    private PostgresTools tools(String restore) {
        return FakeTools.of(folder, TOOLS.version(), "exit 1", restore);
    }

    /** What happens before the second half of a stream is read. */
    @FunctionalInterface
    private interface Stop {
        void happen(StreamName stream) throws InterruptedException;
    }

    private static DumpSource stopping(Stop stop) {
        DumpSource whole = dump.source();
        return new DumpSource() {
            @Override
            public List<StreamSummary> streams() {
                return whole.streams();
            }

            @Override
            public InputStream open(StreamName name) {
                byte[] bytes = dump.bytes(name);
                return new InputStream() {
                    private int place;

                    @Override
                    public int read() throws IOException {
                        throw new IOException("not used");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        if (place >= bytes.length / 2) {
                            happen(name);
                        }
                        int half = place < bytes.length / 2 ? bytes.length / 2 : bytes.length;
                        int count = Math.min(length, half - place);
                        System.arraycopy(bytes, place, buffer, offset, count);
                        place += count;
                        return count == 0 && length > 0 ? -1 : count;
                    }
                };
            }

            private void happen(StreamName name) {
                try {
                    stop.happen(name);
                } catch (InterruptedException e) {
                    throw BackupFailure.cancelled("reading " + name);
                }
            }
        };
    }
}
