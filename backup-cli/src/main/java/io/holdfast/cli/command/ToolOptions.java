package io.holdfast.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where PostgreSQL's client tools are. */
final class ToolOptions {

    @Option(
            names = "--pg-bin",
            paramLabel = "DIR",
            description = "The folder of pg_dump and pg_restore. Unless given, they are looked for.")
    private Path folder;

    Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }
}
