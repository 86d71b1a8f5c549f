package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import java.util.Map;
import java.util.Objects;

/** What makes a restore fail and can be known before it starts. */
public enum Obstacle {
    /** The target exists. */
    TARGET_EXISTS,
    /** A role that the dump refers to is not on the server. */
    ROLE_MISSING,
    /** An extension that the dump creates is not installed on the server. */
    EXTENSION_MISSING,
    /** The dump comes from a newer server. */
    SERVER_OLDER,
    /** The user may not create databases. */
    NO_PRIVILEGE;

    /**
     * A restore with obstacles in its way.
     *
     * @param target where to
     * @param dump what
     * @param facts what the dumper knew of it
     * @param named what the sentence about each obstacle has to name: the target, the role, the extension, the newer version,
     *     the user
     */
    public record Course(ConnectionUrl target, InMemoryDump dump, DumpFacts facts, Map<Obstacle, String> named) {

        /** Copies the map. */
        public Course {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(dump, "dump");
            Objects.requireNonNull(facts, "facts");
            named = Map.copyOf(named);
        }
    }
}
