package io.holdfast.core.usecase;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.restore.KeptDatabase;
import java.util.Objects;
import java.util.Optional;

/**
 * Swaps back the database that a restore replaced. What the restore had made is kept in its turn, so that undoing twice leads
 * back to it.
 */
public final class UndoRestore {

    private final DatabaseRestorer restorer;

    /**
     * What to undo.
     *
     * @param target the database that was replaced
     * @param previous the name of the kept database that is to come back; the newest one of this target where empty
     */
    public record Request(ConnectionUrl target, Optional<String> previous) {

        /** Checks that both are there. */
        public Request {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(previous, "previous");
        }
    }

    /** All that it needs; may be used by several threads if it may. */
    public UndoRestore(DatabaseRestorer restorer) {
        this.restorer = Objects.requireNonNull(restorer);
    }

    /**
     * Undoes.
     *
     * @return the database that is back, under the name that it was kept by
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where nothing is kept for the target; whatever the kind, the
     *     target is as it was (UNKNOWN_OUTCOME: as it was, or swapped)
     */
    public KeptDatabase undo(Request request) {
        return restorer.undo(request.target(), request.previous());
    }
}
