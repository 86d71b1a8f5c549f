package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks what there is to dump, under a session's snapshot, and drawing the lines where pg_dump draws them. */
final class InventoryQuery {

    /** Neither the server's own schemas nor anybody's temporary ones. */
    static final String USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    static final String NO_EXTENSION_MEMBER =
            "NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                    + " AND x.objid = c.oid AND x.deptype = 'e')";

    /** What an extension wants to be dumped of itself; those that came with the server are not dumped at all. */
    private static final String EXTENSION_CONFIGURATION =
            "EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.oid >= 16384 AND c.oid = ANY (e.extconfig))";

    private static final String ORDINARY = "(" + USER_SCHEMA + " AND " + NO_EXTENSION_MEMBER + ")";

    /** On a standby, what is unlogged is empty, and cannot even be read. */
    private static final String HAS_ROWS =
            "(c.relpersistence = 'p' OR c.relpersistence = 'u' AND NOT pg_catalog.pg_is_in_recovery())";

    private static final String FROM = " FROM pg_catalog.pg_class c"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid"
            + " WHERE c.relkind = 'r' AND " + HAS_ROWS + " AND (" + ORDINARY + " OR " + EXTENSION_CONFIGURATION + ")";

    private static final String ON_DISK =
            "coalesce(pg_catalog.pg_relation_size(c.oid), 0)" + " + coalesce(pg_catalog.pg_relation_size(t.oid), 0)";

    private static final String AS_KNOWN = "(greatest(c.relpages, 0) + greatest(coalesce(t.relpages, 0), 0))::bigint"
            + " * pg_catalog.current_setting('block_size')::bigint";

    /** How long a size may make one wait for whoever changes the table; there is a good enough answer without waiting. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '1s'";

    private final PostgresSession session;

    InventoryQuery(PostgresSession session) {
        this.session = session;
    }

    DumpInventory read() {
        return new DumpInventory(tables(), sequences(), largeObjects(), relations(), freeSessions(), lockCapacity());
    }

    private List<DumpedTable> tables() {
        Map<Long, List<TablePattern>> sequences = sequencesOfColumns();
        Map<Long, Long> bytes = sizes();
        return session.query(
                "list the tables of " + session.address(),
                "SELECT c.oid::bigint, c.relfilenode::bigint, n.nspname, c.relname, CASE WHEN NOT " + ORDINARY
                        + " THEN 'EXTENSION' WHEN c.relpersistence = 'u' THEN 'UNLOGGED' ELSE 'ORDINARY' END" + FROM
                        + " ORDER BY 3, 4",
                row -> new DumpedTable(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        DumpedTable.Kind.valueOf(row.getString(5)),
                        bytes.getOrDefault(row.getLong(1), 0L),
                        sequences.getOrDefault(row.getLong(1), List.of())));
    }

    private Map<Long, List<TablePattern>> sequencesOfColumns() {
        record Owned(long table, TablePattern sequence) {}
        Map<Long, List<TablePattern>> sequences = new HashMap<>();
        session.query(
                        "list the sequences of columns of " + session.address(),
                        "SELECT d.refobjid::bigint, n.nspname, s.relname FROM pg_catalog.pg_depend d"
                                + " JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
                                + " JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace"
                                + " WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0"
                                + " AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                                + " AND d.deptype IN ('a', 'i') ORDER BY 1, 2, 3",
                        row -> new Owned(row.getLong(1), new TablePattern(row.getString(2), row.getString(3))))
                .forEach(owned -> sequences
                        .computeIfAbsent(owned.table(), id -> new ArrayList<>())
                        .add(owned.sequence()));
        return sequences;
    }

    /** Asking for a size takes a lock for a moment, and so waits for whoever changes the table. */
    private Map<Long, Long> sizes() {
        try {
            return session.between(
                    "SAVEPOINT holdfast_sizes; " + PATIENCE,
                    "SELECT c.oid::bigint, " + ON_DISK + FROM + " UNION ALL SELECT 0, 0",
                    "ROLLBACK TO SAVEPOINT holdfast_sizes; RELEASE SAVEPOINT holdfast_sizes",
                    rows -> {
                        Map<Long, Long> sizes = new HashMap<>();
                        do {
                            sizes.put(rows.getLong(1), rows.getLong(2));
                        } while (rows.next());
                        return sizes;
                    });
        } catch (SQLException e) {
            BackupFailure failure =
                    SqlFailures.running("could not read the sizes of tables of " + session.address(), e);
            if (failure.kind() != FailureKind.TRANSIENT) {
                throw failure;
            }
            session.execute("roll back", "ROLLBACK TO SAVEPOINT holdfast_sizes; RELEASE SAVEPOINT holdfast_sizes");
            return knownSizes();
        }
    }

    private Map<Long, Long> knownSizes() {
        Map<Long, Long> sizes = new HashMap<>();
        session.query(
                "look up the sizes of tables of " + session.address(),
                "SELECT c.oid::bigint, " + AS_KNOWN + FROM,
                row -> sizes.put(row.getLong(1), row.getLong(2)));
        return sizes;
    }

    private List<DumpedSequence> sequences() {
        return session.query(
                "list the sequences of " + session.address(),
                "SELECT c.oid::bigint, n.nspname, c.relname, CASE WHEN s.seqincrement > 0 THEN s.seqmax ELSE s.seqmin END"
                        + " FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " + HAS_ROWS + " AND ("
                        + ORDINARY + " OR " + EXTENSION_CONFIGURATION + ") ORDER BY 2, 3",
                row -> new DumpedSequence(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4)));
    }

    private long largeObjects() {
        return session.one(
                "read the size of the large objects of " + session.address(),
                "SELECT pg_catalog.pg_relation_size('pg_catalog.pg_largeobject')",
                row -> row.getLong(1));
    }

    private long relations() {
        return session.one(
                "count the tables of " + session.address(),
                "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind IN ('r', 'p', 'S') AND " + USER_SCHEMA,
                row -> row.getLong(1));
    }

    /** The least that server, database and role leave; to a superuser, the last two set no limit. */
    private long freeSessions() {
        return session.one(
                "count the free sessions of the server of " + session.address(),
                "SELECT least(s.most - a.all_used, CASE WHEN r.rolsuper OR d.datconnlimit < 0 THEN s.most"
                        + " ELSE d.datconnlimit - a.database_used END, CASE WHEN r.rolsuper OR r.rolconnlimit < 0"
                        + " THEN s.most ELSE r.rolconnlimit - a.role_used END)"
                        + " FROM (SELECT pg_catalog.current_setting('max_connections')::bigint"
                        + " - pg_catalog.current_setting('superuser_reserved_connections')::bigint AS most) s,"
                        + " (SELECT count(*) AS all_used,"
                        + " count(*) FILTER (WHERE datname = pg_catalog.current_database()) AS database_used,"
                        + " count(*) FILTER (WHERE usename = current_user) AS role_used"
                        + " FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend') a,"
                        + " pg_catalog.pg_database d, pg_catalog.pg_roles r"
                        + " WHERE d.datname = pg_catalog.current_database() AND r.rolname = current_user",
                row -> row.getLong(1));
    }

    /**
     * The server makes its lock table for {@code max_locks_per_transaction} locks of each session that there can be, its own
     * included, and it was seen to hold about twice as many before it was full.
     */
    private long lockCapacity() {
        return session.one(
                "read how many locks the server of " + session.address() + " has room for",
                "SELECT 2 * pg_catalog.current_setting('max_locks_per_transaction')::bigint"
                        + " * (pg_catalog.current_setting('max_connections')::bigint"
                        + " + pg_catalog.current_setting('max_prepared_transactions')::bigint + 22)",
                row -> row.getLong(1));
    }
}
