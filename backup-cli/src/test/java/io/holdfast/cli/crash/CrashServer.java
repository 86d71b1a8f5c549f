package io.holdfast.cli.crash;

import com.sun.security.auth.module.UnixSystem;
import io.holdfast.cli.demo.DemoServer;
import io.holdfast.core.database.ConnectionUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server that can be killed with all its processes at once, and started again on what it left, on the same
 * port. What was committed is in the kernel's hands when it is killed, so it need not wait for the disk; everything else is
 * as a normal server's.
 */
final class CrashServer implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path folder;
    private final Path program;
    private final String password;
    private final int port;
    private final Thread killAtExit = new Thread(this::kill, "crash server kill");
    private Process postmaster;

    private CrashServer(Path folder, Path program, String password, int port) {
        this.folder = folder;
        this.program = program;
        this.password = password;
        this.port = port;
    }

    /** Makes one in this folder and starts it. */
    static CrashServer start(Path folder) {
        DemoServer.start(folder, DemoServer.Durability.NONE).close();
        try (Stream<Path> files = Files.walk(folder.resolve("programs"))) {
            Path program = files.filter(file -> file.endsWith("bin/postgres"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no server program in " + folder));
            String password = Files.readString(folder.resolve("password")).strip();
            CrashServer server = new CrashServer(folder, program, password, freePort());
            // Tests that are cancelled leave no server either.
            Runtime.getRuntime().addShutdownHook(server.killAtExit);
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it where it does not run, and returns when it takes connections: after recovery. */
    synchronized void start() {
        if (running()) {
            return;
        }
        List<String> command = new ArrayList<>();
        if (new UnixSystem().getUid() == 0) {
            // PostgreSQL refuses to run as root, and believes that it does not in a user namespace of its own.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(program.toString(), "-D", folder.resolve("data").toString()));
        for (String setting : List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=off",
                "log_line_prefix=%m [%p] %a %d ")) {
            command.addAll(List.of("-c", setting));
        }
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile());
        try {
            postmaster = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await("the server's start, see " + folder.resolve("server.log"))
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .until(() -> {
                    if (!postmaster.isAlive()) {
                        throw new IllegalStateException("the server did not start: " + log());
                    }
                    return accepts();
                });
    }

    /**
     * Kills every process of it with SIGKILL. The postmaster is stopped before, so that it neither starts another process nor
     * sees one die.
     *
     * @return whether it ran
     */
    synchronized boolean kill() {
        if (!running()) {
            return false;
        }
        try {
            signal("STOP", postmaster.toHandle());
            List<ProcessHandle> family =
                    new ArrayList<>(postmaster.descendants().toList());
            family.add(postmaster.toHandle());
            signal("KILL", family.toArray(ProcessHandle[]::new));
            postmaster.waitFor();
            for (ProcessHandle process : family) {
                Processes.awaitGone(process, PATIENCE);
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    synchronized boolean running() {
        return postmaster != null && postmaster.isAlive();
    }

    int port() {
        return port;
    }

    /** The URL of a database of this server, as its superuser. */
    ConnectionUrl database(String name) {
        return database(name, port);
    }

    /** The same, over another port that leads to it. */
    ConnectionUrl database(String name, int otherPort) {
        return new ConnectionUrl("postgresql://" + SUPERUSER + ":" + password + "@127.0.0.1:" + otherPort + "/" + name);
    }

    void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of a query's result. */
    List<String> query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void close() {
        Runtime.getRuntime().removeShutdownHook(killAtExit);
        if (running()) {
            // SIGINT is PostgreSQL's fast shutdown.
            try {
                signal("INT", postmaster.toHandle());
                if (!postmaster.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the server did not stop: " + log());
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean accepts() {
        try (Connection connection = connect(SUPERUSER)) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, SUPERUSER, password);
    }

    private String log() {
        try {
            String text = Files.readString(folder.resolve("server.log"), StandardCharsets.ISO_8859_1);
            return text.substring(Math.max(0, text.length() - 2_000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void signal(String name, ProcessHandle... processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        for (ProcessHandle process : processes) {
            command.add(Long.toString(process.pid()));
        }
        // Some may have ended by themselves, which kill reports.
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
