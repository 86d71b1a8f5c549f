package io.holdfast.postgres.dump;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSink;
import io.holdfast.testkit.database.DatabaseCapabilities;
import io.holdfast.testkit.database.DatabaseHarness;
import io.holdfast.testkit.database.InMemoryDump;
import io.holdfast.testkit.database.Obstacle;
import io.holdfast.testkit.database.Refusal;
import io.holdfast.testkit.database.SampleDatabase;
import io.holdfast.testkit.database.ToolFault;
import io.holdfast.testkit.database.WriteLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Runs the contracts on a true server with true programs, and with scripts where a program has to have a fault. */
final class PostgresDatabaseHarness implements DatabaseHarness {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.holdfast");

    private final PostgresFaultyTools tools = new PostgresFaultyTools();
    private final ProbeExtension extension = new ProbeExtension(SERVER);
    private final String wrongPassword = "wrong-canary-" + System.nanoTime();
    private final Set<String> databases = new LinkedHashSet<>();
    private final Set<String> roles = new LinkedHashSet<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Connection observer;
    private final PostgresSamples samples;

    PostgresDatabaseHarness() {
        try {
            observer = SERVER.connect("postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        samples = new PostgresSamples(newRole("NOLOGIN"), extension.name());
        log.start();
        LOGGER.setLevel(Level.TRACE);
        LOGGER.setAdditive(false);
        LOGGER.addAppender(log);
    }

    @Override
    public DatabaseCapabilities capabilities() {
        return DatabaseCapabilities.all();
    }

    @Override
    public DatabaseDumper dumper() {
        return new PostgresDatabaseDumper(tools.sound());
    }

    @Override
    public DatabaseDumper dumper(ToolFault fault) {
        return new WiredLate(() -> new PostgresDatabaseDumper(tools.dumping(fault)));
    }

    @Override
    public DatabaseRestorer restorer() {
        return new PostgresDatabaseRestorer(tools.sound());
    }

    @Override
    public DatabaseRestorer restorer(ToolFault fault) {
        return new PostgresDatabaseRestorer(tools.restoring(fault));
    }

    @Override
    public void awaitHanging(Duration patience) {
        tools.awaitHanging(patience);
    }

    @Override
    public ConnectionUrl create(SampleDatabase sample, String name) {
        SERVER.execute("postgres", "CREATE DATABASE " + SqlText.identifier(name) + samples.options(sample));
        databases.add(name);
        SERVER.execute(name, samples.statements(sample, name).toArray(String[]::new));
        return address(name);
    }

    @Override
    public ConnectionUrl address(String name) {
        databases.add(name);
        return SERVER.url(EmbeddedServer.PASSWORD_USER, EmbeddedServer.PASSWORD, name);
    }

    @Override
    public String newName() {
        String name = "contract_" + EmbeddedServer.newName();
        databases.add(name);
        return name;
    }

    @Override
    public boolean exists(ConnectionUrl database) {
        return SERVER.exists(name(database));
    }

    @Override
    public String content(ConnectionUrl database) {
        return PostgresFingerprint.content(SERVER, name(database));
    }

    @Override
    public String properties(ConnectionUrl database) {
        return PostgresFingerprint.properties(SERVER, name(database));
    }

    @Override
    public List<TableRows> rows(ConnectionUrl database) {
        return PostgresFingerprint.rows(SERVER, name(database));
    }

    @Override
    public WriteLoad write(ConnectionUrl database) {
        try {
            return new PostgresWriteLoad(SERVER.connect(name(database)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> violations(ConnectionUrl database) {
        return SERVER.query(name(database), PostgresWriteLoad.invariant());
    }

    @Override
    public Refusal.Address refused(Refusal reason) {
        return switch (reason) {
            case WRONG_PASSWORD ->
                new Refusal.Address(
                        SERVER.url(EmbeddedServer.PASSWORD_USER, wrongPassword, "postgres"),
                        EmbeddedServer.PASSWORD_USER);
            case UNKNOWN_DATABASE -> {
                String name = newName();
                yield new Refusal.Address(address(name), name);
            }
            case UNREACHABLE -> {
                int port = silentPort();
                yield new Refusal.Address(
                        new ConnectionUrl("postgresql://" + EmbeddedServer.PASSWORD_USER + ":" + wrongPassword
                                + "@localhost:" + port + "/postgres"),
                        "localhost:" + port);
            }
        };
    }

    @Override
    public Obstacle.Course obstruct(Set<Obstacle> obstacles) {
        return new PostgresObstacles(SERVER, this).course(obstacles);
    }

    @Override
    public String lament() {
        return "violates check constraint \"only_at_home\"";
    }

    @Override
    public List<String> traces() {
        List<String> traces = new ArrayList<>(tools.running());
        traces.addAll(observe("SELECT 'session ' || pid || ' ' || coalesce(application_name, '') || ' in '"
                + " || coalesce(datname, '') FROM pg_stat_activity WHERE backend_type = 'client backend'"
                + " AND pid <> pg_backend_pid()"));
        traces.addAll(observe("SELECT 'database ' || datname FROM pg_database"));
        traces.addAll(observe("SELECT 'role ' || rolname FROM pg_roles"));
        String mine = "-" + ProcessHandle.current().pid() + "-";
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "holdfast*")) {
            files.forEach(file -> {
                if (file.getFileName().toString().contains(mine)) {
                    traces.add("file " + file);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return traces;
    }

    @Override
    public Set<String> passwords() {
        return Set.of(
                EmbeddedServer.PASSWORD,
                URLEncoder.encode(EmbeddedServer.PASSWORD, StandardCharsets.UTF_8),
                wrongPassword);
    }

    @Override
    public List<String> exposed() {
        List<String> exposed = new ArrayList<>(tools.exposed());
        log.list.forEach(event -> exposed.add(event.getFormattedMessage() + event.getThrowableProxy()));
        return exposed;
    }

    @Override
    public void close() {
        LOGGER.detachAppender(log);
        LOGGER.setAdditive(true);
        LOGGER.setLevel(null);
        List<String> there = observe("SELECT datname FROM pg_database");
        databases.addAll(SERVER.stagingDatabases());
        databases.stream()
                .filter(there::contains)
                .forEach(name ->
                        SERVER.execute("postgres", "DROP DATABASE " + SqlText.identifier(name) + " WITH (FORCE)"));
        roles.forEach(role -> SERVER.execute("postgres", "DROP ROLE IF EXISTS " + role));
        extension.close();
        tools.close();
        try {
            observer.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A role that closing removes. */
    String newRole(String options) {
        String role = "role_" + EmbeddedServer.newName();
        SERVER.execute("postgres", "CREATE ROLE " + role + " " + options);
        roles.add(role);
        return role;
    }

    private static String name(ConnectionUrl database) {
        return PostgresAddress.of(database).database();
    }

    private static int silentPort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Through a session of its own, so that looking leaves no session that could be taken for somebody's. */
    private List<String> observe(String sql) {
        List<String> lines = new ArrayList<>();
        try (Statement statement = observer.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A dumper whose programs are looked for when they are needed, as when it is wired at the start of a backup. */
    private record WiredLate(Supplier<DatabaseDumper> wiring) implements DatabaseDumper {

        @Override
        public ByteCount estimate(ConnectionUrl database) {
            return wiring.get().estimate(database);
        }

        @Override
        public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
            return wiring.get().dump(database, sink);
        }
    }

    /** Dumps with the true programs. */
    Dumped dump(ConnectionUrl database) {
        InMemoryDump dump = new InMemoryDump();
        return new Dumped(dump, new PostgresDatabaseDumper(tools.sound()).dump(database, dump.sink()));
    }

    record Dumped(InMemoryDump dump, DumpFacts facts) {}
}
