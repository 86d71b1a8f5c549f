package io.holdfast.cli.command;

import io.holdfast.cli.output.Format;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class OutputOptions {

    static final String JSON = "--json";
    static final String VERBOSE = "--verbose";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = JSON, description = "Print one JSON document on standard output and nothing else there.")
    private boolean json;

    @Option(names = VERBOSE, description = "Log each finished step, and show where an unexpected error came from.")
    private boolean verbose;

    Format format() {
        return json ? Format.JSON : Format.TEXT;
    }

    boolean verbose() {
        return verbose;
    }
}
