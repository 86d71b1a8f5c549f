package io.holdfast.cli.output;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;

/**
 * Prints reports and failures: text on standard output and errors on standard error, or one JSON document on standard
 * output for either. Not for several threads.
 */
public final class Printer {

    private final PrintStream out;
    private final PrintStream err;

    /** Prints there. */
    public Printer(PrintStream out, PrintStream err) {
        this.out = Objects.requireNonNull(out);
        this.err = Objects.requireNonNull(err);
    }

    /** Prints what a command reports. */
    public void print(Report report, Format format) {
        switch (format) {
            case TEXT -> out.print(report.text());
            case JSON -> out.println(Json.text(report.json()));
        }
        out.flush();
    }

    /** Prints why a command failed. */
    public void print(Failure failure, Format format) {
        switch (format) {
            case TEXT -> err.print(failure.text());
            case JSON -> out.println(Json.text(Json.object().set("error", failure.json())));
        }
        out.flush();
        err.flush();
    }

    /** Prints where an exception came from, on standard error. */
    public void printTrace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        err.print(Printable.masked(trace.toString()));
        err.flush();
    }
}
