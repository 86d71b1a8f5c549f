package io.holdfast.postgres.dump;

import static org.awaitility.Awaitility.await;

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
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.testkit.database.DatabaseCapabilities;
import io.holdfast.testkit.database.DatabaseHarness;
import io.holdfast.testkit.database.InMemoryDump;
import io.holdfast.testkit.database.Obstacle;
import io.holdfast.testkit.database.Redefinition;
import io.holdfast.testkit.database.Refusal;
import io.holdfast.testkit.database.SampleDatabase;
import io.holdfast.testkit.database.ToolFault;
import io.holdfast.testkit.database.Visitor;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Runs the contracts on a true server with true programs, and with scripts where a program has to have a fault. */
final class PostgresDatabaseHarness implements DatabaseHarness {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.holdfast");

    private static final String HOLDFASTS = "application_name LIKE 'holdfast%'";
    private static final String DATABASES_AND_ROLES =
            "SELECT 'DATABASE ' || quote_ident(datname) FROM pg_database UNION ALL"
                    + " SELECT 'ROLE ' || quote_ident(rolname) FROM pg_roles ORDER BY 1";

    private final EmbeddedServer server;
    private final PostgresFaultyTools tools = new PostgresFaultyTools();
    private final ProbeExtension extension;
    private final String wrongPassword = "wrong-canary-" + System.nanoTime();
    private final Set<String> before;
    private final PostgresDatabaseDumper.Options options;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Connection observer;
    private final PostgresSamples samples;

    /**
     * On the server that all tests share.
     *
     * @param streams how many streams of rows its dumper writes at once
     */
    PostgresDatabaseHarness(int streams) {
        this(EmbeddedServer.shared(), streams);
    }

    /** On another server. */
    PostgresDatabaseHarness(EmbeddedServer server, int streams) {
        this.server = server;
        extension = new ProbeExtension(server);
        options = PostgresDatabaseDumper.Options.defaults().withStreams(streams);
        try {
            observer = server.connect("postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        before = Set.copyOf(observe(DATABASES_AND_ROLES));
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
        return new PostgresDatabaseDumper(tools.sound(), options);
    }

    @Override
    public DatabaseDumper dumper(ToolFault fault) {
        return new WiredLate(() -> new PostgresDatabaseDumper(tools.dumping(fault), options));
    }

    @Override
    public DatabaseDumper hangingDumper(Duration limit) {
        return new PostgresDatabaseDumper(tools.dumping(ToolFault.HANGS), options.withStallLimit(limit));
    }

    @Override
    public DatabaseDumper dumper(Redefinition redefinition) {
        return new PostgresDatabaseDumper(tools.redefining(PostgresWriteLoad.redefining(redefinition)), options);
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
        server.execute("postgres", "CREATE DATABASE " + SqlText.identifier(name) + samples.options(sample));
        server.execute(name, samples.statements(sample, name).toArray(String[]::new));
        return address(name);
    }

    @Override
    public ConnectionUrl address(String name) {
        return server.url(EmbeddedServer.PASSWORD_USER, EmbeddedServer.PASSWORD, name);
    }

    @Override
    public String newName() {
        return "contract_" + EmbeddedServer.newName();
    }

    @Override
    public String user() {
        return EmbeddedServer.PASSWORD_USER;
    }

    @Override
    public boolean exists(ConnectionUrl database) {
        return server.exists(name(database));
    }

    @Override
    public String content(ConnectionUrl database) {
        return PostgresFingerprint.content(server, name(database));
    }

    @Override
    public String properties(ConnectionUrl database) {
        return PostgresFingerprint.properties(server, name(database));
    }

    @Override
    public Set<String> owners(ConnectionUrl database) {
        return Set.copyOf(PostgresPossessions.owners(server, name(database)));
    }

    @Override
    public Set<String> grantees(ConnectionUrl database) {
        return Set.copyOf(PostgresPossessions.grantees(server, name(database)));
    }

    @Override
    public Optional<Set<String>> rights(String role) {
        return PostgresPossessions.rights(server, role);
    }

    @Override
    public List<TableRows> rows(ConnectionUrl database) {
        return PostgresFingerprint.rows(server, name(database));
    }

    @Override
    public WriteLoad write(ConnectionUrl database) {
        try {
            return new PostgresWriteLoad(server.connect(name(database)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> violations(ConnectionUrl database) {
        return server.query(name(database), PostgresWriteLoad.invariant());
    }

    @Override
    public Refusal.Address refused(Refusal reason) {
        return switch (reason) {
            case WRONG_PASSWORD ->
                new Refusal.Address(
                        server.url(EmbeddedServer.PASSWORD_USER, wrongPassword, "postgres"),
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
        return new PostgresObstacles(server, this).course(obstacles);
    }

    @Override
    public Visitor visit(ConnectionUrl database) {
        try {
            return new PostgresVisitor(server.connect(name(database)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a process that is killed, the server sees that its sessions end; and nobody closes the staging database. */
    @Override
    public void abandon(RestoreTarget target, InMemoryDump dump) {
        restorer().stage(target, dump.source());
        List<String> ended = observe("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + HOLDFASTS);
        if (ended.isEmpty()) {
            throw new IllegalStateException("a restore that is staged has no session that says so");
        }
        await().until(() ->
                observe("SELECT pid FROM pg_stat_activity WHERE " + HOLDFASTS).isEmpty());
    }

    @Override
    public Falsified falsified(InMemoryDump dump) {
        DumpContents contents = DumpDocument.CONTENTS.read(dump.source());
        List<DumpContents.Sequence> sequences = new ArrayList<>(contents.sequences());
        DumpContents.Sequence first = sequences.get(0);
        DumpContents.Position elsewhere = new DumpContents.Position(
                first.after().value() + 1, first.after().called());
        sequences.set(0, new DumpContents.Sequence(first.id(), first.schema(), first.name(), elsewhere, elsewhere));
        DumpContents other = new DumpContents(contents.format(), contents.tables(), sequences);
        return new Falsified(dump.with(DumpStreams.CONTENTS, DumpDocument.CONTENTS.bytes(other)), first.name());
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
        // The databases first: as long as there is one, its roles cannot go.
        observe(DATABASES_AND_ROLES).stream()
                .filter(each -> !before.contains(each))
                .forEach(server::drop);
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
        server.execute("postgres", "CREATE ROLE " + role + " " + options);
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
        return new Dumped(dump, new PostgresDatabaseDumper(tools.sound(), options).dump(database, dump.sink()));
    }

    record Dumped(InMemoryDump dump, DumpFacts facts) {}
}
