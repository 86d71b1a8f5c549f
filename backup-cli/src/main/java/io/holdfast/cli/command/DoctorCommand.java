package io.holdfast.cli.command;

import io.holdfast.cli.doctor.Doctor;
import io.holdfast.cli.doctor.Remedy;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.StoreUrl;
import io.holdfast.cli.wiring.ToolSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is wrong and what to do about it. */
@Command(
        name = "doctor",
        description = "Looks at tools, store and databases, and says what is wrong and what to do about it.",
        footer = {
            "",
            "Exit code 0 where there is no problem, else 1; warnings do not count.",
            "",
            "Example:",
            "  holdfast doctor --store file:///backups/shop \\",
            "      --database config=postgresql://backup@localhost/shop_config"
        })
final class DoctorCommand extends ReportingCommand {

    @Option(
            names = "--store",
            paramLabel = "URL",
            description = "A store to look at: file:///path/to/folder. A small blob is put there and removed again.")
    private String store;

    @Option(
            names = "--database",
            paramLabel = "NAME=URL",
            description = "A database to look at, such as config=postgresql://user@host:5432/database. Repeatable.")
    private List<String> databases = List.of();

    @Option(
            names = "--clear-unfinished",
            description =
                    "Drop what killed restores left on the servers of these databases. What a running restore fills,"
                            + " and what a restore has replaced, stays.")
    private boolean clearUnfinished;

    @Mixin
    private ToolOptions tools;

    DoctorCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        return new Doctor(surroundings())
                .examine(new Doctor.Request(
                        ToolSettings.in(tools.folder()),
                        Optional.ofNullable(store).map(StoreUrl::parse),
                        Arguments.databases(databases),
                        clearUnfinished ? Set.of(Remedy.CLEAR_UNFINISHED) : Set.of()));
    }
}
