package io.holdfast.cli.progress;

import io.holdfast.cli.output.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** One line on a terminal that is written over again and again, and is gone in the end. */
final class LiveLine implements ProgressView {

    /** The narrowest terminal still in use has 80 columns, and a line that fills the last one wraps. */
    static final int WIDTH = 79;

    private static final int NAME_WIDTH = 12;
    private static final int BAR_WIDTH = 14;

    private final PrintStream terminal;
    private boolean shown;

    LiveLine(PrintStream terminal) {
        this.terminal = Objects.requireNonNull(terminal);
    }

    @Override
    public void began(Work work) {
        show(line(work));
    }

    @Override
    public void moved(Work work) {
        show(line(work));
    }

    @Override
    public void told(String database, String what) {
        clear();
        terminal.print(Printable.line(database + ": " + what) + "\n");
        terminal.flush();
    }

    @Override
    public void close() {
        clear();
        terminal.flush();
    }

    /** Always {@link #WIDTH} characters, so that it covers the one before. */
    static String line(Work work) {
        String name = work.database().value();
        String shortName = name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 2) + "..";
        String amount = work.done().bytes() == 0 ? "" : work.done().toString();
        String line = String.format(
                Locale.ROOT,
                "%-" + NAME_WIDTH + "s %-13s %s %7s %9s %s",
                shortName,
                work.activity(),
                bar(work),
                amount,
                work.rate().map(rate -> rate + "/s").orElse(""),
                work.left().map(left -> clock(left) + " left").orElse(clock(work.elapsed())));
        return String.format(Locale.ROOT, "%-" + WIDTH + "." + WIDTH + "s", line);
    }

    private static String bar(Work work) {
        return work.share()
                .map(share -> {
                    int full = (int) Math.floor(share * BAR_WIDTH);
                    return String.format(
                            Locale.ROOT, "[%s%s]%3d%%", "#".repeat(full), "-".repeat(BAR_WIDTH - full), (int)
                                    Math.floor(share * 100));
                })
                .orElse(" ".repeat(BAR_WIDTH + 6));
    }

    private static String clock(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private void show(String line) {
        shown = true;
        terminal.print("\r" + line);
        terminal.flush();
    }

    private void clear() {
        if (shown) {
            terminal.print("\r" + " ".repeat(WIDTH) + "\r");
            shown = false;
        }
    }
}
