package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/**
 * One connection to a server, with every exception translated. For one thread at a time; only {@link #abort()} may be called
 * by another.
 */
final class PostgresSession implements AutoCloseable {

    /**
     * Makes what is sent mean the same on every server, whatever its, the database's and the user's settings are. Given when
     * connecting, because a timeout of the database's may be too short for even one statement.
     */
    private static final String SETTINGS = "-c search_path= -c standard_conforming_strings=on -c row_security=off"
            + " -c default_transaction_read_only=off -c lock_timeout=30s -c statement_timeout=0"
            + " -c idle_in_transaction_session_timeout=0";

    private static final int CONNECT_SECONDS = 10;
    private static final int CANCEL_SECONDS = 3;

    private final PostgresAddress address;
    private final Connection connection;

    /** Reads one row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private PostgresSession(PostgresAddress address, Connection connection) {
        this.address = address;
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @param applicationName what the server's activity view shows
     */
    static PostgresSession open(PostgresAddress address, String applicationName) {
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled("connecting to " + address);
        }
        try {
            String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
            // The database goes in as a property: in the URL it would have to be encoded.
            Connection connection = new Driver()
                    .connect(
                            "jdbc:postgresql://" + host + ":" + address.port() + "/",
                            properties(address, applicationName));
            PostgresSession session = new PostgresSession(address, connection);
            session.prepare();
            return session;
        } catch (SQLException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw BackupFailure.cancelled("connecting to " + address);
            }
            throw SqlFailures.connecting(address, e);
        }
    }

    private static Properties properties(PostgresAddress address, String applicationName) {
        int seconds = address.connectTimeout().orElse(CONNECT_SECONDS);
        Properties properties = new Properties();
        PGProperty.PG_DBNAME.set(properties, address.database());
        PGProperty.USER.set(properties, address.user());
        // An empty password keeps the driver from looking for one by itself.
        PGProperty.PASSWORD.set(
                properties, address.password().map(Password::reveal).orElse(""));
        PGProperty.APPLICATION_NAME.set(properties, address.applicationName().orElse(applicationName));
        PGProperty.SSL_MODE.set(properties, address.tls().mode());
        address.tls().rootCertificate().ifPresent(file -> PGProperty.SSL_ROOT_CERT.set(properties, file));
        address.tls().certificate().ifPresent(file -> PGProperty.SSL_CERT.set(properties, file));
        address.tls().key().ifPresent(file -> PGProperty.SSL_KEY.set(properties, file));
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, CANCEL_SECONDS);
        PGProperty.OPTIONS.set(properties, SETTINGS);
        // While a dump runs its coordinator is silent for hours, and firewalls forget silent connections.
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        return properties;
    }

    /** What no older server knows, and would refuse a connection for. */
    private void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings"
                    + " WHERE name IN ('idle_session_timeout', 'transaction_timeout')");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The version as a number, such as 150018. */
    int serverVersionNumber() {
        return one(
                "read the server's version",
                "SELECT pg_catalog.current_setting('server_version_num')::int",
                row -> row.getInt(1));
    }

    /** The version for people, such as {@code 15.18}, without what the packager added. */
    String serverVersion() {
        String version = one(
                "read the server's version",
                "SELECT pg_catalog.current_setting('server_version')",
                row -> row.getString(1));
        return version.split(" ", 2)[0];
    }

    /** Runs one or several statements that return nothing; {@code what} is what failed if it fails: "create …". */
    void execute(String what, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw SqlFailures.running("could not " + what, e);
        }
    }

    /** Runs a query, with values for its question marks; without values, a question mark is part of a name. */
    <T> List<T> query(String what, String sql, RowReader<T> reader, Object... values) {
        try {
            if (values.length > 0) {
                return queryWith(values, sql, reader);
            }
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                return rows(statement.executeQuery(sql), reader);
            }
        } catch (SQLException e) {
            throw SqlFailures.running("could not " + what, e);
        }
    }

    private <T> List<T> queryWith(Object[] values, String sql, RowReader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return rows(statement.executeQuery(), reader);
        }
    }

    private static <T> List<T> rows(ResultSet rows, RowReader<T> reader) throws SQLException {
        try (rows) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        }
    }

    /** Runs a query that returns exactly one row. */
    <T> T one(String what, String sql, RowReader<T> reader, Object... values) {
        List<T> rows = query(what, sql, reader, values);
        if (rows.size() != 1) {
            throw BackupFailure.of(
                    FailureKind.PERMANENT, "could not " + what + ": " + rows.size() + " rows came back instead of one");
        }
        return rows.get(0);
    }

    /**
     * Runs a query that returns one row, between other statements, all in one message.
     *
     * @throws SQLException untranslated, for a caller that knows better what it means
     */
    <T> T between(String before, String query, String after, RowReader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            boolean rows = statement.execute(before + ";" + query + ";" + after);
            T result = null;
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    try (ResultSet set = statement.getResultSet()) {
                        set.next();
                        result = reader.read(set);
                    }
                }
                rows = statement.getMoreResults();
            }
            return result;
        }
    }

    PostgresAddress address() {
        return address;
    }

    /** Ends whatever runs in it, from any thread: cancels the statement, then drops the connection. */
    void abort() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // The connection is about to be dropped; the server then notices by itself.
        }
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // There is no other way to end it, and nothing is lost with it.
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Whatever was to be kept was committed before; the server ends the session either way.
        }
    }
}
