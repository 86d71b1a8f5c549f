package io.holdfast.postgres.dump;

import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The session that a dump is coordinated from: it holds the snapshot that pg_dump reads under, and looks at the database
 * under the same snapshot. It keeps no locks on tables: a statement that changes a table and waits for such a lock would
 * make pg_dump wait behind it for ever, in a circle that the server's deadlock detector cannot see.
 */
final class SnapshotSession implements AutoCloseable {

    private static final String APPLICATION = "holdfast-dump-coordinator";
    private static final int SHOWN_NAMES = 10;

    /** Neither the server's own schemas nor anybody's temporary ones; pg_dump draws the same line. */
    private static final String USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    private static final String NO_EXTENSION_MEMBER =
            "NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                    + " AND x.objid = c.oid AND x.deptype = 'e')";

    private final PostgresSession session;
    private final String snapshot;

    private SnapshotSession(PostgresSession session, String snapshot) {
        this.session = session;
        this.snapshot = snapshot;
    }

    /** Connects, and takes a snapshot. */
    static SnapshotSession begin(PostgresAddress address) {
        PostgresSession session = PostgresSession.open(address, APPLICATION);
        try {
            session.execute(
                    "begin a read-only transaction in " + address,
                    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            String snapshot = session.one(
                    "take a snapshot of " + address, "SELECT pg_catalog.pg_export_snapshot()", row -> row.getString(1));
            return new SnapshotSession(session, snapshot);
        } catch (BackupFailure e) {
            session.close();
            throw e;
        }
    }

    /** The snapshot's name, for pg_dump. */
    String snapshot() {
        return snapshot;
    }

    String serverVersion() {
        return session.serverVersion();
    }

    int serverVersionNumber() {
        return session.serverVersionNumber();
    }

    String encoding() {
        return session.one(
                "read the encoding of " + session.address(),
                "SELECT pg_catalog.current_setting('server_encoding')",
                row -> row.getString(1));
    }

    DatabaseProperties properties() {
        return new PropertiesQuery(session).read();
    }

    /**
     * Finds out before the start that rows cannot be read, which pg_dump would only notice on the way.
     *
     * @throws BackupFailure DENIED naming tables
     */
    void refuseUnreadable() {
        List<String> hidden = names("c.relkind = 'r' AND pg_catalog.row_security_active(c.oid)");
        if (!hidden.isEmpty()) {
            throw denied("sees only a part of the rows of " + list(hidden) + ", because of row-level security");
        }
        List<String> closed = names("c.relkind IN ('r', 'p', 'S') AND NOT CASE c.relkind"
                + " WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')"
                + " ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END AND " + NO_EXTENSION_MEMBER);
        if (!closed.isEmpty()) {
            throw denied("may not read " + list(closed));
        }
    }

    /**
     * The tables whose rows the dump holds and that can be counted: not those that belong to an extension, of which pg_dump
     * takes a part at most, and on a standby not the unlogged ones, which it cannot read.
     */
    List<DumpedTable> tables() {
        return session.query(
                "list the tables of " + session.address(),
                "SELECT c.oid::bigint, c.relfilenode::bigint, n.nspname, c.relname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
                        + " AND (c.relpersistence = 'p' OR c.relpersistence = 'u' AND NOT pg_catalog.pg_is_in_recovery())"
                        + " AND " + USER_SCHEMA + " AND " + NO_EXTENSION_MEMBER + " ORDER BY 3, 4",
                row -> new DumpedTable(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)));
    }

    /**
     * Checks that nothing was redefined between the snapshot and now. pg_dump reads rows as of the snapshot but much of the
     * definitions as of now, and says nothing when a table was truncated or rewritten, an index dropped, or two tables have
     * swapped names in between. To be asked once pg_dump holds its locks, that is after its first byte: then nothing more
     * can happen.
     *
     * <p>Catalogue rows are seen as of the snapshot; {@code pg_relation_filenode} and {@code to_regclass} answer as of now.
     *
     * @throws BackupFailure TRANSIENT naming what changed
     */
    void refuseChanged() {
        List<String> changed =
                names("c.relkind IN ('r', 'i', 'S') AND pg_catalog.pg_relation_filenode(c.oid) IS DISTINCT FROM"
                        + " c.relfilenode OR c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I') AND"
                        + " pg_catalog.to_regclass(pg_catalog.quote_ident(n.nspname) || '.' ||"
                        + " pg_catalog.quote_ident(c.relname))::oid IS DISTINCT FROM c.oid");
        if (!changed.isEmpty()) {
            throw changed(session.address(), list(changed));
        }
    }

    /** The failure for a database that was redefined while its backup began. */
    static BackupFailure changed(PostgresAddress address, String what) {
        return BackupFailure.of(
                        FailureKind.TRANSIENT,
                        address + " was changed while the backup began (" + what + "); try again")
                .withHint("Take backups when no migration, TRUNCATE, REINDEX or VACUUM FULL is running");
    }

    /** Counts the rows of each table under the snapshot. */
    List<TableRows> count(List<DumpedTable> tables) {
        List<TableRows> counts = new ArrayList<>(tables.size());
        for (DumpedTable table : tables) {
            counts.add(new TableRows(table.schema(), table.name(), count(table)));
        }
        return counts;
    }

    /** Ends what runs in it, from any thread. */
    void abort() {
        session.abort();
    }

    @Override
    public void close() {
        session.close();
    }

    /** The subtransaction is rolled back so that the count's locks are given up at once. */
    private long count(DumpedTable table) {
        record Count(long rows, long id, long file) {}
        String regclass = SqlText.literal(table.identifier()) + "::pg_catalog.regclass";
        try {
            Count count = session.between(
                    "SAVEPOINT holdfast_count",
                    "SELECT (SELECT count(*) FROM ONLY " + table.identifier() + "), " + regclass + "::oid::bigint,"
                            + " pg_catalog.pg_relation_filenode(" + regclass + ")::bigint",
                    "ROLLBACK TO SAVEPOINT holdfast_count; RELEASE SAVEPOINT holdfast_count",
                    row -> new Count(row.getLong(1), row.getLong(2), row.getLong(3)));
            if (count.id() != table.id() || count.file() != table.file()) {
                throw changed(session.address(), table.shown());
            }
            return count.rows();
        } catch (SQLException e) {
            String state = SqlFailures.state(e);
            if (state.equals("42P01") || state.equals("3F000")) {
                throw changed(session.address(), table.shown());
            }
            throw SqlFailures.running("could not count the rows of " + table.shown() + " in " + session.address(), e);
        }
    }

    private List<String> names(String condition) {
        return session.query(
                "look through the tables of " + session.address(),
                "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE " + USER_SCHEMA + " AND (" + condition + ") ORDER BY 1",
                row -> SqlText.shown(row.getString(1)));
    }

    private BackupFailure denied(String what) {
        PostgresAddress address = session.address();
        return BackupFailure.of(
                        FailureKind.DENIED, "user " + SqlText.shown(address.user()) + " " + what + " in " + address)
                .withHint(
                        "Sign in as a role that may read everything: a superuser, or a member of pg_read_all_data with"
                                + " BYPASSRLS");
    }

    private static String list(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), SHOWN_NAMES)));
        return names.size() > SHOWN_NAMES ? shown + " and " + (names.size() - SHOWN_NAMES) + " more" : shown;
    }
}
