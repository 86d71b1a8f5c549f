package io.holdfast.postgres.dump;

import io.holdfast.testkit.database.Redefinition;
import io.holdfast.testkit.database.WriteLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Moves rows from one table to the other, three at a time, and all back when few are left. */
final class PostgresWriteLoad implements WriteLoad {

    private static final int ROWS = 1500;
    private static final String MOVE =
            "WITH gone AS (DELETE FROM here WHERE id IN (SELECT id FROM here ORDER BY random()"
                    + " LIMIT 3) RETURNING id, note) INSERT INTO there SELECT id, note FROM gone";
    private static final String MOVE_BACK = "WITH gone AS (DELETE FROM there WHERE (SELECT count(*) FROM here) < 100"
            + " RETURNING id, note) INSERT INTO here SELECT id, note FROM gone";

    private final Connection connection;
    private final Thread thread = new Thread(this::run, "moving rows");
    private final Semaphore moves = new Semaphore(0);
    private volatile boolean stopped;
    private volatile SQLException failure;

    PostgresWriteLoad(Connection connection) {
        this.connection = connection;
        thread.setDaemon(true);
        thread.start();
    }

    /** What makes the tables. */
    static List<String> tables() {
        return List.of(
                "CREATE TABLE here (id int PRIMARY KEY, note text)",
                "CREATE TABLE there (id int PRIMARY KEY, note text)",
                "INSERT INTO here SELECT i, repeat(md5(i::text), 10) FROM generate_series(1, " + ROWS + ") i");
    }

    /** What redefines them. */
    static String redefining(Redefinition redefinition) {
        return switch (redefinition) {
            case EMPTIED -> "TRUNCATE here";
            case REWRITTEN -> "ALTER TABLE here ALTER id TYPE bigint";
            case EXCHANGED ->
                "ALTER TABLE here RENAME TO aside; ALTER TABLE there RENAME TO here; ALTER TABLE aside RENAME TO there";
        };
    }

    /** What is true exactly where no row is lost or seen twice. */
    static String invariant() {
        return "SELECT count(*) || ' rows, ' || count(DISTINCT id) || ' of them different, not " + ROWS
                + "' FROM (SELECT id FROM here UNION ALL SELECT id FROM there) both_tables"
                + " HAVING count(*) <> " + ROWS + " OR count(DISTINCT id) <> " + ROWS;
    }

    @Override
    public void awaitMoves(int more) {
        moves.drainPermits();
        try {
            if (!moves.tryAcquire(more, 60, TimeUnit.SECONDS)) {
                throw new AssertionError("no rows move", failure);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
            connection.close();
        } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw new AssertionError("moving rows failed", failure);
        }
    }

    private void run() {
        try (Statement statement = connection.createStatement()) {
            while (!stopped) {
                statement.executeUpdate(MOVE);
                statement.executeUpdate(MOVE_BACK);
                moves.release();
            }
        } catch (SQLException e) {
            failure = e;
        }
    }
}
