package io.holdfast.cli.command;

import io.holdfast.cli.output.Report;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.tour.Tour;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what Holdfast does, with a server and databases of its own. */
@Command(
        name = "demo",
        description =
                "Shows what Holdfast does, with a PostgreSQL server and sample databases of its own: two encrypted"
                        + " backups with changes between them, a restore of the first, and a comparison.",
        footer = {
            "",
            "What an earlier demo left in its folder is replaced; a folder in use for something else is refused.",
            "",
            "Example:",
            "  holdfast demo --once"
        })
final class DemoCommand extends ReportingCommand {

    private static final String FOLDER = "holdfast-demo";

    private static final int DEFAULT_MEGABYTES = 200;
    private static final int MOST_MEGABYTES = 1_000_000;

    @Option(
            names = "--once",
            description = "Do it and exit. Without it a service would stay, which this version has not.")
    private boolean once;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where everything is kept: an empty folder, or a new one. Default: " + FOLDER
                    + " in your home folder.")
    private Path folder;

    @Option(
            names = "--results-size",
            paramLabel = "MB",
            description = "About how large a dump of the sample results shall be. Default: " + DEFAULT_MEGABYTES + ".")
    private int megabytes = DEFAULT_MEGABYTES;

    @Mixin
    private ToolOptions tools;

    DemoCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        if (!once) {
            throw BackupFailure.of(FailureKind.INVALID, "the demo as a service is not in this version")
                    .withHint("\"holdfast demo --once\" shows everything once and exits");
        }
        if (megabytes < 1 || megabytes > MOST_MEGABYTES) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    "--results-size: " + megabytes + ", where 1 to " + MOST_MEGABYTES + " is allowed");
        }
        Path where = Optional.ofNullable(folder).orElse(Path.of(System.getProperty("user.home"), FOLDER));
        Tour.Plan plan = new Tour.Plan(
                where,
                new ByteCount(megabytes * 1_000_000L),
                tools.folder(),
                RandomKey.create(),
                surroundings().program());
        return new Tour(surroundings(), plan).run();
    }
}
