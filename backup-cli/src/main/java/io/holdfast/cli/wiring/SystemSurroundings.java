package io.holdfast.cli.wiring;

import io.holdfast.cli.terminal.ConsolePrompt;
import io.holdfast.cli.terminal.Prompt;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.terminal.Surroundings.Device;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** What surrounds this very process. */
public final class SystemSurroundings {

    private SystemSurroundings() {}

    /** Finds it out. */
    public static Surroundings find() {
        return new Surroundings(
                System.getenv(), System.out, System.err, errorDevice(), prompt(), InstantSource.system());
    }

    private static Prompt prompt() {
        Console console = System.console();
        // Newer Java versions have a console also where input is not a terminal, and would wait for a file to answer.
        boolean person = console != null && (isTerminal(0) || !Files.exists(Path.of("/proc/self/fd")));
        return person ? new ConsolePrompt(console, System.err) : Prompt.NOBODY;
    }

    private static Device errorDevice() {
        return isTerminal(2) && !"dumb".equals(System.getenv("TERM")) ? Device.TERMINAL : Device.PLAIN;
    }

    /** Java knows of input and output together only; Linux tells for each stream. Elsewhere the answer is no. */
    private static boolean isTerminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
