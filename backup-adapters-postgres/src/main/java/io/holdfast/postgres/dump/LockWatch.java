package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Looks, in a session of its own, whether a session of a dump is kept waiting for a lock, and by whom. pg_dump's own limit holds for
 * locking tables only: where somebody has dropped a view or a sequence and not yet committed, it waits for ever, and where
 * somebody waits for what the dump's other sessions hold, so does the server, without finding a deadlock.
 */
final class LockWatch implements AutoCloseable {

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);
    private static final int LOOKS = 4;

    private final PostgresSession session;
    private final String token;
    private final Duration limit;
    private Map<Waiting, Long> since = Map.of();

    /** A session that waits, in one statement: the next statement's wait is another one. */
    private record Waiting(int process, String statement) {}

    private LockWatch(PostgresSession session, String token, Duration limit) {
        this.session = session;
        this.token = token;
        this.limit = limit;
    }

    /**
     * Connects.
     *
     * @param names what the watched sessions are called
     * @param limit for how long a session may wait
     */
    static LockWatch open(PostgresAddress address, SessionNames names, Duration limit) {
        PostgresAddress own = names.address(address, "watch");
        return new LockWatch(PostgresSession.open(own, own.applicationName().orElseThrow()), names.token(), limit);
    }

    /**
     * Watches until then.
     *
     * @throws BackupFailure TRANSIENT when a session has waited for too long
     */
    void until(CountDownLatch end) throws InterruptedException {
        Duration quarter = limit.dividedBy(LOOKS);
        Duration interval = quarter.compareTo(LONGEST_INTERVAL) < 0 ? quarter : LONGEST_INTERVAL;
        since = Map.of();
        while (!end.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
            look();
        }
    }

    /** Ends what runs in it, from any thread. */
    void abort() {
        session.abort();
    }

    @Override
    public void close() {
        session.close();
    }

    private void look() {
        long now = System.nanoTime();
        Map<Waiting, Long> waiting = new HashMap<>();
        for (Waiting each : waiting()) {
            long begin = since.getOrDefault(each, now);
            waiting.put(each, begin);
            if (now - begin >= limit.toNanos()) {
                refuse(each.process());
            }
        }
        since = waiting;
    }

    /** Only the server's activity view: looking into its lock table would hold others up. */
    private List<Waiting> waiting() {
        return session.query(
                "look whether the dump of " + session.address() + " is kept waiting",
                "SELECT pid, coalesce(query_start::text, '') FROM pg_catalog.pg_stat_activity"
                        + " WHERE wait_event_type = 'Lock' AND pg_catalog.right(application_name, " + token.length()
                        + ") = " + SqlText.literal(token),
                row -> new Waiting(row.getInt(1), row.getString(2)));
    }

    private void refuse(int process) {
        List<String> blockers = session.query(
                "ask who keeps the dump of " + session.address() + " waiting",
                "SELECT b.pid, coalesce(a.application_name, ''), coalesce(a.state, ''),"
                        + " coalesce(pg_catalog.substring(a.query, '^\\s*([A-Za-z]{1,20})'), '')"
                        + " FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(" + process + ")) b(pid)"
                        + " LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid ORDER BY 1 LIMIT 3",
                row -> blocker(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)));
        if (blockers.isEmpty()) {
            return;
        }
        String lock = session
                .query(
                        "ask what the dump of " + session.address() + " waits for",
                        "SELECT coalesce(relation::pg_catalog.regclass::text, locktype) FROM pg_catalog.pg_locks"
                                + " WHERE pid = " + process + " AND NOT granted",
                        row -> SqlText.shown(row.getString(1)))
                .stream()
                .collect(Collectors.joining(", "));
        throw BackupFailure.of(
                        FailureKind.TRANSIENT,
                        "the dump of " + session.address() + " has waited for " + limit.toSeconds()
                                + " seconds for a lock on " + lock + ", which others have, or wait for before it: "
                                + String.join(", ", blockers))
                .withHint(
                        "Let them finish or end them, and take backups when nothing drops, truncates or alters tables");
    }

    /** The text of a statement may hold secrets, its first word does not. */
    private static String blocker(int process, String application, String state, String word) {
        if (process == 0) {
            return "a prepared transaction";
        }
        return "process " + process + " of application " + SqlText.shown(application) + " ("
                + (state.isEmpty() ? "state unknown" : state) + ", "
                + (word.isEmpty() ? "statement unknown" : word.toUpperCase(Locale.ROOT)) + ")";
    }
}
