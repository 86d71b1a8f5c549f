package io.holdfast.cli;

import io.holdfast.cli.command.CommandLineInterface;
import io.holdfast.cli.terminal.Cancellation;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.SystemSurroundings;

/** The program. */
public final class Main {

    private Main() {}

    /** Carries out the command that the arguments name, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Surroundings surroundings = SystemSurroundings.find();
        CommandLineInterface commands = new CommandLineInterface(surroundings);
        System.exit(new Cancellation(surroundings).guard(() -> commands.run(arguments)));
    }
}
