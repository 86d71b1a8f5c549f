package io.holdfast.postgres.dump;

import java.util.ArrayList;
import java.util.List;

/** What keeps a database from being renamed and cannot be ended by this user. Only looks. */
final class SwapObstacles {

    private static final int SHOWN = 5;

    private final PostgresSession session;
    private final String database;

    SwapObstacles(PostgresSession session, String database) {
        this.session = session;
        this.database = database;
    }

    /** A clause for each, in words for people; a list of the caller's own. */
    List<String> inTheWay() {
        List<String> clauses = new ArrayList<>();
        clauses.addAll(preparedTransactions());
        clauses.addAll(sessionsOfOthers());
        return clauses;
    }

    /** They outlive sessions, and only who prepared one or a superuser may end it, from inside the database. */
    private List<String> preparedTransactions() {
        return session.query(
                "look for prepared transactions",
                "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = ? ORDER BY prepared LIMIT " + SHOWN,
                row -> "the prepared transaction " + SqlText.shown(row.getString(1)) + " in " + SqlText.shown(database)
                        + ": commit or roll it back",
                database);
    }

    private List<String> sessionsOfOthers() {
        return session.query(
                "look for sessions",
                "SELECT a.usename, count(*) FROM pg_catalog.pg_stat_activity a"
                        + " JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid"
                        + " WHERE a.datname = ? AND a.pid <> pg_catalog.pg_backend_pid() AND NOT "
                        + Administration.MAY_END + " GROUP BY 1 ORDER BY 1 LIMIT " + SHOWN,
                row -> row.getLong(2) + " session(s) of role " + SqlText.shown(row.getString(1)) + " in "
                        + SqlText.shown(database) + ", which user "
                        + SqlText.shown(session.address().user()) + " may not end",
                database);
    }
}
