package io.holdfast.cli.command;

import io.holdfast.cli.output.ExitCodesReport;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.output.TextReport;
import io.holdfast.cli.terminal.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a command, or the exit codes. */
@Command(
        name = "help",
        description = "Explains a command, or the exit codes.",
        footer = {"", "Example:", "  holdfast help exit-codes"})
final class HelpCommand extends ReportingCommand {

    private static final String EXIT_CODES = "exit-codes";

    @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "The name of a command, or \"" + EXIT_CODES + "\".")
    private String topic;

    @Spec
    private CommandSpec spec;

    HelpCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        if (EXIT_CODES.equals(topic)) {
            return new ExitCodesReport();
        }
        CommandLine program = spec.parent().commandLine();
        CommandLine explained =
                topic == null ? program : program.getSubcommands().get(topic);
        if (explained == null) {
            throw new ParameterException(spec.commandLine(), "there is no command or topic \"" + topic + "\"");
        }
        return new TextReport("help", explained.getUsageMessage(Ansi.OFF));
    }
}
