package io.holdfast.cli.demo;

import com.sun.security.auth.module.UnixSystem;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A PostgreSQL 15 server of our own, on a free port of the loopback interface, with everything it has in one folder: the
 * server's programs, its data, its log ({@code server.log}) and the password of its superuser. A folder that was used before
 * is used again, databases included.
 *
 * <p>It stops when it is closed and when the JVM ends, also by Ctrl-C; a server whose JVM was killed goes on and is reported
 * by the next start in its folder. Where PostgreSQL would refuse to run because the user is root, it runs in a user
 * namespace of its own. May be used by several threads; {@link #close()} may be called twice.
 */
public final class DemoServer implements AutoCloseable {

    /** Whether what was committed survives a power cut. */
    public enum Durability {
        /** As a normal server: committed data are on the disk. */
        NORMAL,
        /** Quicker, for data that may be lost. */
        NONE
    }

    private static final String SUPERUSER = "postgres";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LOG_TAIL = 1_000;

    private final Path folder;
    private final EmbeddedPostgres server;
    private final String password;
    private final Optional<ProcessHandle> process;
    private final Thread stopAtExit;

    private DemoServer(Path folder, EmbeddedPostgres server, String password, Thread stopAtExit) {
        this.folder = folder;
        this.server = server;
        this.password = password;
        this.process = runningProcess(folder);
        this.stopAtExit = stopAtExit;
    }

    /** Starts a server with normal durability; see {@link #start(Path, Durability)}. */
    public static DemoServer start(Path folder) {
        return start(folder, Durability.NORMAL);
    }

    /**
     * Starts a server and returns when it takes connections.
     *
     * @param folder where everything is kept; made, for its owner alone, where it does not exist
     * @throws BackupFailure PERMANENT with a hint where this system cannot run it or another server runs in that folder
     */
    public static DemoServer start(Path folder, Durability durability) {
        Objects.requireNonNull(durability, "durability");
        Path home = folder.toAbsolutePath().normalize();
        requireNamespaceForRoot();
        try {
            Files.createDirectories(home);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            requireNoneRunning(home);
            return startNew(home, durability);
        } catch (IOException | IllegalStateException e) {
            runningProcess(home).ifPresent(ProcessHandle::destroy);
            throw BackupFailure.of(
                            FailureKind.PERMANENT, "the demo's server in " + home + " did not start" + logTail(home), e)
                    .withHint("See " + log(home));
        }
    }

    /**
     * Makes sure that no server runs in this folder, so that it may be used or removed.
     *
     * @throws BackupFailure PERMANENT where one does, with a hint how to stop it
     */
    public static void requireNoneRunning(Path folder) {
        Path home = folder.toAbsolutePath().normalize();
        runningProcess(home).ifPresent(other -> {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "a server is running in " + home + " already, as process " + other.pid())
                    .withHint("If its demo was killed, stop it with: kill -INT " + other.pid());
        });
    }

    private static DemoServer startNew(Path home, Durability durability) throws IOException {
        AtomicReference<DemoServer> started = new AtomicReference<>();
        // Registered before the start, so that a Ctrl-C in the middle of it leaves no server either.
        Thread stopAtExit = new Thread(
                () -> Optional.ofNullable(started.get())
                        .ifPresentOrElse(
                                DemoServer::stop, () -> runningProcess(home).ifPresent(ProcessHandle::destroy)),
                "demo-server-stop");
        Runtime.getRuntime().addShutdownHook(stopAtExit);
        String password = password(home);
        started.set(new DemoServer(home, launch(home, password, durability), password, stopAtExit));
        return started.get();
    }

    /** Where everything of this server is kept. */
    public Path folder() {
        return folder;
    }

    /** The URL of a database of this server, as its superuser, password included; whether it exists is not looked at. */
    public ConnectionUrl database(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return new ConnectionUrl(
                "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(SUPERUSER, password, server.getPort(), encoded));
    }

    /**
     * Makes an empty database.
     *
     * @return its URL
     * @throws BackupFailure ALREADY_EXISTS where there is one of this name
     */
    public ConnectionUrl createDatabase(String name) {
        run("making the database " + name, "CREATE DATABASE " + quoted(name));
        return database(name);
    }

    /**
     * Makes a copy of a database that nobody is connected to.
     *
     * @return the copy's URL
     * @throws BackupFailure ALREADY_EXISTS where there is one of the copy's name
     */
    public ConnectionUrl copyDatabase(String original, String copy) {
        // Copying files writes a large database once; the server's default would write it to its log as well.
        run(
                "copying the database " + original,
                "CREATE DATABASE " + quoted(copy) + " TEMPLATE " + quoted(original) + " STRATEGY file_copy");
        return database(copy);
    }

    /** Removes a database and ends its sessions; nothing happens where there is none of this name. */
    public void dropDatabase(String name) {
        run("removing the database " + name, "DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    }

    /**
     * Stops the server and returns when its processes are gone. Its data stay in the folder.
     *
     * @throws BackupFailure TRANSIENT where it has not stopped after a minute
     */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(stopAtExit);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook is what stops the server: twice does no harm.
        }
        stop();
    }

    private void stop() {
        // An interrupted thread would give up waiting at once and leave the server behind.
        boolean interrupted = Thread.interrupted();
        try {
            server.close();
            if (process.isPresent()) {
                process.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "the demo's server in " + folder + " did not stop", e)
                    .withHint("Stop it with: kill -INT "
                            + process.map(ProcessHandle::pid).orElse(0L));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(String what, String statement) {
        try (Connection connection = DemoSession.open(database(SUPERUSER));
                Statement session = connection.createStatement()) {
            session.execute(statement);
        } catch (SQLException e) {
            throw DemoSession.failure(what, e);
        }
    }

    private static EmbeddedPostgres launch(Path home, String password, Durability durability) throws IOException {
        String committed = durability == Durability.NORMAL ? "on" : "off";
        Redirect log = Redirect.appendTo(log(home).toFile());
        return EmbeddedPostgres.builder()
                .setPgBinaryResolver(new OwnBinaries())
                .setOverrideWorkingDirectory(home.resolve("programs").toFile())
                .setDataDirectory(data(home))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setPGStartupWait(PATIENCE)
                .setConnectConfig("password", password)
                // These go to initdb as long options; the superuser's password is asked for from the first start on.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", passwordFile(home).toString())
                // The library switches both off.
                .setServerConfig("fsync", committed)
                .setServerConfig("synchronous_commit", committed)
                .setServerConfig("full_page_writes", committed)
                .setServerConfig("max_connections", "100")
                .setServerConfig("listen_addresses", "127.0.0.1")
                // Sockets would lie in the system's temporary folder, outside of ours.
                .setServerConfig("unix_socket_directories", "")
                .start();
    }

    private static void requireNamespaceForRoot() {
        boolean root = System.getProperty("os.name").startsWith("Linux") && new UnixSystem().getUid() == 0;
        if (root && !LinuxUtils.isUnshareAvailable()) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "PostgreSQL does not run as root, and this system does not let root make a user namespace"
                                    + " (unshare -U)")
                    .withHint("Run the demo as an ordinary user");
        }
    }

    private static String password(Path home) throws IOException {
        Path file = passwordFile(home);
        if (!Files.exists(file)) {
            byte[] random = new byte[16];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
        }
        return Files.readString(file).strip();
    }

    /** The server whose process id stands in the data folder, if it lives. */
    private static Optional<ProcessHandle> runningProcess(Path home) {
        try {
            List<String> lines = Files.readAllLines(data(home).resolve("postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> handle.info().command().orElse("postgres").endsWith("postgres"));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static String logTail(Path home) {
        try {
            String text = Files.readString(log(home)).strip();
            return ": …" + text.substring(Math.max(0, text.length() - LOG_TAIL));
        } catch (IOException e) {
            return "";
        }
    }

    private static Path data(Path home) {
        return home.resolve("data");
    }

    private static Path log(Path home) {
        return home.resolve("server.log");
    }

    private static Path passwordFile(Path home) {
        return home.resolve("password");
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /**
     * The library remembers by the resolver's identity where it unpacked the programs; one a server keeps each in the folder
     * of its server.
     */
    private static final class OwnBinaries implements PgBinaryResolver {
        @Override
        public InputStream getPgBinary(String system, String architecture) throws IOException {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, architecture);
        }
    }
}
