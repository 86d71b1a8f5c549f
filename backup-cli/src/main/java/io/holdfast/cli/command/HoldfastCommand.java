package io.holdfast.cli.command;

import io.holdfast.cli.output.Report;
import io.holdfast.cli.output.VersionReport;
import io.holdfast.cli.terminal.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself, which does nothing without the name of a command. */
@Command(
        name = "holdfast",
        description = "Backs up PostgreSQL databases, and gets them back.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Passphrase of a repository: HOLDFAST_PASSPHRASE_FILE (a file) or HOLDFAST_PASSPHRASE, or asked for.",
            "Passwords of databases: in the URL, PGPASSWORD or ~/.pgpass.",
            "",
            "Example:",
            "  holdfast backup --store file:///backups/shop --database shop=postgresql://backup@localhost/shop"
        })
final class HoldfastCommand extends ReportingCommand {

    @Option(
            names = {"-V", "--version"},
            description = "Show the version of the program.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    HoldfastCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        if (version) {
            return VersionReport.ofThisProgram();
        }
        throw new ParameterException(spec.commandLine(), "no command was given");
    }
}
