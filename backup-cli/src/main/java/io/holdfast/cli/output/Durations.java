package io.holdfast.cli.output;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
public final class Durations {

    private Durations() {}

    /** Such as {@code 4 s}, {@code 2 min 05 s}, {@code 1 h 02 min}: for what is not known better. */
    public static String wholeSeconds(Duration duration) {
        return duration.toSeconds() < 60 ? duration.toSeconds() + " s" : text(duration);
    }

    /** Such as {@code 0.4 s}, {@code 12.3 s}, {@code 2 min 05 s}, {@code 1 h 02 min}. */
    public static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }
}
