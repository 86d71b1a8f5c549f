package io.holdfast.postgres.dump;

import io.holdfast.core.database.ConnectionUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A real PostgreSQL server. One is started once for all tests of the module and stopped with their JVM. */
final class EmbeddedServer implements AutoCloseable {

    /** Signs in without a password. */
    static final String SUPERUSER = "postgres";

    /** Has to give {@link #PASSWORD}; a superuser too. */
    static final String PASSWORD_USER = "holdfast_with_password";

    /** Has every character that a password file or a URL treats specially. */
    static final String PASSWORD = "canary:p@ss/w\\ö%rd";

    private static final int FORCED_DROP_SINCE = 13;

    /** Machines that run many tests at once are slow. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final AtomicInteger NAMES = new AtomicInteger();

    /** Where the build puts servers of other versions. */
    private static final Path OLDER = Path.of("target", "older-servers");

    private final int port;
    private final Closeable process;

    private static final class Holder {
        private static final EmbeddedServer SERVER =
                start(EmbeddedPostgres.builder(), Map.of("max_connections", "60", "max_prepared_transactions", "4"));
    }

    private EmbeddedServer(int port, Closeable process) {
        this.port = port;
        this.process = process;
    }

    /** The server of all tests, started by the first who asks. */
    static EmbeddedServer shared() {
        return Holder.SERVER;
    }

    /** Starts one more of the same version, where sessions, prepared transactions and locks are limited as by default. */
    static EmbeddedServer withDefaultLimits() {
        return start(EmbeddedPostgres.builder(), Map.of("max_connections", "100", "max_locks_per_transaction", "64"));
    }

    /** Starts one of another major version: 12, 13 or 14. */
    static EmbeddedServer ofVersion(int major) {
        Path jar = OLDER.resolve("postgres-" + major + ".jar");
        return start(
                EmbeddedPostgres.builder().setPgBinaryResolver((system, machine) -> archive(jar)),
                Map.of("max_connections", "60"));
    }

    /** Starts the one that Debian's package has installed on this machine. */
    static EmbeddedServer ofPackage(Path installation) {
        DebianServer server = DebianServer.start(installation);
        return new EmbeddedServer(server.port(), server).demandPassword();
    }

    /** The programs of the machine that runs the tests. */
    static PostgresTools tools() {
        return PostgresTools.find(Optional.empty());
    }

    int port() {
        return port;
    }

    /** The major version, such as 15. */
    int version() {
        return Integer.parseInt(query("postgres", "SHOW server_version_num").get(0)) / 10_000;
    }

    /** Stops it; the shared one is not to be stopped. */
    @Override
    public void close() {
        try {
            process.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name that no database of this run has. */
    static String newName() {
        return "db_" + NAMES.incrementAndGet();
    }

    /** Makes an empty database and returns its name. */
    String newDatabase() {
        String name = newName();
        execute("postgres", "CREATE DATABASE " + SqlText.identifier(name));
        return name;
    }

    ConnectionUrl url(String database) {
        return url(SUPERUSER, null, database);
    }

    ConnectionUrl url(String user, String password, String database) {
        String signIn = encoded(user) + (password == null ? "" : ":" + encoded(password));
        return new ConnectionUrl("postgresql://" + signIn + "@localhost:" + port() + "/" + encoded(database));
    }

    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, SUPERUSER);
        PGProperty.PASSWORD.set(properties, "");
        PGProperty.PG_DBNAME.set(properties, database);
        return new Driver().connect("jdbc:postgresql://localhost:" + port() + "/", properties);
    }

    void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
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
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                result.add(rows.getString(1));
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops something, such as {@code DATABASE x}; a database with all its sessions. */
    void drop(String what) {
        if (!what.startsWith("DATABASE ")) {
            execute("postgres", "DROP " + what);
            return;
        }
        if (version() >= FORCED_DROP_SINCE) {
            execute("postgres", "DROP " + what + " WITH (FORCE)");
            return;
        }
        execute(
                "postgres",
                "ALTER " + what + " ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE quote_ident(datname) = "
                        + SqlText.literal(what.substring("DATABASE ".length())) + " OR datname = "
                        + SqlText.literal(what.substring("DATABASE ".length())),
                "DROP " + what);
    }

    boolean exists(String database) {
        return query("postgres", "SELECT datname FROM pg_database").contains(database);
    }

    /** The staging databases that are there. */
    List<String> stagingDatabases() {
        return query("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'holdfast\\_staging\\_%'");
    }

    /** The sessions that Holdfast has open. */
    List<String> holdfastSessions() {
        return query(
                "postgres",
                "SELECT application_name || ': ' || query FROM pg_stat_activity WHERE application_name LIKE 'holdfast%'");
    }

    private static EmbeddedServer start(EmbeddedPostgres.Builder builder, Map<String, String> settings) {
        builder.setPGStartupWait(START_LIMIT)
                .setLocaleConfig("locale", "C.UTF-8")
                .setLocaleConfig("encoding", "UTF8")
                .setServerConfig("fsync", "off");
        settings.forEach(builder::setServerConfig);
        try {
            EmbeddedPostgres postgres = builder.start();
            return new EmbeddedServer(postgres.getPort(), postgres).demandPassword();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archive with the server's files: the one file of the jar that is no description of it. */
    private static InputStream archive(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry entry = file.stream()
                    .filter(candidate -> candidate.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(jar + " has no server"));
            return new ByteArrayInputStream(file.getInputStream(entry).readAllBytes());
        }
    }

    private EmbeddedServer demandPassword() {
        try {
            execute(
                    "postgres",
                    "SET password_encryption = 'scram-sha-256'",
                    "CREATE ROLE " + PASSWORD_USER + " SUPERUSER LOGIN PASSWORD " + SqlText.literal(PASSWORD));
            Path rules = Path.of(query("postgres", "SHOW hba_file").get(0));
            String before = Files.readString(rules);
            Files.writeString(rules, "host all " + PASSWORD_USER + " all scram-sha-256\n" + before);
            execute("postgres", "SELECT pg_reload_conf()");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
