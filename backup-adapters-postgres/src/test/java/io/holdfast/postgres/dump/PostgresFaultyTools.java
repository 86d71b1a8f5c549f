package io.holdfast.postgres.dump;

import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.database.ToolFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Programs that behave like pg_dump and pg_restore with a fault, and the true ones watched: scripts in a folder of their own
 * that write down what others can see of them.
 */
final class PostgresFaultyTools implements AutoCloseable {

    private static final String TRUE_DUMP = FakeTools.REAL + "/pg_dump \"$@\"";
    private static final String TRUE_RESTORE = FakeTools.REAL + "/pg_restore \"$@\"";
    private static final String LAST_WORDS = "echo '" + ToolFault.LAST_WORDS + "' >&2; exit 1";

    private final Path folder;

    /** Nobody else sleeps for so long: by it what a script has started is found when the script itself is gone. */
    private final String sleepTime;

    private final AtomicInteger folders = new AtomicInteger();

    PostgresFaultyTools() {
        try {
            folder = Files.createTempDirectory("contract-tools");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sleepTime = "86400." + ProcessHandle.current().pid() + System.nanoTime();
    }

    /** The true programs. */
    PostgresTools sound() {
        return tools(version(), "exec " + TRUE_DUMP, "exec " + TRUE_RESTORE);
    }

    /** A pg_dump with this fault, and a true pg_restore. */
    PostgresTools dumping(ToolFault fault) {
        return switch (fault) {
            case FAILS_AFTER_OUTPUT ->
                tools(version(), TRUE_DUMP + " | head -c 100000; " + LAST_WORDS, "exec " + TRUE_RESTORE);
            case FAILS_BEFORE_OUTPUT -> tools(version(), LAST_WORDS, "exec " + TRUE_RESTORE);
            case FLOODS_ERROR_OUTPUT -> tools(version(), flood(), "exec " + TRUE_RESTORE);
            case MISSING -> PostgresTools.find(Optional.of(newFolder()));
            case TOO_OLD -> tools("11.22", "exec " + TRUE_DUMP, "exec " + TRUE_RESTORE);
            case HANGS -> tools(version(), "printf PGDMP; " + hang(), "exec " + TRUE_RESTORE);
        };
    }

    /**
     * The true programs; before the first pg_dump, and any that is started at the same time, does anything, a statement is run
     * in its database.
     */
    PostgresTools redefining(String statement) {
        Path begun = folder.resolve("redefining-" + folders.incrementAndGet());
        String once = "if mkdir '" + begun + "' 2> /dev/null; then " + FakeTools.REAL
                + "/psql -X -q -v ON_ERROR_STOP=1 -c '" + statement + "' > /dev/null || exit 1; : > '" + begun
                + "/done'; fi\nwhile [ ! -e '" + begun + "/done' ]; do sleep 0.02; done\n";
        return tools(version(), once + "exec " + TRUE_DUMP, "exec " + TRUE_RESTORE);
    }

    /** A pg_restore with this fault. */
    PostgresTools restoring(ToolFault fault) {
        return switch (fault) {
            case FAILS_BEFORE_OUTPUT -> tools(version(), "exec " + TRUE_DUMP, LAST_WORDS);
            case HANGS -> tools(version(), "exec " + TRUE_DUMP, hang());
            case FAILS_AFTER_OUTPUT, FLOODS_ERROR_OUTPUT, MISSING, TOO_OLD ->
                throw new UnsupportedOperationException("a pg_restore that " + fault);
        };
    }

    void awaitHanging(Duration patience) {
        await().atMost(patience).until(() -> Files.exists(hanging()));
    }

    /** The arguments and environments of all programs that were started, apart. */
    List<String> exposed() {
        try {
            return Files.exists(seen())
                    ? List.of(Files.readString(seen(), StandardCharsets.UTF_8).split("\0"))
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The programs that run, be their parents alive or not, and whatever else this process has started that is no server. */
    List<String> running() {
        return Stream.concat(
                        ProcessHandle.allProcesses()
                                .filter(process -> process.info()
                                        .commandLine()
                                        .filter(line -> line.contains(folder.toString()) || line.contains(sleepTime))
                                        .isPresent()),
                        ProcessHandle.current()
                                .descendants()
                                .filter(process -> process.info()
                                        .command()
                                        .filter(command -> !command.endsWith("/postgres"))
                                        .isPresent()))
                .map(process -> "process " + process.pid() + " "
                        + process.info().command().orElse(""))
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PostgresTools tools(String version, String dump, String restore) {
        String watch = "cat /proc/$$/cmdline /proc/$$/environ >> '" + seen() + "'\n";
        return FakeTools.of(newFolder(), version, watch + dump, watch + restore);
    }

    private static String flood() {
        return "echo '" + ToolFault.FIRST_WORDS + "' >&2; head -c 104857600 /dev/zero | tr '\\0' x >&2; echo >&2; "
                + LAST_WORDS;
    }

    /** What is ignored here is ignored by the children too. */
    private String hang() {
        return "trap '' TERM; sleep " + sleepTime + " & : > '" + hanging() + "'; sleep " + sleepTime;
    }

    private static String version() {
        return EmbeddedServer.tools().version();
    }

    private Path newFolder() {
        try {
            return Files.createDirectory(folder.resolve("tools-" + folders.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path seen() {
        return folder.resolve("seen");
    }

    private Path hanging() {
        return folder.resolve("hanging");
    }
}
