package io.holdfast.cli.wiring;

import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.port.BackupEvents;
import java.util.Objects;
import java.util.Optional;

/**
 * What a command needs to be put together.
 *
 * @param store where the repository is
 * @param purpose what it will do with it
 * @param expected the repository that has to be there; empty where any will do
 * @param tools how PostgreSQL's client tools are used
 * @param events who hears what happens
 */
public record Opening(
        StoreUrl store, Purpose purpose, Optional<RepositoryId> expected, ToolSettings tools, BackupEvents events) {

    /** What a command will do with a repository. */
    public enum Purpose {
        /** Only read it; it has to exist. */
        READING,
        /** Write to it, and make it where there is none yet. */
        WRITING
    }

    /** Checks that all are there. */
    public Opening {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(tools, "tools");
        Objects.requireNonNull(events, "events");
    }
}
