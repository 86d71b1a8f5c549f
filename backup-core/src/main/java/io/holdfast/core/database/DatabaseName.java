package io.holdfast.core.database;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What Holdfast calls one of the databases it looks after, such as {@code config}. It is not the name that the database
 * has on its server: that may change, this stays with the bundles.
 *
 * @param value 1 to 63 characters of {@code a-z 0-9 - _}, the first a letter or digit
 */
public record DatabaseName(String value) implements Comparable<DatabaseName> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /** Checks the form, because the name becomes part of names in a store. */
    public DatabaseName {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("database name \"" + value
                    + "\": 1 to 63 characters of a-z, 0-9, - and _, the first a letter or digit");
        }
    }

    @Override
    public int compareTo(DatabaseName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
