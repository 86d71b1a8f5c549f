package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.List;

/** Drops databases that restores made or set aside. */
final class DatabaseRemoval {

    private static final int FORCED_DROP_SINCE = 130_000;

    private DatabaseRemoval() {}

    /** Drops a database with its sessions; nothing where there is none. */
    static void drop(PostgresSession session, String name) {
        Administration.id(session, name).ifPresent(id -> drop(session, id, name));
    }

    /**
     * Drops a database with its sessions; nothing where there is none of this OID. Databases are dropped by name, and names
     * change; so it is looked at the end whether the one that was meant is gone.
     */
    static void drop(PostgresSession session, long id, String name) {
        refuseRenamed(session, id, name);
        dropNamed(session, id, name);
        Administration.name(session, id).ifPresent(now -> {
            throw renamed(name, now);
        });
    }

    private static void refuseRenamed(PostgresSession session, long id, String name) {
        Administration.name(session, id).filter(now -> !now.equals(name)).ifPresent(now -> {
            throw renamed(name, now);
        });
    }

    private static BackupFailure renamed(String name, String now) {
        return BackupFailure.of(
                        FailureKind.PERMANENT,
                        "the database " + SqlText.shown(name) + " was renamed to " + SqlText.shown(now)
                                + " by somebody else, so it was not dropped")
                .withHint("Whoever renamed it may want it; look what it is before you drop it yourself");
    }

    private static void dropNamed(PostgresSession session, long id, String name) {
        String what = "drop the database " + SqlText.shown(name);
        dropSubscriptions(session, name);
        boolean template = session.query(
                                what,
                                "SELECT 1 FROM pg_catalog.pg_database WHERE datistemplate AND datname = ?",
                                row -> row.getInt(1),
                                name)
                        .size()
                > 0;
        if (template) {
            session.execute(what, "ALTER DATABASE " + SqlText.identifier(name) + " IS_TEMPLATE false");
        }
        boolean forced = session.serverVersionNumber() >= FORCED_DROP_SINCE;
        String drop = "DROP DATABASE IF EXISTS " + SqlText.identifier(name) + (forced ? " WITH (FORCE)" : "");
        if (forced) {
            session.execute(what, drop);
            return;
        }
        try (SessionEnder ender = SessionEnder.start(Administration.open(session.address()), List.of(id))) {
            ender.during(() -> {
                session.execute(what, drop);
                return name;
            });
        }
    }

    /**
     * A database that has subscriptions cannot be dropped. A restore makes them disabled, and none that is enabled was ever
     * set aside; so who enabled one wants it, and the others can be dropped first, without a word to the server that they come from, where another subscription
     * may be using the slot by now.
     */
    private static void dropSubscriptions(PostgresSession session, String name) {
        String what = "drop the subscriptions of the database " + SqlText.shown(name);
        session.query(
                        what,
                        "SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d"
                                + " ON d.oid = s.subdbid WHERE s.subenabled AND d.datname = ? ORDER BY 1",
                        row -> row.getString(1),
                        name)
                .forEach(active -> {
                    throw BackupFailure.of(
                                    FailureKind.INVALID,
                                    "the database " + SqlText.shown(name) + " has the active subscription "
                                            + SqlText.shown(active) + ", so it was not dropped")
                            .withHint("If it is not needed, connect to that database, ALTER SUBSCRIPTION "
                                    + SqlText.identifier(active) + " DISABLE, and try again");
                });
        List<String> subscriptions = session.query(
                what,
                "SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
                        + " WHERE NOT s.subenabled AND d.datname = ?",
                row -> row.getString(1),
                name);
        if (subscriptions.isEmpty()) {
            return;
        }
        session.execute(what, "ALTER DATABASE " + SqlText.identifier(name) + " ALLOW_CONNECTIONS true");
        try (PostgresSession inside = Administration.inside(session.address().withDatabase(name))) {
            for (String subscription : subscriptions) {
                String alter = " SUBSCRIPTION " + SqlText.identifier(subscription);
                inside.execute(what, "ALTER" + alter + " SET (slot_name = NONE)");
                inside.execute(what, "DROP" + alter);
            }
        }
    }
}
