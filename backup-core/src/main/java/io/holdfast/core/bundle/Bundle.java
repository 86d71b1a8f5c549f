package io.holdfast.core.bundle;

import io.holdfast.core.database.DatabaseName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one backup run left: an id, a time, and the dumps of one or more databases.
 *
 * @param id its unique identifier, which holds its time
 * @param dumps at least one, in the order of their database names
 */
public record Bundle(BundleId id, List<DumpEntry> dumps) {

    /** Copies the list; a bundle without a dump does not exist. */
    public Bundle {
        Objects.requireNonNull(id, "id");
        dumps = List.copyOf(dumps);
        if (dumps.isEmpty()) {
            throw new IllegalArgumentException("bundle " + id + " has no dump");
        }
    }

    /** When it was made. */
    public Instant createdAt() {
        return id.createdAt();
    }

    /** The dump of this database, if the bundle has one. */
    public Optional<DumpEntry> dump(DatabaseName database) {
        return dumps.stream().filter(entry -> entry.database().equals(database)).findFirst();
    }
}
