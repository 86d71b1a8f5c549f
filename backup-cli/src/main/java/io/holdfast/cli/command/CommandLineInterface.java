package io.holdfast.cli.command;

import io.holdfast.cli.output.ExitCode;
import io.holdfast.cli.output.Failure;
import io.holdfast.cli.output.Format;
import io.holdfast.cli.output.Printer;
import io.holdfast.cli.terminal.Surroundings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** All commands together: takes the arguments of the process and returns its exit code. */
public final class CommandLineInterface {

    private final Surroundings surroundings;
    private final Printer printer;

    /** Works in these surroundings. */
    public CommandLineInterface(Surroundings surroundings) {
        this.surroundings = Objects.requireNonNull(surroundings);
        this.printer = new Printer(surroundings.out(), surroundings.err());
    }

    /** Carries one command out, prints what came of it, and returns the number of its {@link ExitCode}. Throws nothing. */
    public int run(String... arguments) {
        List<String> given = List.of(arguments);
        try {
            return commandLine(given).execute(arguments);
        } catch (RuntimeException | Error thrown) {
            return fail(thrown, given);
        }
    }

    private CommandLine commandLine(List<String> given) {
        CommandLine commands = new CommandLine(new HoldfastCommand(surroundings))
                .addSubcommand(new BackupCommand(surroundings))
                .addSubcommand(new ListCommand(surroundings))
                .addSubcommand(new ShowCommand(surroundings))
                .addSubcommand(new RestoreCommand(surroundings))
                .addSubcommand(new UndoRestoreCommand(surroundings))
                .addSubcommand(new DoctorCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(new KeygenCommand(surroundings))
                .addSubcommand(new HelpCommand(surroundings));
        // An argument that begins with @ is a value like any other, not the name of a file with arguments.
        return commands.setExpandAtFiles(false)
                .setUsageHelpWidth(100)
                .setOut(new PrintWriter(surroundings.out(), true))
                .setErr(new PrintWriter(surroundings.err(), true))
                .setParameterExceptionHandler((failure, ignored) -> wrongUsage(failure, given))
                .setExecutionExceptionHandler((failure, ignored, parsed) -> fail(failure, given));
    }

    private int wrongUsage(ParameterException thrown, List<String> given) {
        String command = thrown.getCommandLine().getCommandSpec().qualifiedName();
        Failure failure =
                Failure.usage(thrown.getMessage(), "\"" + command + " --help\" shows how it is used, with an example");
        printer.print(failure, format(given));
        return failure.exitCode().number();
    }

    private int fail(Throwable thrown, List<String> given) {
        Failure failure = Failure.of(thrown);
        printer.print(failure, format(given));
        if (given.contains(OutputOptions.VERBOSE)) {
            printer.printTrace(thrown);
        }
        return failure.exitCode().number();
    }

    private static Format format(List<String> given) {
        return given.contains(OutputOptions.JSON) ? Format.JSON : Format.TEXT;
    }
}
