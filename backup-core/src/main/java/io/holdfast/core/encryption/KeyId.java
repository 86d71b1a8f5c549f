package io.holdfast.core.encryption;

import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The name of a keyset: when it was made, to the millisecond, and 80 random bits. It tells nothing about the keys. In the order of
 * their text, ids are in the order in which the keysets of a repository were made.
 *
 * @param value 32 hexadecimal digits in lower case
 */
public record KeyId(String value) implements Comparable<KeyId> {

    private static final int TIME_DIGITS = 12;
    private static final int RANDOM_BYTES = 10;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** Checks the form. */
    public KeyId {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("key id \"" + value + "\": 32 hexadecimal digits in lower case");
        }
    }

    /**
     * A new id.
     *
     * @param time when the keyset is made
     * @param others the keysets that there are; the new id is greater than all of theirs, whatever the clock says
     */
    public static KeyId create(Instant time, Collection<KeyId> others, RandomGenerator random) {
        long millis = others.stream()
                .mapToLong(other -> Long.parseLong(other.value, 0, TIME_DIGITS, 16) + 1)
                .reduce(time.toEpochMilli(), Math::max);
        byte[] rest = new byte[RANDOM_BYTES];
        random.nextBytes(rest);
        return new KeyId(String.format("%012x", millis) + HexFormat.of().formatHex(rest));
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
