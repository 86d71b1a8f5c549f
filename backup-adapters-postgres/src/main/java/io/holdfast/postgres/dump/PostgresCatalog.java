package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Tells what a URL names and whether that exists, so that a person can be asked with all facts on the table. Connects to the
 * server's maintenance database and changes nothing. May be used by several threads.
 */
public final class PostgresCatalog {

    /** The size may be asked for by whoever may connect to the database, and by no other. */
    private static final String FIND = "SELECT CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')"
            + " THEN pg_catalog.pg_database_size(d.oid) END,"
            + " (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid"
            + " AND a.backend_type = 'client backend')"
            + " FROM pg_catalog.pg_database d WHERE d.datname = ?";

    /**
     * Looks for the database that this URL names.
     *
     * @throws io.holdfast.core.failure.BackupFailure INVALID where it is not a URL of a database; DENIED or TRANSIENT where
     *     its server cannot be connected to
     */
    public TargetDatabase look(ConnectionUrl url) {
        PostgresAddress address = PostgresAddress.of(url);
        try (PostgresSession session = Administration.open(address)) {
            Optional<TargetDatabase.Present> present =
                    session
                            .query("look for the " + address, FIND, PostgresCatalog::present, address.database())
                            .stream()
                            .findFirst();
            return new TargetDatabase(address.database(), address.server(), address.url(), present);
        }
    }

    private static TargetDatabase.Present present(ResultSet row) throws SQLException {
        long size = row.getLong(1);
        return new TargetDatabase.Present(
                row.wasNull() ? Optional.empty() : Optional.of(new ByteCount(size)), row.getInt(2));
    }
}
