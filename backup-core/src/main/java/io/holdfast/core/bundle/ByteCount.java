package io.holdfast.core.bundle;

import java.util.Locale;

/**
 * A size in bytes.
 *
 * @param bytes at least 0
 */
public record ByteCount(long bytes) implements Comparable<ByteCount> {

    /** No bytes at all. */
    public static final ByteCount ZERO = new ByteCount(0);

    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    /** Checks the bound. */
    public ByteCount {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes is below 0");
        }
    }

    /** The sum of both. */
    public ByteCount plus(ByteCount other) {
        return new ByteCount(Math.addExact(bytes, other.bytes));
    }

    @Override
    public int compareTo(ByteCount other) {
        return Long.compare(bytes, other.bytes);
    }

    /** For people, in decimal units (1 kB is 1,000 bytes) and three digits at most: {@code 999 B}, {@code 1.66 GB}. */
    @Override
    public String toString() {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        String form = value >= 99.95 ? "%.0f %s" : value >= 9.995 ? "%.1f %s" : "%.2f %s";
        return String.format(Locale.ROOT, form, value, UNITS[unit]);
    }
}
