package io.holdfast.cli.progress;

import io.holdfast.cli.output.Durations;
import io.holdfast.cli.output.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;

/** A line whenever other work begins, and one every few seconds between: for logs and pipes. */
final class PlainLines implements ProgressView {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final PrintStream lines;
    private Duration lastShown = Duration.ZERO;

    PlainLines(PrintStream lines) {
        this.lines = Objects.requireNonNull(lines);
    }

    @Override
    public void began(Work work) {
        lastShown = Duration.ZERO;
        String expectation = work.expected().bytes() == 0 ? "" : ", about " + work.expected();
        print(work.database() + ": " + work.activity() + expectation);
    }

    @Override
    public void moved(Work work) {
        if (work.elapsed().minus(lastShown).compareTo(PAUSE) < 0) {
            return;
        }
        lastShown = work.elapsed();
        StringBuilder line = new StringBuilder(work.database() + ": " + work.activity());
        if (work.done().bytes() > 0) {
            line.append(", ").append(work.done());
            work.share().ifPresent(share -> line.append(" of about ").append(work.expected()));
        }
        work.rate().ifPresent(rate -> line.append(", ").append(rate).append("/s"));
        line.append(work.left()
                .map(left -> ", " + Durations.wholeSeconds(left) + " left")
                .orElse(", for " + Durations.text(work.elapsed())));
        print(line.toString());
    }

    @Override
    public void told(String database, String what) {
        print(database + ": " + what);
    }

    @Override
    public void close() {
        lines.flush();
    }

    private void print(String line) {
        lines.print(Printable.line(line) + "\n");
        lines.flush();
    }
}
