package io.holdfast.cli.command;

import io.holdfast.cli.output.Printer;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Logging;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** What all commands have in common: each makes one report, which is printed in the form asked for. */
abstract class ReportingCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions output;

    private final Surroundings surroundings;

    ReportingCommand(Surroundings surroundings) {
        this.surroundings = Objects.requireNonNull(surroundings);
    }

    /** Does the work. Failures are exceptions. */
    abstract Report report();

    Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public final Integer call() {
        if (output.verbose()) {
            Logging.verbose();
        }
        Report report = report();
        new Printer(surroundings.out(), surroundings.err()).print(report, output.format());
        return report.exitCode().number();
    }
}
