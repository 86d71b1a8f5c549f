package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when pg_dump does not do what it should. */
class DumpProgramTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    /** More than a pipe holds, so that pg_dump cannot end while nobody reads. */
    private static final int ROWS = 20_000;

    @TempDir
    private Path folder;

    private final MemoryDump dump = new MemoryDump();

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        await().until(() -> SERVER.holdfastSessions().isEmpty());
        await().until(() -> programs().isEmpty());
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String mine = "holdfast-postgres-" + ProcessHandle.current().pid() + "-";
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith(mine));
        }
    }

    @Test
    void aFailureAfterTheFirstBytesFails() {
        BackupFailure failure = fails("echo some bytes; echo last words >&2; exit 1");
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.getMessage()).contains("pg_dump", "exit status 1", "last words", "\"postgres\"");
        assertThat(dump.names()).doesNotContain(DumpStreams.WHOLE);
    }

    @Test
    void aFailureBeforeTheFirstByteFails() {
        BackupFailure failure = fails("echo 'pg_dump: error: permission denied for table x' >&2; exit 1");
        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(failure.getMessage()).contains("permission denied for table x");
    }

    @Test
    void silenceWithSuccessIsNoDump() {
        BackupFailure failure = fails("exit 0");
        assertThat(failure.getMessage()).contains("nothing");
    }

    @Test
    void aHundredMegabytesOfMessagesAreDrainedAndTheirEndIsKept() {
        BackupFailure failure =
                fails("head -c 100000000 /dev/zero | tr '\\0' 'x' >&2; echo >&2; echo last words >&2; exit 3");
        assertThat(failure.getMessage()).contains("exit status 3", "last words").hasSizeLessThan(9_000);
    }

    @Test
    void messagesCannotMoveTheCursor() {
        BackupFailure failure = fails("printf 'a\\033[2Jb\\r' >&2; exit 1");
        assertThat(failure.getMessage()).contains("a?[2Jb").doesNotContain("\u001b");
    }

    @Test
    void aProgramThatStallsIsGivenUp() {
        BackupFailure failure = InThread.start(() -> new PostgresDatabaseDumper(
                                FakeTools.dumping(folder, "echo begin; sleep 600"),
                                PostgresDatabaseDumper.Options.defaults().withStallLimit(Duration.ofMillis(300)))
                        .dump(SERVER.url("postgres"), dump.sink()))
                .failure();
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("has written nothing");
    }

    @Test
    void anInterruptEndsTheProgramAndItsChildren() {
        Path ready = folder.resolve("ready");
        InThread dumping = InThread.start(() ->
                dumper("sleep 600 & sleep 601 & touch " + ready + "; wait").dump(SERVER.url("postgres"), dump.sink()));
        await().until(() -> Files.exists(ready));
        dumping.interrupt();
        BackupFailure failure = dumping.failure();
        assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(dumping.wasInterruptedAtItsEnd()).isTrue();
    }

    @Test
    void aProgramThatIgnoresBeingAskedToEndIsEnded() {
        Path ready = folder.resolve("ready");
        InThread dumping =
                InThread.start(() -> dumper("trap '' TERM; touch " + ready + "; while true; do sleep 600; done")
                        .dump(SERVER.url("postgres"), dump.sink()));
        await().until(() -> Files.exists(ready));
        dumping.interrupt();
        assertThat(dumping.failure().kind()).isEqualTo(FailureKind.CANCELLED);
    }

    @Test
    void anInterruptedThreadDoesNotEvenBegin() {
        InThread dumping = InThread.start(() -> {
            Thread.currentThread().interrupt();
            dumper("exit 0").dump(SERVER.url("postgres"), dump.sink());
        });
        assertThat(dumping.failure().kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(dump.names()).isEmpty();
    }

    @Test
    void aFailureOfTheSinkEndsTheProgramAndIsTheOneReported() {
        BackupFailure full = BackupFailure.of(FailureKind.NO_SPACE, "the store is full");
        BackupFailure failure = InThread.start(() -> new PostgresDatabaseDumper(EmbeddedServer.tools())
                        .dump(large(), name -> new OutputStream() {
                            @Override
                            public void write(int b) {
                                if (name.equals(DumpStreams.WHOLE)) {
                                    throw full;
                                }
                            }
                        }))
                .failure();
        assertThat(failure).isSameAs(full);
    }

    @Test
    void aKilledProgramFailsTheDump() {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ConnectionUrl url = large();
        InThread dumping = InThread.start(
                () -> new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(url, blocking(dump.sink(), reached, go)));
        await().until(() -> reached.getCount() == 0);
        programs().forEach(ProcessHandle::destroyForcibly);
        go.countDown();
        BackupFailure failure = dumping.failure();
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("signal 9");
        assertThat(dump.names()).doesNotContain(DumpStreams.WHOLE);
    }

    @Test
    void anInterruptIsHeardWhileTheSinkBlocks() {
        CountDownLatch reached = new CountDownLatch(1);
        ConnectionUrl url = large();
        InThread dumping = InThread.start(() -> new PostgresDatabaseDumper(EmbeddedServer.tools())
                .dump(url, blocking(dump.sink(), reached, new CountDownLatch(1))));
        await().until(() -> reached.getCount() == 0);
        dumping.interrupt();
        assertThat(dumping.failure().kind()).isEqualTo(FailureKind.CANCELLED);
    }

    @Test
    void anInterruptEndsAllStreams() {
        CountDownLatch reached = new CountDownLatch(3);
        DumpSink sink = blocking(dump.sink(), DumpStreams::isData, reached, new CountDownLatch(1));
        InThread dumping =
                InThread.start(() -> severalStreams(EmbeddedServer.tools()).dump(large(), sink));
        await().until(() -> reached.getCount() == 0);
        assertThat(programs()).hasSize(3);
        dumping.interrupt();
        assertThat(dumping.failure().kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(dumping.wasInterruptedAtItsEnd()).isTrue();
        assertThat(dump.names()).doesNotContain(DumpStreams.CONTENTS);
    }

    @Test
    void aFailureOfOneStreamsSinkEndsAllStreams() {
        BackupFailure full = BackupFailure.of(FailureKind.NO_SPACE, "the store is full");
        CountDownLatch reached = new CountDownLatch(2);
        DumpSink blocking = blocking(
                dump.sink(),
                name -> name.equals(DumpStreams.data(0)) || name.equals(DumpStreams.data(2)),
                reached,
                new CountDownLatch(1));
        BackupFailure failure = InThread.start(() -> severalStreams(EmbeddedServer.tools())
                        .dump(
                                large(),
                                name -> name.equals(DumpStreams.data(1))
                                        ? failing(reached, full)
                                        : blocking.open(name)))
                .failure();
        assertThat(failure).isSameAs(full);
        assertThat(dump.names()).doesNotContain(DumpStreams.CONTENTS);
    }

    @Test
    void aFailureOfOneProgramEndsAllOthers() {
        BackupFailure failure = InThread.start(() -> severalStreams(FakeTools.dumping(
                                folder,
                                "case \"$*\" in *pre-data*) while [ ! -e " + folder + "/one -o ! -e " + folder
                                        + "/two ]; do sleep 0.05; done; echo some; echo last words >&2; exit 1;; *t1*) touch "
                                        + folder + "/one;; *) touch " + folder
                                        + "/two;; esac\ntrap '' TERM; sleep 600 & while true; do sleep 601; done"))
                        .dump(large(), dump.sink()))
                .failure();
        assertThat(failure.getMessage()).contains("last words", "exit status 1");
        assertThat(dump.names()).containsExactly(DumpStreams.PROPERTIES);
    }

    @Test
    void oneStreamOfSeveralThatStallsIsNamed() {
        PostgresTools tools = FakeTools.dumping(
                folder, "case \"$*\" in *t2*strict*) sleep 600;; esac\nexec " + FakeTools.REAL + "/pg_dump \"$@\"");
        BackupFailure failure = InThread.start(() -> new PostgresDatabaseDumper(
                                tools,
                                PostgresDatabaseDumper.Options.defaults()
                                        .withStreams(3)
                                        .withStallLimit(Duration.ofSeconds(3)))
                        .dump(large(), dump.sink()))
                .failure();
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("has written nothing", "data-");
    }

    @Test
    void aSlowSinkIsNoStall() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        OutputPump pump = new OutputPump();
        OutputStream sink = blocking(OutputStream.nullOutputStream(), DumpStreams.WHOLE, reached, go);
        PipedOutputStream program = new PipedOutputStream();
        try (PipedInputStream output = new PipedInputStream(program)) {
            Thread carrying = new Thread(() -> {
                try {
                    pump.carry(output, sink);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            carrying.start();
            await().until(() -> pump.silence().compareTo(Duration.ofMillis(50)) > 0);
            program.write(1);
            program.flush();
            await().until(() -> reached.getCount() == 0);
            assertThat(pump.silence()).isEqualTo(Duration.ZERO);
            go.countDown();
            await().until(() -> pump.silence().compareTo(Duration.ofMillis(50)) > 0);
            program.close();
            carrying.join();
        }
        assertThat(pump.bytes()).isEqualTo(1);
    }

    @Test
    void noPasswordIsInAnyProcessListing() throws IOException {
        Path ready = folder.resolve("ready");
        InThread dumping = InThread.start(() -> dumper("env > " + ready + ".env; touch " + ready + "; sleep 600")
                .dump(SERVER.url(EmbeddedServer.PASSWORD_USER, EmbeddedServer.PASSWORD, "postgres"), dump.sink()));
        await().until(() -> Files.exists(ready));
        List<Path> ours = listingsWith("PGUSER=" + EmbeddedServer.PASSWORD_USER);
        List<Path> leaks = listingsWith(EmbeddedServer.PASSWORD);
        dumping.interrupt();
        BackupFailure failure = dumping.failure();
        assertThat(ours).isNotEmpty();
        assertThat(leaks).isEmpty();
        assertThat(failure.description()).doesNotContain(EmbeddedServer.PASSWORD);
        assertThat(Files.readString(Path.of(ready + ".env")))
                .contains("PGPASSFILE=")
                .doesNotContain("PGPASSWORD");
    }

    private BackupFailure fails(String script) {
        return InThread.start(() -> dumper(script).dump(SERVER.url("postgres"), dump.sink()))
                .failure();
    }

    private PostgresDatabaseDumper dumper(String script) {
        return new PostgresDatabaseDumper(FakeTools.dumping(folder, script));
    }

    private static PostgresDatabaseDumper severalStreams(PostgresTools tools) {
        return new PostgresDatabaseDumper(
                tools, PostgresDatabaseDumper.Options.defaults().withStreams(3));
    }

    /** Fails when others have come so far. */
    private static OutputStream failing(CountDownLatch reached, BackupFailure failure) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    reached.await();
                } catch (InterruptedException e) {
                    throw BackupFailure.cancelled("writing");
                }
                throw failure;
            }
        };
    }

    private static ConnectionUrl large() {
        String name = SERVER.newDatabase();
        SERVER.execute(
                name,
                "CREATE UNLOGGED TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, " + ROWS + ") i",
                "CREATE TABLE t1 AS SELECT * FROM t",
                "CREATE TABLE t2 AS SELECT * FROM t");
        return SERVER.url(name);
    }

    /** Blocks the archive's first write. */
    private static DumpSink blocking(DumpSink sink, CountDownLatch reached, CountDownLatch go) {
        return blocking(sink, DumpStreams.WHOLE::equals, reached, go);
    }

    /** Blocks the first write of these streams. */
    private static DumpSink blocking(
            DumpSink sink, Predicate<StreamName> which, CountDownLatch reached, CountDownLatch go) {
        return name -> {
            OutputStream stream = sink.open(name);
            return which.test(name) ? blocking(stream, name, reached, go) : stream;
        };
    }

    private static OutputStream blocking(
            OutputStream stream, StreamName name, CountDownLatch reached, CountDownLatch go) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                reached.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw BackupFailure.cancelled("writing " + name);
                }
                stream.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    /** All processes below this one, without those of the server. */
    private static List<ProcessHandle> programs() {
        return ProcessHandle.current()
                .descendants()
                .filter(process ->
                        isProgram(process.info().command(), process.info().arguments()))
                .toList();
    }

    private static boolean isProgram(Optional<String> command, Optional<String[]> arguments) {
        String line = command.orElse("") + " " + String.join(" ", arguments.orElse(new String[0]));
        return Stream.of("pg_dump", "pg_restore", "sleep 60").anyMatch(line::contains);
    }

    /** What could be seen from outside of all processes, as far as it holds this. */
    private static List<Path> listingsWith(String text) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .flatMap(process -> Stream.of(process.resolve("cmdline"), process.resolve("environ")))
                    .filter(listing -> read(listing).contains(text))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
