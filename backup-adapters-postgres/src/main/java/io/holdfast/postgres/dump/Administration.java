package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.List;
import java.util.function.Supplier;

/** Sessions in a server's maintenance database, from where other databases are made, renamed and dropped. */
final class Administration {

    private static final String APPLICATION = "holdfast-restore-administration";
    private static final List<String> DATABASES = List.of("postgres", "template1");

    private Administration() {}

    /** Connects to {@code postgres}, or to {@code template1} where there is none. */
    static PostgresSession open(PostgresAddress target) {
        try {
            return PostgresSession.open(target.withDatabase(DATABASES.get(0)), APPLICATION);
        } catch (BackupFailure first) {
            if (first.kind() != FailureKind.NOT_FOUND) {
                throw first;
            }
            return PostgresSession.open(target.withDatabase(DATABASES.get(1)), APPLICATION);
        }
    }

    static boolean exists(PostgresSession session, String database) {
        return session.one(
                "look for the database " + SqlText.shown(database),
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = ?)",
                row -> row.getBoolean(1),
                database);
    }

    /** Ends all sessions of a database. */
    static void endSessions(PostgresSession session, String database) {
        session.query(
                "end the sessions of " + SqlText.shown(database),
                "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                        + " WHERE datname = ? AND pid <> pg_catalog.pg_backend_pid()",
                row -> row.getBoolean(1),
                database);
    }

    /** Does something that has to be done even in an interrupted thread; the interrupt is kept for later. */
    static <T> T uninterrupted(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
