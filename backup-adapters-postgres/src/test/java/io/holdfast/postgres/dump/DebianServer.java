package io.holdfast.postgres.dump;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server from Debian's package, such as {@code /usr/lib/postgresql/15}, run from a copy of its files: extensions can be added
 * to the copy. Stopped with the JVM at the latest.
 */
final class DebianServer implements Closeable {

    private static final String LIBRARIES = "usr/lib/postgresql/";
    private static final String SHARED = "usr/share/postgresql/";

    private final Path folder;
    private final Path programs;
    private final int port;
    private final Thread stop = new Thread(this::stop);

    private DebianServer(Path folder, String version, int port) {
        this.folder = folder;
        this.programs = folder.resolve(LIBRARIES + version + "/bin");
        this.port = port;
    }

    /** Whether the package is installed, not just that of the client programs. */
    static boolean installed(Path installation) {
        return Files.isExecutable(installation.resolve("bin/postgres"));
    }

    /** Starts one on a free port. */
    static DebianServer start(Path installation) {
        String version = installation.getFileName().toString();
        try {
            Path folder = Files.createTempDirectory("debian-server");
            // PostgreSQL finds its files by where its program lies, so both trees keep their place beside each other.
            copy(installation, folder.resolve(LIBRARIES + version));
            copy(Path.of("/", SHARED + version), folder.resolve(SHARED + version));
            DebianServer server = new DebianServer(folder, version, freePort());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(stop);
        stop();
    }

    private void start() {
        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D", data());
        Runtime.getRuntime().addShutdownHook(stop);
        String settings = "-p " + port + " -c fsync=off -c unix_socket_directories= -c max_connections=60";
        run("pg_ctl", "-D", data(), "-w", "-l", folder.resolve("log").toString(), "-o", settings, "start");
    }

    private void stop() {
        run("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // A server refuses to run as root; in a namespace of users of its own it does not notice.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            Path messages = folder.resolve("messages");
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(messages.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(program + " ended with " + status + ": " + Files.readString(messages));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(candidate -> !candidate.toString().contains("/bitcode"))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
