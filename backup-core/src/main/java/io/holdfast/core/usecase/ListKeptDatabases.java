package io.holdfast.core.usecase;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.restore.KeptDatabase;
import java.util.List;
import java.util.Objects;

/** Lists the databases that restores left on a server: previous ones, unfinished ones, and those being filled. */
public final class ListKeptDatabases {

    private final DatabaseRestorer restorer;

    /** All that it needs; may be used by several threads if it may. */
    public ListKeptDatabases(DatabaseRestorer restorer) {
        this.restorer = Objects.requireNonNull(restorer);
    }

    /**
     * Lists, the newest first.
     *
     * @param server the address of any database on the server
     */
    public List<KeptDatabase> list(ConnectionUrl server) {
        return restorer.kept(server);
    }
}
