package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.List;
import java.util.Optional;

/** Looks at databases without changing anything. May be used by several threads. */
public final class PostgresDoctor {

    private static final String APPLICATION = "holdfast-doctor";
    private static final int VERSION_FACTOR = 10_000;

    /**
     * Looks at one database.
     *
     * @throws BackupFailure where it cannot be connected to: DENIED, NOT_FOUND or TRANSIENT, saying which
     */
    public DatabaseCondition examine(ConnectionUrl url) {
        PostgresAddress address = PostgresAddress.of(url);
        try (PostgresSession session = PostgresSession.open(address, APPLICATION)) {
            return new DatabaseCondition(
                    address.toString(),
                    session.serverVersion(),
                    session.serverVersionNumber() / VERSION_FACTOR,
                    size(session),
                    unreadable(address),
                    leftovers(session));
        }
    }

    private static ByteCount size(PostgresSession session) {
        return new ByteCount(session.one(
                "read the size of " + session.address(),
                "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())",
                row -> row.getLong(1)));
    }

    private static Optional<BackupFailure> unreadable(PostgresAddress address) {
        try (SnapshotSession snapshot = SnapshotSession.begin(address)) {
            snapshot.refuseUnreadable();
            return Optional.empty();
        } catch (BackupFailure failure) {
            if (failure.kind() != FailureKind.DENIED) {
                throw failure;
            }
            return Optional.of(failure);
        }
    }

    private static List<String> leftovers(PostgresSession session) {
        return session.query(
                "look for unfinished restores at " + session.address().server(),
                "SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, ?) ORDER BY 1",
                row -> SqlText.shown(row.getString(1)),
                StagingName.PREFIX);
    }
}
