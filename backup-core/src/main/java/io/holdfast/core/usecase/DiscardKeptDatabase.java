package io.holdfast.core.usecase;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.restore.KeptDatabase;
import java.util.Objects;

/** Drops a database that a restore left on a server, for good. */
public final class DiscardKeptDatabase {

    private final DatabaseRestorer restorer;

    /**
     * What to drop.
     *
     * @param server the address of any database on the server
     * @param name the name of the kept database
     */
    public record Request(ConnectionUrl server, String name) {

        /** Checks that both are there. */
        public Request {
            Objects.requireNonNull(server, "server");
            Objects.requireNonNull(name, "name");
        }
    }

    /** All that it needs; may be used by several threads if it may. */
    public DiscardKeptDatabase(DatabaseRestorer restorer) {
        this.restorer = Objects.requireNonNull(restorer);
    }

    /**
     * Drops it.
     *
     * @return what was dropped
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where no restore left a database of this name; INVALID where a
     *     restore is running in it
     */
    public KeptDatabase discard(Request request) {
        return restorer.discard(request.server(), request.name());
    }
}
