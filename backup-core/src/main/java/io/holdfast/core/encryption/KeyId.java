package io.holdfast.core.encryption;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a keyset. It tells nothing about the keys.
 *
 * @param value 32 hexadecimal digits in lower case
 */
public record KeyId(String value) implements Comparable<KeyId> {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** Checks the form. */
    public KeyId {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("key id \"" + value + "\": 32 hexadecimal digits in lower case");
        }
    }

    @Override
    public int compareTo(KeyId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
