package io.holdfast.postgres.dump;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sessions that move money from accounts in one table to accounts in another, and write each transfer into a book: what all
 * accounts have together is always the same, and always what the book says.
 */
final class MoneyTransfers implements AutoCloseable {

    /** The tables with accounts; filled so that they are the largest. */
    static final List<String> TABLES = List.of("accounts_0", "accounts_1", "accounts_2", "accounts_3");

    private static final int ACCOUNTS = 3_000;
    private static final int MONEY = 1_000;
    private static final int WRITERS = 3;

    /** What all accounts have together. */
    static final long TOTAL = (long) TABLES.size() * ACCOUNTS * MONEY;

    private final List<Thread> writers = new ArrayList<>();
    private final Semaphore done = new Semaphore(0);
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<SQLException> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private MoneyTransfers() {}

    /** Makes and fills the tables. */
    static void prepare(EmbeddedServer server, String database) {
        for (String table : TABLES) {
            server.execute(
                    database,
                    "CREATE TABLE " + table + " (id int PRIMARY KEY, money bigint, filler text)",
                    "INSERT INTO " + table + " SELECT i, " + MONEY
                            + ", repeat(md5(i::text), 20) FROM generate_series(1, " + ACCOUNTS + ") i");
        }
        server.execute(
                database,
                "CREATE TABLE book (id bigserial PRIMARY KEY, giver int, taker int, amount bigint)",
                // Something for the dumps to do, so that they last.
                "CREATE TABLE others AS SELECT i, repeat(md5(i::text), 30) AS filler FROM generate_series(1, 10000) i");
    }

    /** Lets several sessions transfer without a pause. */
    static MoneyTransfers begin(EmbeddedServer server, String database) {
        MoneyTransfers transfers = new MoneyTransfers();
        long seed = System.nanoTime();
        System.out.println("money is moved at random, seed " + seed);
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            Thread writer = new Thread(() -> transfers.run(server, database, random), "moving money");
            writer.setDaemon(true);
            transfers.writers.add(writer);
            writer.start();
        }
        return transfers;
    }

    /** What all accounts have together. */
    static long total(EmbeddedServer server, String database) {
        return Long.parseLong(server.query(database, "SELECT sum(money) FROM (" + union("money") + ") a")
                .get(0));
    }

    /** What the book says that each table has got, less what it has given. */
    static List<String> entries(EmbeddedServer server, String database) {
        return server.query(
                database,
                "SELECT t || ' ' || coalesce((SELECT sum(CASE WHEN taker = t THEN amount ELSE -amount END) FROM book"
                        + " WHERE t IN (giver, taker) AND giver <> taker), 0) FROM generate_series(0, "
                        + (TABLES.size() - 1) + ") t ORDER BY t");
    }

    /** The same, from the accounts. */
    static List<String> moved(EmbeddedServer server, String database) {
        List<String> moved = new ArrayList<>();
        for (int i = 0; i < TABLES.size(); i++) {
            moved.addAll(server.query(
                    database,
                    "SELECT " + i + " || ' ' || (sum(money) - " + (long) ACCOUNTS * MONEY + ") FROM " + TABLES.get(i)));
        }
        return moved;
    }

    /** Waits for more transfers, and returns how many there were in all. */
    long awaitMore(int more) {
        done.drainPermits();
        try {
            if (!done.tryAcquire(more, 60, TimeUnit.SECONDS)) {
                throw new AssertionError("no money moves", failure.get());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return done();
    }

    /** How many transfers there were in all. */
    long done() {
        return count.get();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread writer : writers) {
                writer.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure.get() != null) {
            throw new AssertionError("moving money failed", failure.get());
        }
    }

    private void run(EmbeddedServer server, String database, Random random) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            while (!stopped) {
                // Always the lower table first, so that two writers cannot wait for each other.
                int lower = random.nextInt(TABLES.size() - 1);
                int higher = lower + 1 + random.nextInt(TABLES.size() - 1 - lower);
                int amount = random.nextInt(100) - 50;
                int account = 1 + random.nextInt(ACCOUNTS);
                statement.execute("BEGIN; UPDATE " + TABLES.get(lower) + " SET money = money - " + amount
                        + " WHERE id = "
                        + account + "; UPDATE " + TABLES.get(higher) + " SET money = money + " + amount
                        + " WHERE id = " + account + "; INSERT INTO book (giver, taker, amount) VALUES (" + lower + ", "
                        + higher + ", " + amount + "); COMMIT");
                count.incrementAndGet();
                done.release();
            }
        } catch (SQLException e) {
            failure.compareAndSet(null, e);
        }
    }

    private static String union(String column) {
        List<String> parts = new ArrayList<>();
        TABLES.forEach(table -> parts.add("SELECT " + column + " FROM " + table));
        return String.join(" UNION ALL ", parts);
    }
}
