package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Reads tables and sequences that were restored, those too that their owner has forbidden himself to read, or of which he sees
 * only some rows: he may always grant it to himself, and take off the row-level security that he is subject to, and does so
 * here in a transaction that is rolled back.
 */
final class ReadableRelations {

    private final PostgresSession session;

    /**
     * A table or sequence.
     *
     * @param readable whether the session's user may read it as it is
     * @param filtered whether row-level security would hide rows from him
     */
    record Relation(String schema, String name, boolean sequence, boolean readable, boolean filtered) {

        String identifier() {
            return SqlText.identifier(schema, name);
        }

        String shown() {
            return SqlText.shown(schema + "." + name);
        }
    }

    ReadableRelations(PostgresSession session) {
        this.session = session;
    }

    /** Looks for one in the catalogue, for which no privilege on its schema is needed. */
    Optional<Relation> find(String schema, String name) {
        return session
                .query(
                        "look for " + SqlText.shown(schema + "." + name),
                        "SELECT c.relkind = 'S', pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
                                + " AND CASE WHEN c.relkind = 'S'"
                                + " THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')"
                                + " ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END,"
                                + " pg_catalog.row_security_active(c.oid)"
                                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = ? AND c.relname = ?",
                        row -> new Relation(schema, name, row.getBoolean(1), row.getBoolean(2), row.getBoolean(3)),
                        schema,
                        name)
                .stream()
                .findFirst();
    }

    /** Runs a query on it that returns one row; {@code what} is what failed if it fails: "count …". */
    <T> T read(String what, String query, Relation relation, PostgresSession.RowReader<T> reader) {
        if (relation.readable() && !relation.filtered()) {
            return session.one(what, query, reader);
        }
        try {
            return session.between(
                    "BEGIN; GRANT USAGE ON SCHEMA " + SqlText.identifier(relation.schema()) + " TO CURRENT_USER;"
                            + " GRANT SELECT ON " + (relation.sequence() ? "SEQUENCE " : "TABLE ")
                            + relation.identifier() + " TO CURRENT_USER" + unfiltered(relation),
                    query,
                    "ROLLBACK",
                    reader);
        } catch (SQLException e) {
            BackupFailure failure = SqlFailures.running("could not " + what, e);
            rollBack(failure);
            throw failure;
        }
    }

    private static String unfiltered(Relation relation) {
        return relation.filtered() ? "; ALTER TABLE " + relation.identifier() + " NO FORCE ROW LEVEL SECURITY" : "";
    }

    private void rollBack(BackupFailure first) {
        try {
            session.execute("roll back", "ROLLBACK");
        } catch (BackupFailure e) {
            first.addSuppressed(e);
        }
    }
}
