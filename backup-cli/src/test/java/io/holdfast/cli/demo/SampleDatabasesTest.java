package io.holdfast.cli.demo;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleDatabasesTest {

    private static final ByteCount SIZE = new ByteCount(8_000_000);

    @TempDir
    private static Path folder;

    private static DemoServer server;
    private static ConnectionUrl results;

    @BeforeAll
    static void start() {
        server = DemoServer.start(folder, DemoServer.Durability.NONE);
        results = filledResults("results");
    }

    @AfterAll
    static void stop() {
        server.close();
        server.close();
    }

    @Test
    void resultsHaveTheSizeThatWasAskedFor() throws SQLException {
        long rows = DatabaseComparison.of(results, results).rows();
        assertThat(rows).isBetween(20_000L, 25_000L);
        // What COPY would write, which is nearly all of a dump: the rows' text, without quoting.
        long bytes = 0;
        for (String table : List.of("finding", "service", "host", "scan_log", "scan_run")) {
            bytes += number(results, "SELECT sum(octet_length(t::text)) FROM " + table + " t");
        }
        assertThat((double) bytes / SIZE.bytes()).isBetween(0.9, 1.25);
        assertThat(number(results, "SELECT count(*) FROM scan_log_later")).isZero();
    }

    @Test
    void equalCallsMakeEqualDatabases() {
        ConnectionUrl again = filledResults("results_again");
        assertThat(DatabaseComparison.of(results, again).differences()).isEmpty();
        SampleDatabases.Changes changes = SampleDatabases.changeSome(again, 7);
        ConnectionUrl third = filledResults("results_third");
        assertThat(SampleDatabases.changeSome(third, 7)).isEqualTo(changes);
        assertThat(DatabaseComparison.of(again, third).differences()).isEmpty();

        ConnectionUrl config = server.createDatabase("config");
        ConnectionUrl other = server.createDatabase("config_again");
        SampleDatabases.createConfig(config);
        SampleDatabases.createConfig(other);
        DatabaseComparison comparison = DatabaseComparison.of(config, other);
        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.tables()).isEqualTo(10);
        assertThat(comparison.rows()).isBetween(5_000L, 8_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7})
    void changesAboutAsManyRowsAsAskedForAgainAndAgain(int percent) {
        ConnectionUrl copy = server.createDatabase("changed_" + percent);
        SampleDatabases.createResults(copy, new ByteCount(20_000_000), done -> {});
        for (int day = 0; day < 2; day++) {
            DatabaseComparison before = DatabaseComparison.of(copy, copy);
            SampleDatabases.Changes changes = SampleDatabases.changeSome(copy, percent);
            assertThat(100.0 * changes.total() / before.rows()).isBetween(percent * 0.8, percent * 1.3);
            assertThat(changes.updated()).isGreaterThan(changes.inserted());
            assertThat(changes.inserted()).isGreaterThanOrEqualTo(changes.deleted());
            assertThat(changes.deleted()).isPositive();
        }
    }

    @Test
    void reportsItsProgress() {
        List<Integer> heard = new ArrayList<>();
        SampleDatabases.createResults(server.createDatabase("progress"), new ByteCount(16_000_000), heard::add);
        assertThat(heard).startsWith(0).endsWith(100).isSorted().hasSizeGreaterThan(3);
    }

    @Test
    void anInterruptStopsTheFilling() {
        ConnectionUrl cancelled = server.createDatabase("cancelled");
        assertThatThrownBy(() -> SampleDatabases.createResults(
                        cancelled,
                        new ByteCount(30_000_000),
                        done -> Thread.currentThread().interrupt()))
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 999_999, 1_000_001_000_000L})
    void refusesSizesOutsideItsBounds(long bytes) {
        assertThatThrownBy(() -> SampleDatabases.createResults(results, new ByteCount(bytes), done -> {}))
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 51, -1})
    void refusesPercentagesOutsideItsBounds(int percent) {
        assertThatThrownBy(() -> SampleDatabases.changeSome(results, percent))
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID));
    }

    /** What to look for at the beginning of a line, and the change that must put it there. */
    private static final List<Map.Entry<String, String>> PLANTED = List.of(
            entry(
                    "table public.organisation",
                    "UPDATE organisation SET settings = settings - 'seats' WHERE name LIKE 'N%'"),
            entry("table public.setting", "UPDATE setting SET value = '' WHERE name = 'export.host.9'"),
            entry("table public.user_role", "DELETE FROM user_role WHERE user_id = 7"),
            entry("table public.twins", "UPDATE twins SET id = 2"),
            entry("table public.firm is in the first database only", "ALTER TABLE firm RENAME TO company"),
            entry("table public.added is in the second database only", "CREATE TABLE added ()"),
            entry("sequence public.ticket_number", "SELECT nextval('ticket_number')"),
            entry("sequence public.role_id_seq", "SELECT setval('role_id_seq', 4, false)"),
            entry("index public.audit_entry_happened", "DROP INDEX audit_entry_happened"),
            entry("constraint schedule_hour_check of", "ALTER TABLE schedule DROP CONSTRAINT schedule_hour_check"),
            entry("column public.app_user.language", "ALTER TABLE app_user ALTER language SET DEFAULT 'de'"),
            entry("definition of view public.logins", "CREATE OR REPLACE VIEW logins AS SELECT 2 AS one"),
            entry("comment on table public.policy", "COMMENT ON TABLE policy IS 'changed'"),
            entry(
                    "function public.note_setting_change()",
                    "CREATE OR REPLACE FUNCTION note_setting_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"),
            entry("trigger setting_change of", "DROP TRIGGER setting_change ON setting"),
            entry("type public.user_state", "ALTER TYPE user_state ADD VALUE 'gone'"),
            entry("relation public.role", "GRANT SELECT ON role TO public"),
            entry("large object 4711", "SELECT lo_put(4711, 0, 'x')"));

    @Test
    void theComparisonFindsEveryPlantedDifference() throws SQLException {
        ConnectionUrl config = preparedConfig("planted_none");
        ConnectionUrl changed = preparedConfig("planted_all");
        assertThat(DatabaseComparison.of(config, changed).differences()).isEmpty();
        for (Map.Entry<String, String> planted : PLANTED) {
            execute(changed, planted.getValue());
        }
        List<String> differences = DatabaseComparison.of(config, changed).differences();
        for (Map.Entry<String, String> planted : PLANTED) {
            assertThat(differences).anySatisfy(line -> assertThat(line).startsWith(planted.getKey()));
        }
    }

    private static ConnectionUrl preparedConfig(String name) throws SQLException {
        ConnectionUrl config = server.createDatabase(name);
        SampleDatabases.createConfig(config);
        execute(config, "SELECT lo_from_bytea(4711, 'content')");
        execute(config, "CREATE TABLE twins AS SELECT 1 AS id FROM generate_series(1, 2)");
        execute(config, "CREATE TABLE firm (id integer)");
        execute(config, "CREATE VIEW logins AS SELECT 1 AS one");
        return config;
    }

    private static ConnectionUrl filledResults(String name) {
        ConnectionUrl database = server.createDatabase(name);
        SampleDatabases.createResults(database, SIZE, done -> {});
        return database;
    }

    private static long number(ConnectionUrl database, String query) throws SQLException {
        try (Connection connection = DemoSession.open(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(ConnectionUrl database, String sql) throws SQLException {
        try (Connection connection = DemoSession.open(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
