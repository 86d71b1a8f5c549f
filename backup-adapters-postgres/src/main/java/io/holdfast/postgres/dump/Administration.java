package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sessions in a server's maintenance database, from where other databases are made, renamed and dropped. */
final class Administration {

    /**
     * Whether this user may end a session {@code a} of a role {@code r}, in the words of a query: the rules of
     * pg_terminate_backend. What belongs to no role only a superuser may end.
     */
    static final String MAY_END = "((SELECT me.rolsuper FROM pg_catalog.pg_roles me WHERE me.rolname = current_user)"
            + " OR NOT r.rolsuper AND (pg_catalog.pg_has_role(r.oid, 'USAGE')"
            + " OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')))";

    private static final String APPLICATION = "holdfast-restore-administration";
    private static final List<String> DATABASES = List.of("postgres", "template1");

    private Administration() {}

    /** Connects to {@code postgres}, or to {@code template1} where there is none or this user may not connect to it. */
    static PostgresSession open(PostgresAddress target) {
        try {
            return PostgresSession.open(target.withDatabase(DATABASES.get(0)), APPLICATION);
        } catch (BackupFailure first) {
            if (first.kind() != FailureKind.NOT_FOUND && !isWithoutPrivilege(first)) {
                throw first;
            }
            return openOther(target, first);
        }
    }

    private static PostgresSession openOther(PostgresAddress target, BackupFailure first) {
        try {
            return PostgresSession.open(target.withDatabase(DATABASES.get(1)), APPLICATION);
        } catch (BackupFailure second) {
            second.addSuppressed(first);
            throw isWithoutPrivilege(second) ? second.withHint(hint(target, first)) : second;
        }
    }

    private static String hint(PostgresAddress target, BackupFailure first) {
        String database = DATABASES.get(isWithoutPrivilege(first) ? 0 : 1);
        return "From there databases are made and renamed: GRANT CONNECT ON DATABASE " + database + " TO "
                + SqlText.identifier(target.user());
    }

    /** The user is who he says, and yet may not connect to this database. */
    private static boolean isWithoutPrivilege(BackupFailure failure) {
        return failure.getCause() instanceof SQLException cause
                && SqlFailures.state(cause).equals("42501");
    }

    /** As {@link #open}, but never in the database of this address itself, which is to be renamed. */
    static PostgresSession openBeside(PostgresAddress target) {
        if (!target.database().equals(DATABASES.get(0))) {
            return open(target);
        }
        return PostgresSession.open(target.withDatabase(DATABASES.get(1)), APPLICATION);
    }

    /** Connects to the database of this address itself. */
    static PostgresSession inside(PostgresAddress database) {
        return PostgresSession.open(database, APPLICATION);
    }

    static boolean isSuperuser(PostgresSession session) {
        return session.one(
                "look who is restoring",
                "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user",
                row -> row.getBoolean(1));
    }

    /** The OID of a database; empty where there is none of this name. */
    static Optional<Long> id(PostgresSession session, String database) {
        return session
                .query(
                        "look for the database " + SqlText.shown(database),
                        "SELECT oid::bigint FROM pg_catalog.pg_database WHERE datname = ?",
                        row -> row.getLong(1),
                        database)
                .stream()
                .findFirst();
    }

    /** The name of a database; empty where there is none of this OID. */
    static Optional<String> name(PostgresSession session, long id) {
        return session
                .query(
                        "look for a database by its id",
                        "SELECT datname FROM pg_catalog.pg_database WHERE oid = " + id,
                        row -> row.getString(1))
                .stream()
                .findFirst();
    }

    /** What {@code ALTER DATABASE … SET application_name} set, and no mark of ours; empty where it set nothing. */
    static Optional<String> applicationName(PostgresSession session, long id) {
        return session
                .query(
                        "read the settings of a database",
                        "SELECT pg_catalog.substr(s, pg_catalog.strpos(s, '=') + 1)"
                                + " FROM pg_catalog.pg_db_role_setting, pg_catalog.unnest(setconfig) s"
                                + " WHERE setrole = 0 AND setdatabase = " + id
                                + " AND pg_catalog.starts_with(s, 'application_name=')",
                        row -> row.getString(1))
                .stream()
                .filter(value -> !value.startsWith(DatabaseMark.BEGIN))
                .findFirst();
    }

    /** The server's time. */
    static Instant now(PostgresSession session) {
        return session.one(
                        "ask for the time",
                        "SELECT pg_catalog.clock_timestamp()",
                        row -> row.getObject(1, OffsetDateTime.class))
                .toInstant();
    }

    static boolean exists(PostgresSession session, String database) {
        return session.one(
                "look for the database " + SqlText.shown(database),
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = ?)",
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
