package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.postgres.dump.DatabaseSwap.Existing;
import io.holdfast.postgres.dump.DatabaseSwap.Incoming;
import java.util.List;
import java.util.Optional;

/**
 * A database beside the target that is restored into. As long as it is neither promoted nor closed, a session of its own tells
 * that a restore is running in it (see {@link RestoreLock}); its comment says what it is, for whoever finds it after this
 * process was killed.
 */
final class StagingDatabase {

    private final PostgresAddress target;
    private final Existing existing;
    private final DatabaseProperties source;
    private final PostgresSession guard;
    private final String name;
    private final int serverVersion;
    private long id;
    private boolean promoted;
    private boolean removed;

    private StagingDatabase(
            PostgresAddress target, Existing existing, DatabaseProperties source, PostgresSession guard) {
        this.target = target;
        this.existing = existing;
        this.source = source;
        this.guard = guard;
        this.name = StagingName.of(Administration.now(guard));
        this.serverVersion = guard.serverVersionNumber() / 10_000;
    }

    /** Makes an empty one on the target's server, and the roles that it needs where the target asks for them. */
    static StagingDatabase create(RestoreTarget restoreTarget, DatabaseProperties dumped) {
        PostgresAddress target = PostgresAddress.of(restoreTarget.database());
        DatabaseProperties source = dumped.restoredWith(restoreTarget.options(), target.user());
        Existing existing = restoreTarget.has(RestoreOption.REPLACE_EXISTING) ? Existing.KEEP : Existing.REFUSE;
        PostgresSession guard = Administration.open(target);
        try {
            if (existing == Existing.REFUSE && Administration.exists(guard, target.database())) {
                throw DatabaseSwap.exists(target, null);
            }
            if (restoreTarget.has(RestoreOption.CREATE_ROLES)) {
                new MissingRoles(guard, source).create();
            }
            return new StagingDatabase(target, existing, source, guard).create();
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    private StagingDatabase create() {
        RestoreLock.take(guard, name);
        try {
            guard.execute(
                    "make a staging database for " + target, DatabaseStatements.create(name, source, serverVersion));
            id = Administration.id(guard, name).orElseThrow(this::gone);
            for (String statement : DatabaseStatements.open(name)) {
                guard.execute("open the staging database of " + target + " to its owner alone", statement);
            }
            label();
            return this;
        } catch (BackupFailure e) {
            closeAfter(e);
            throw e;
        }
    }

    /** Where it is. */
    PostgresAddress address() {
        return target.withDatabase(name);
    }

    /** The major version of its server. */
    int serverVersion() {
        return serverVersion;
    }

    /**
     * Gives it the target's name.
     *
     * @return the name under which the database that was replaced is kept; empty where there was none
     */
    Optional<String> promote() {
        if (promoted || removed) {
            throw new IllegalStateException("the staging database of " + target + " is gone");
        }
        try (PostgresSession session = Administration.openBeside(target)) {
            RestoreLock.take(session, name);
            if (guard.address().database().equals(target.database())) {
                // It would be in the way of the swap; the other session has the lock as well now.
                guard.close();
            }
            Incoming incoming = new Incoming(id, "the staging database", this::finish, true);
            Optional<String> previous = new DatabaseSwap(target, incoming, existing).run(session);
            promoted = true;
            guard.close();
            return previous;
        }
    }

    /** Removes it unless it was promoted. */
    void close() {
        if (promoted || removed) {
            return;
        }
        Administration.uninterrupted(() -> {
            try (PostgresSession session = Administration.open(target)) {
                DatabaseRemoval.drop(session, name);
            } finally {
                guard.close();
            }
            return removed = true;
        });
    }

    /** Removes it after a failure; that it cannot be removed does not hide why it should be. */
    void closeAfter(BackupFailure first) {
        try {
            close();
        } catch (BackupFailure e) {
            first.addSuppressed(e);
        }
    }

    private List<String> finish(String now) {
        if (!now.equals(name)) {
            throw gone();
        }
        return DatabaseStatements.finish(name, source);
    }

    private BackupFailure gone() {
        return BackupFailure.of(
                FailureKind.PERMANENT,
                "the staging database " + name + " of " + target + " was renamed or dropped by somebody else");
    }

    private void label() {
        DatabaseMark mark =
                new DatabaseMark(name, target.database(), Administration.now(guard), Optional.empty(), true);
        guard.execute(
                "comment on the staging database of " + target,
                "COMMENT ON DATABASE " + SqlText.identifier(name) + " IS "
                        + SqlText.literal("Holdfast: unfinished restore into " + SqlText.shown(target.database())
                                + ". If no restore is running, drop it: DROP DATABASE " + name + "\n" + mark.text()));
    }
}
