package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.time.Duration;
import java.util.List;

/**
 * The session that a dump is coordinated from: it holds the snapshot that pg_dump reads under, and looks at the database
 * under the same snapshot. It keeps no locks on tables: a statement that changes a table and waits for such a lock would
 * make pg_dump wait behind it for ever, in a circle that the server's deadlock detector cannot see.
 */
final class SnapshotSession implements AutoCloseable {

    private static final String APPLICATION = "holdfast-dump-coordinator";
    private static final int SHOWN_NAMES = 10;

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

    /**
     * Connects, and looks at a database under a snapshot that another session holds; from then on it holds it too.
     *
     * @param snapshot the snapshot's name
     */
    static SnapshotSession join(PostgresAddress address, String snapshot) {
        PostgresSession session = PostgresSession.open(address, APPLICATION);
        try {
            session.execute(
                    "look at " + address + " under the dump's snapshot",
                    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT "
                            + SqlText.literal(snapshot));
            return new SnapshotSession(session, snapshot);
        } catch (BackupFailure e) {
            session.close();
            throw e;
        }
    }

    /** Fails rather than waits for longer than this for a lock. */
    void limitWaiting(Duration limit) {
        session.execute(
                "limit waiting for locks in " + session.address(), "SET lock_timeout = '" + limit.toMillis() + "ms'");
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
                + " ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END AND "
                + InventoryQuery.NO_EXTENSION_MEMBER);
        if (!closed.isEmpty()) {
            throw denied("may not read " + list(closed));
        }
    }

    /** What there is to dump. */
    DumpInventory inventory() {
        return new InventoryQuery(session).read();
    }

    /** Counts the rows of tables. */
    RowCounter counter() {
        return new RowCounter(session);
    }

    /** Reads where sequences stand. */
    SequencePositions sequences() {
        return new SequencePositions(session);
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
                names("c.relkind IN ('r', 'S') AND pg_catalog.pg_relation_filenode(c.oid) IS DISTINCT FROM"
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
                .withHint("Take backups when no migration, TRUNCATE or VACUUM FULL is running");
    }

    /** Ends what runs in it, from any thread. */
    void abort() {
        session.abort();
    }

    @Override
    public void close() {
        session.close();
    }

    private List<String> names(String condition) {
        return session.query(
                "look through the tables of " + session.address(),
                "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE " + InventoryQuery.USER_SCHEMA + " AND (" + condition + ") ORDER BY 1",
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
