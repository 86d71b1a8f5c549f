package io.holdfast.postgres.dump;

import java.util.ArrayList;
import java.util.List;

/** States of a server or database that do not stop a backup and make it worth less. Only looks. */
final class ServerWarnings {

    private static final int COLLATION_VERSIONS_SINCE = 150_000;

    private final PostgresSession session;

    ServerWarnings(PostgresSession session) {
        this.session = session;
    }

    /** A sentence for each. */
    List<String> list() {
        List<String> warnings = new ArrayList<>();
        warnings.addAll(settings());
        warnings.addAll(recovery());
        warnings.addAll(collation());
        return warnings;
    }

    /** The first two make the server pass over what it cannot read, so that rows are missing without an error. */
    private List<String> settings() {
        return session.query(
                what(),
                "SELECT CASE name"
                        + " WHEN 'zero_damaged_pages' THEN 'zero_damaged_pages is on: damaged pages are read as empty, and their"
                        + " rows are missing in backups without an error'"
                        + " WHEN 'ignore_checksum_failure' THEN 'ignore_checksum_failure is on: damaged pages get into backups"
                        + " without an error'"
                        + " WHEN 'fsync' THEN 'fsync is off: a crash of the machine can damage every database of the server'"
                        + " ELSE 'full_page_writes is off: a crash of the machine can damage pages of the database' END"
                        + " FROM pg_catalog.pg_settings WHERE name IN ('zero_damaged_pages', 'ignore_checksum_failure')"
                        + " AND setting = 'on' OR name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name",
                row -> row.getString(1));
    }

    private List<String> recovery() {
        return session.query(
                what(),
                "SELECT 'the server is a standby: rows of unlogged tables are not in backups of it, and its primary can'"
                        + " || ' cut a backup short' WHERE pg_catalog.pg_is_in_recovery()",
                row -> row.getString(1));
    }

    /** With another version of the sort order, what was unique may not be so any more when it is restored. */
    private List<String> collation() {
        if (session.serverVersionNumber() < COLLATION_VERSIONS_SINCE) {
            return List.of();
        }
        return session.query(
                what(),
                "SELECT 'its sort order was made with version ' || datcollversion || ' of the system''s collations, and the'"
                        + " || ' server has ' || v || ' now: rebuild its indexes (REINDEX DATABASE), then ALTER DATABASE …'"
                        + " || ' REFRESH COLLATION VERSION' FROM pg_catalog.pg_database,"
                        + " pg_catalog.pg_database_collation_actual_version(oid) v"
                        + " WHERE datname = pg_catalog.current_database() AND datcollversion <> v",
                row -> row.getString(1));
    }

    private String what() {
        return "look at the settings of " + session.address();
    }
}
