package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreProblem;
import java.util.ArrayList;
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
                    KeptDatabases.list(session),
                    unreplaceable(address, session),
                    new ServerWarnings(session).list());
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

    private static List<RestoreProblem> unreplaceable(PostgresAddress address, PostgresSession session) {
        List<RestoreProblem> problems = new ArrayList<>();
        RestoreCheck.mayNotCreate(address, session).ifPresent(problems::add);
        problems.addAll(new ReplacementCheck(address, session).problems());
        return problems;
    }
}
