package io.holdfast.cli.demo;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntConsumer;

/**
 * Fills databases with sample data: the configuration of a security scanner, and what it found. The rows are made inside the
 * server from row numbers, so equal calls make equal databases on every machine.
 *
 * <p>Every failure is a {@link BackupFailure}; an interrupt is answered between two pieces of work of about a second, and
 * fails as CANCELLED.
 */
public final class SampleDatabases {

    private static final int RUNS_AT_ONCE = 50;
    private static final long MEGABYTE = 1_000_000;

    private SampleDatabases() {}

    /**
     * How many rows were changed.
     *
     * @param updated rows with new values
     * @param inserted rows that are new
     * @param deleted rows that are gone
     */
    public record Changes(long updated, long inserted, long deleted) {

        /** All three. */
        public long total() {
            return updated + inserted + deleted;
        }
    }

    /**
     * Fills an empty database with a sample configuration: about 6,000 rows in ten tables.
     *
     * @param database an existing, empty database
     */
    public static void createConfig(ConnectionUrl database) {
        try (Connection connection = DemoSession.open(database)) {
            runScript(connection, "config.sql");
        } catch (SQLException e) {
            throw DemoSession.failure("filling " + database, e);
        }
    }

    /**
     * Fills an empty database with sample scan results.
     *
     * @param database an existing, empty database
     * @param dumpSize about how large an uncompressed dump of it shall be, 1 MB to 1 TB; the database itself is about 1.4
     *     times as large, and a dump compresses to about a fifth
     * @param percentDone hears 0 to 100, not decreasing
     */
    public static void createResults(ConnectionUrl database, ByteCount dumpSize, IntConsumer percentDone) {
        long megabytes = dumpSize.bytes() / MEGABYTE;
        if (megabytes < 1 || megabytes > MEGABYTE) {
            throw BackupFailure.of(
                    FailureKind.INVALID, "size of the sample results " + dumpSize + ": from 1 MB to 1 TB");
        }
        try (Connection connection = DemoSession.open(database)) {
            percentDone.accept(0);
            runScript(connection, "results.sql");
            addRuns(connection, plan(connection, megabytes), percentDone);
            runScript(connection, "results-indexes.sql");
            percentDone.accept(100);
        } catch (SQLException e) {
            throw DemoSession.failure("filling " + database, e);
        }
    }

    /**
     * Changes a part of the sample results as the scanner would in a day: recent findings are seen again and triaged, new
     * scans arrive, the oldest are deleted.
     *
     * @param results a database that {@link #createResults} filled, or a copy of one
     * @param percent about how many of a hundred rows, 1 to 50; at least one scan arrives and one goes
     */
    public static Changes changeSome(ConnectionUrl results, int percent) {
        if (percent < 1 || percent > 50) {
            throw BackupFailure.of(FailureKind.INVALID, "percentage of rows to change " + percent + ": from 1 to 50");
        }
        try (Connection connection = DemoSession.open(results);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT updated, inserted, deleted FROM simulation.change_some(?)")) {
            statement.setInt(1, percent);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Changes(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        } catch (SQLException e) {
            throw DemoSession.failure("changing " + results, e);
        }
    }

    private static long plan(Connection connection, long megabytes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT simulation.plan(?)")) {
            statement.setInt(1, Math.toIntExact(megabytes));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void addRuns(Connection connection, long runs, IntConsumer percentDone) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT simulation.add_runs(?, ?)")) {
            for (long first = 1; first <= runs; first += RUNS_AT_ONCE) {
                if (Thread.currentThread().isInterrupted()) {
                    throw BackupFailure.cancelled("filling the sample results");
                }
                long last = Math.min(runs, first + RUNS_AT_ONCE - 1);
                statement.setLong(1, first);
                statement.setLong(2, last);
                statement.execute();
                // The indexes, which come after the rows, take about the last fifth.
                percentDone.accept((int) (last * 80 / runs));
            }
        }
    }

    private static void runScript(Connection connection, String name) throws SQLException {
        try (InputStream script = SampleDatabases.class.getResourceAsStream(name);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name + " from our own jar", e);
        }
    }
}
