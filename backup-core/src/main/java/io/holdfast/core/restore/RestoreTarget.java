package io.holdfast.core.restore;

import io.holdfast.core.database.ConnectionUrl;
import java.util.Objects;
import java.util.Set;

/**
 * Where a dump is restored to, and how.
 *
 * @param database the database that the dump is to become
 * @param options what the restore may do beside that
 */
public record RestoreTarget(ConnectionUrl database, Set<RestoreOption> options) {

    /** Copies the set. */
    public RestoreTarget {
        Objects.requireNonNull(database, "database");
        options = Set.copyOf(options);
    }

    /** A database that does not exist yet, with everything as it was dumped. */
    public static RestoreTarget newDatabase(ConnectionUrl database) {
        return new RestoreTarget(database, Set.of());
    }

    /** The database of this address, whether it exists or not, with everything as it was dumped. */
    public static RestoreTarget replacing(ConnectionUrl database) {
        return new RestoreTarget(database, Set.of(RestoreOption.REPLACE_EXISTING));
    }

    /** Whether the restore has this option. */
    public boolean has(RestoreOption option) {
        return options.contains(option);
    }
}
