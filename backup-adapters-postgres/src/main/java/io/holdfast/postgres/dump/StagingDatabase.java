package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/**
 * A database beside the target that is restored into. Its name is plain ASCII whatever the target's is, and its comment says
 * what it is, for whoever finds it after this process was killed.
 */
final class StagingDatabase {

    /** What the names of all staging databases begin with. */
    static final String PREFIX = "holdfast_staging_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int FORCED_DROP_SINCE = 13;
    private static final int ATTEMPTS = 5;

    private final PostgresAddress target;
    private final DatabaseProperties source;
    private final String name;
    private final long id;
    private final int serverVersion;
    private boolean promoted;
    private boolean removed;

    private StagingDatabase(
            PostgresAddress target, DatabaseProperties source, String name, long id, int serverVersion) {
        this.target = target;
        this.source = source;
        this.name = name;
        this.id = id;
        this.serverVersion = serverVersion;
    }

    /** Makes an empty one on the target's server. */
    static StagingDatabase create(PostgresAddress target, DatabaseProperties source) {
        String name = PREFIX + String.format(Locale.ROOT, "%016x", RANDOM.nextLong());
        try (PostgresSession session = Administration.open(target)) {
            if (Administration.exists(session, target.database())) {
                throw exists(target, null);
            }
            int version = session.serverVersionNumber() / 10_000;
            session.execute("make a staging database for " + target, DatabaseStatements.create(name, source, version));
            StagingDatabase staging = new StagingDatabase(target, source, name, id(session, name), version);
            try {
                staging.label(session);
                return staging;
            } catch (BackupFailure e) {
                staging.closeAfter(e);
                throw e;
            }
        }
    }

    /** Where it is. */
    PostgresAddress address() {
        return target.withDatabase(name);
    }

    /** The major version of its server. */
    int serverVersion() {
        return serverVersion;
    }

    /**
     * Gives it the target's name.
     *
     * @return the name under which the database that was replaced is kept; empty where there was none
     */
    Optional<String> promote() {
        if (promoted || removed) {
            throw new IllegalStateException("the staging database of " + target + " is gone");
        }
        try (PostgresSession session = Administration.open(target)) {
            close(session, "false");
            for (int attempt = 1; !promoted; attempt++) {
                promoted = promote(session, attempt);
            }
        }
        return Optional.empty();
    }

    /** Removes it unless it was promoted. */
    void close() {
        if (promoted || removed) {
            return;
        }
        Administration.uninterrupted(() -> {
            drop();
            return removed = true;
        });
    }

    /** Removes it after a failure; that it cannot be removed does not hide why it should be. */
    void closeAfter(BackupFailure first) {
        try {
            close();
        } catch (BackupFailure e) {
            first.addSuppressed(e);
        }
    }

    /** With no new sessions coming in, ending those there are is enough to rename it. */
    private void close(PostgresSession session, String allowed) {
        session.execute(
                "close the staging database of " + target + " to new sessions",
                "ALTER DATABASE " + SqlText.identifier(name) + " ALLOW_CONNECTIONS " + allowed);
    }

    /** All in one transaction: until its commit nobody sees any of it. */
    private boolean promote(PostgresSession session, int attempt) {
        Administration.endSessions(session, name);
        boolean committing = false;
        try {
            session.execute("begin to finish " + target, "BEGIN");
            for (String statement : DatabaseStatements.finish(name, source)) {
                session.execute("give " + target + " the properties of the database that was dumped", statement);
            }
            String rename = "give the staging database its name " + SqlText.shown(target.database());
            session.execute(
                    rename,
                    "ALTER DATABASE " + SqlText.identifier(name) + " RENAME TO "
                            + SqlText.identifier(target.database()));
            session.execute(
                    rename, "ALTER DATABASE " + SqlText.identifier(target.database()) + " ALLOW_CONNECTIONS true");
            committing = true;
            session.execute(rename, "COMMIT");
            return true;
        } catch (BackupFailure e) {
            if (committing && e.kind() == FailureKind.TRANSIENT) {
                return lookAfter(e);
            }
            rollBack(session, e);
            if (e.kind() == FailureKind.ALREADY_EXISTS) {
                throw exists(target, e);
            }
            if (busy(e) && attempt < ATTEMPTS) {
                return false;
            }
            throw e;
        }
    }

    /** The reply to the commit was lost: only the server knows what became of it. */
    private boolean lookAfter(BackupFailure lost) {
        try (PostgresSession session = Administration.open(target)) {
            Optional<String> now = session
                    .query(
                            "look what became of the staging database of " + target,
                            "SELECT datname FROM pg_catalog.pg_database WHERE oid = ?::text::oid",
                            row -> row.getString(1),
                            Long.toString(id))
                    .stream()
                    .findFirst();
            if (now.filter(target.database()::equals).isPresent()) {
                return true;
            }
            throw lost;
        } catch (BackupFailure e) {
            if (e == lost) {
                throw e;
            }
            BackupFailure unknown = BackupFailure.of(
                            FailureKind.UNKNOWN_OUTCOME,
                            "the connection was lost while " + target + " got its name, so it exists or does not",
                            lost)
                    .withHint("Look whether the database exists: if it does, it is whole");
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    private static void rollBack(PostgresSession session, BackupFailure first) {
        try {
            session.execute("roll back", "ROLLBACK");
        } catch (BackupFailure e) {
            first.addSuppressed(e);
        }
    }

    private static boolean busy(BackupFailure e) {
        return e.getCause() instanceof SQLException cause
                && SqlFailures.state(cause).equals("55006");
    }

    private static BackupFailure exists(PostgresAddress target, BackupFailure cause) {
        return BackupFailure.of(
                        FailureKind.ALREADY_EXISTS, target + " exists already, and nothing in it was touched", cause)
                .withHint("Restore to another name, or rename or drop the database that is there");
    }

    private static long id(PostgresSession session, String name) {
        return session.one(
                "look for the staging database",
                "SELECT oid::bigint FROM pg_catalog.pg_database WHERE datname = ?",
                row -> row.getLong(1),
                name);
    }

    private void label(PostgresSession session) {
        String now = session.one("ask for the time", "SELECT pg_catalog.now()::text", row -> row.getString(1));
        session.execute(
                "comment on the staging database of " + target,
                "COMMENT ON DATABASE " + SqlText.identifier(name) + " IS "
                        + SqlText.literal("Holdfast: unfinished restore into " + SqlText.shown(target.database())
                                + ", begun " + now + ". If no restore is running, drop it: DROP DATABASE " + name));
    }

    private void drop() {
        try (PostgresSession session = Administration.open(target)) {
            Administration.endSessions(session, name);
            boolean forced = session.serverVersionNumber() / 10_000 >= FORCED_DROP_SINCE;
            session.execute(
                    "remove the staging database " + name + " of " + target,
                    "DROP DATABASE IF EXISTS " + SqlText.identifier(name) + (forced ? " WITH (FORCE)" : ""));
        }
    }
}
