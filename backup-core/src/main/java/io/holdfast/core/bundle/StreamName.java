package io.holdfast.core.bundle;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of one stream of a dump, such as {@code dump} or {@code data-1}; chosen by the dumper, known to its restorer.
 *
 * @param value 1 to 63 characters of {@code a-z 0-9 -}, the first a letter
 */
public record StreamName(String value) implements Comparable<StreamName> {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** Checks the form. */
    public StreamName {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "stream name \"" + value + "\": 1 to 63 characters of a-z, 0-9 and -, the first a letter");
        }
    }

    @Override
    public int compareTo(StreamName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
