package io.holdfast.testkit.repository;

import java.util.Objects;

/**
 * One thing that a repository keeps in its store: a blob, a row, a file. The contract damages such things without knowing
 * what is in them.
 *
 * @param name what tells it from all others in its store; the same name in another store of the same kind of harness means
 *     the same place
 * @param kind what it is for
 */
public record StoredObject(String name, Kind kind) {

    /** Checks that both are there. */
    public StoredObject {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
    }

    /** What a stored thing is for. */
    public enum Kind {
        /** Says what repository this is and in which format. */
        FORMAT,
        /** Holds a wrapped keyset. */
        KEY,
        /** Makes a dump exist. */
        MANIFEST,
        /** Holds a part of what dumps are made of. */
        CONTENT,
        /** No dump depends on it: a lock, a cache. */
        OTHER
    }
}
