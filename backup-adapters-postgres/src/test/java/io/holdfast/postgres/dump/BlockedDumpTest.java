package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Others hold locks that a dump needs, or wait for locks before it. */
class BlockedDumpTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final String SECRET = "canary secret";

    private String source;
    private Connection holder;
    private Connection waiter;

    @BeforeEach
    void makeDatabase() throws SQLException {
        source = SERVER.newDatabase();
        SERVER.execute(
                source,
                "CREATE TABLE a AS SELECT i FROM generate_series(1, 10) i",
                "CREATE TABLE b AS SELECT i FROM generate_series(1, 20) i",
                "CREATE UNLOGGED TABLE rest AS SELECT 1 AS i",
                "CREATE VIEW v AS SELECT i FROM a",
                "CREATE MATERIALIZED VIEW m AS SELECT i FROM a",
                "CREATE SEQUENCE s");
        holder = SERVER.connect(source);
        waiter = SERVER.connect(source);
    }

    /** While others still hold what the dump waited for: a session may not go on waiting without its program. */
    @AfterEach
    void nothingIsLeftBehind() throws SQLException {
        await().until(() -> SERVER.holdfastSessions().isEmpty());
        holder.close();
        waiter.close();
    }

    private static Stream<Arguments> uncommitted() {
        return Stream.of(1, 3)
                .flatMap(streams -> Stream.of(
                                "DROP VIEW v",
                                "DROP SEQUENCE s",
                                "REFRESH MATERIALIZED VIEW m",
                                "TRUNCATE a",
                                "DROP TABLE rest")
                        .map(change -> Arguments.of(streams, change)));
    }

    /** pg_dump's own limit holds for locking tables only. */
    @ParameterizedTest
    @MethodSource("uncommitted")
    void whatIsNotCommittedEndsTheDumpAndIsNamed(int streams, String change) throws SQLException {
        int process = begin(
                holder, "SET application_name = 'migration \u001b[2J'", "BEGIN", change + " /* " + SECRET + " */");
        BackupFailure failure = fails(streams);
        assertThat(failure.getMessage())
                .contains("process " + process + " ", "migration", "idle in transaction", change.split(" ")[0])
                .doesNotContain(SECRET)
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatWaitsBeforeTheDumpEndsItAndIsNamed(int streams) throws Exception {
        begin(holder, "BEGIN", "SELECT FROM a");
        int process = begin(waiter, "SET application_name = 'waiter'");
        Thread waiting = new Thread(() -> {
            try (Statement statement = waiter.createStatement()) {
                statement.execute("TRUNCATE a /* " + SECRET + " */");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.start();
        await().until(() -> waits("application_name = 'waiter'"));
        BackupFailure failure = fails(streams);
        assertThat(failure.getMessage())
                .contains("process " + process + " of application \"waiter\"", "TRUNCATE", "\"public.a\"")
                .doesNotContain(SECRET);
        holder.close();
        waiting.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoLetsGoInTimeDoesNoHarm(int streams) throws Exception {
        begin(holder, "BEGIN", "LOCK TABLE a, rest");
        Thread letting = new Thread(() -> {
            await().until(() -> waits("application_name LIKE '%-dump-%-%' AND application_name NOT LIKE"
                    + " '%-coordinator-%' AND query LIKE 'LOCK TABLE%'"));
            try {
                holder.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        letting.start();
        MemoryDump dump = new MemoryDump();
        assertThat(dumper(streams, Duration.ofSeconds(60))
                        .dump(SERVER.url(source), dump.sink())
                        .tables())
                .contains(new TableRows("public", "a", 10));
        letting.join();
        assertThat(dump.names()).contains(DumpStreams.CONTENTS);
    }

    private BackupFailure fails(int streams) {
        BackupFailure failure = InThread.start(
                        () -> dumper(streams, LIMIT).dump(SERVER.url(source), new MemoryDump().sink()))
                .failure();
        assertThat(failure.kind()).as(failure.description()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("has waited for");
        assertThat(failure.hint()).isPresent();
        return failure;
    }

    private static PostgresDatabaseDumper dumper(int streams, Duration limit) {
        return new PostgresDatabaseDumper(
                EmbeddedServer.tools(),
                PostgresDatabaseDumper.Options.defaults().withStreams(streams).withLockLimit(limit));
    }

    private boolean waits(String who) {
        return !SERVER.query(
                        source,
                        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                                + " AND " + who)
                .isEmpty();
    }

    private static int begin(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return process(connection);
    }

    private static int process(Connection connection) {
        return connection instanceof org.postgresql.PGConnection postgres ? postgres.getBackendPID() : -1;
    }
}
