package io.holdfast.core.restore;

import io.holdfast.core.bundle.ByteCount;
import java.time.Instant;
import java.util.Objects;

/**
 * A database on a server that is there because of a restore, and is not in use under its own name.
 *
 * @param name its name on the server now
 * @param state why it is there
 * @param target the name of the database that it was, or was to become; empty where a restore was killed before it noted that
 * @param since since when, by the server's clock
 * @param size what it takes on the server's disk; 0 where the user may not know
 */
public record KeptDatabase(String name, State state, String target, Instant since, ByteCount size) {

    /** Checks that all are there. */
    public KeptDatabase {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(size, "size");
    }

    /** Why a database is kept. */
    public enum State {
        /** A restore, or the undoing of one, put another database in its place: it can be swapped back. */
        PREVIOUS,
        /** A restore is filling it just now. */
        RUNNING,
        /** A restore began to fill it and was killed: it is of no use to anybody. */
        UNFINISHED
    }
}
