package io.holdfast.cli.terminal;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/**
 * What surrounds a command.
 *
 * @param environment the environment's variables
 * @param out standard output: the report and nothing else
 * @param err standard error: progress, notices, errors
 * @param errorDevice what standard error is connected to
 * @param prompt the person at the terminal
 * @param clock what time it is
 */
public record Surroundings(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        Device errorDevice,
        Prompt prompt,
        InstantSource clock) {

    /** What a stream is connected to. */
    public enum Device {
        /** A terminal, on which a line can be written over. */
        TERMINAL,
        /** A file, a pipe, a log. */
        PLAIN
    }

    /** Copies the environment. */
    public Surroundings {
        environment = Map.copyOf(environment);
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(errorDevice, "errorDevice");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(clock, "clock");
    }

    /** How the program is called, for commands that are shown to be copied; a wrapper script says its own path. */
    public String program() {
        return environment.getOrDefault("HOLDFAST_COMMAND", "holdfast");
    }

    /** Tells the person something, on standard error. */
    public void notice(String text) {
        err.println(text);
        err.flush();
    }
}
