package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the rows of tables under the dump's snapshot, keeping no locks. */
final class RowCounter {

    private final PostgresSession session;

    /** @param session in the snapshot's transaction */
    RowCounter(PostgresSession session) {
        this.session = session;
    }

    /**
     * Counts.
     *
     * @param tables in the order in which they are counted
     * @return the rows of each that can be counted, by OID
     * @throws BackupFailure TRANSIENT where a table was rewritten since the snapshot, so that its rows are no longer there
     */
    Map<Long, Long> count(List<DumpedTable> tables) {
        Map<Long, Long> rows = new HashMap<>();
        for (DumpedTable table : tables) {
            if (table.counted()) {
                rows.put(table.id(), count(table));
            }
        }
        return rows;
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
                throw SnapshotSession.changed(session.address(), table.shown());
            }
            return count.rows();
        } catch (SQLException e) {
            String state = SqlFailures.state(e);
            if (state.equals("42P01") || state.equals("3F000")) {
                throw SnapshotSession.changed(session.address(), table.shown());
            }
            throw SqlFailures.running("could not count the rows of " + table.shown() + " in " + session.address(), e);
        }
    }
}
