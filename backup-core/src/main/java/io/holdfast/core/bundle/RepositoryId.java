package io.holdfast.core.bundle;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What tells one repository from every other; made at random when the repository is made.
 *
 * @param value 32 hexadecimal digits in lower case
 */
public record RepositoryId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** Checks the form. */
    public RepositoryId {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("repository id \"" + value + "\": 32 hexadecimal digits in lower case");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
