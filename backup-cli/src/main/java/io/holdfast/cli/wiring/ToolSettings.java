package io.holdfast.cli.wiring;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How PostgreSQL's client tools are used.
 *
 * @param folder where they are; empty where they are to be looked for
 * @param streams how many a dump has; empty where the dumper chooses
 * @param jobs how many a restore has at work at once; empty where the restorer chooses
 */
public record ToolSettings(Optional<Path> folder, OptionalInt streams, OptionalInt jobs) {

    /** Checks that all are there. */
    public ToolSettings {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(streams, "streams");
        Objects.requireNonNull(jobs, "jobs");
    }

    /** Those of this folder, used as they think best; looked for where empty. */
    public static ToolSettings in(Optional<Path> folder) {
        return new ToolSettings(folder, OptionalInt.empty(), OptionalInt.empty());
    }

    /** The same with this number of streams. */
    public ToolSettings withStreams(OptionalInt number) {
        return new ToolSettings(folder, number, jobs);
    }

    /** The same with this number of jobs. */
    public ToolSettings withJobs(OptionalInt number) {
        return new ToolSettings(folder, streams, number);
    }
}
