package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Ends the sessions of some databases again and again, from a session and a thread of its own, until it is closed. A rename
 * locks new sessions out and then waits for the old ones to go; this is who makes them go.
 */
final class SessionEnder implements AutoCloseable {

    private static final long INTERVAL_MILLISECONDS = 50;
    private static final long END_LIMIT_MILLISECONDS = 10_000;

    private final PostgresSession session;
    private final String databases;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "holdfast end of sessions");
    private volatile BackupFailure failure;

    private SessionEnder(PostgresSession session, Collection<Long> databases) {
        this.session = session;
        this.databases = databases.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * Begins.
     *
     * @param session nobody else's from now on; closed with this
     * @param databases their OIDs
     */
    static SessionEnder start(PostgresSession session, Collection<Long> databases) {
        SessionEnder ender = new SessionEnder(session, databases);
        ender.thread.setDaemon(true);
        ender.thread.start();
        return ender;
    }

    /** Does what needs the sessions gone; where it fails because this could not end them, that is told with it. */
    <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } catch (BackupFailure e) {
            if (failure != null) {
                e.addSuppressed(failure);
            }
            throw e;
        }
    }

    /** No session is ended any more when this returns. */
    @Override
    public void close() {
        over.countDown();
        Administration.uninterrupted(() -> {
            try {
                thread.join(END_LIMIT_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return thread;
        });
        if (thread.isAlive()) {
            session.abort();
        }
        session.close();
    }

    private void run() {
        try {
            do {
                endAll();
            } while (!over.await(INTERVAL_MILLISECONDS, TimeUnit.MILLISECONDS));
        } catch (BackupFailure e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only those that this user may end: an attempt at another one would be an error, and leave the rest alive. */
    private void endAll() {
        session.query(
                "end the sessions of databases that are to be renamed",
                "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
                        + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid"
                        + " WHERE a.datid IN (" + databases + ") AND a.pid <> pg_catalog.pg_backend_pid() AND "
                        + Administration.MAY_END,
                row -> row.getBoolean(1));
    }
}
