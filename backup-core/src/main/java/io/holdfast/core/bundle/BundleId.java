package io.holdfast.core.bundle;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The unique identifier of a bundle: the time of its backup in UTC, to the millisecond, and eight random characters, such
 * as {@code 20261122-020000-123-k7m3q9x2}. In the order of their text, ids are in the order of their times.
 *
 * @param value the id; safe as a file name and as a part of a URL
 */
public record BundleId(String value) implements Comparable<BundleId> {

    /** Crockford's base 32 in lower case: no i, l, o or u, so that an id read aloud stays what it is. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int RANDOM_LENGTH = 8;
    private static final int TIME_LENGTH = "20261122-020000-123".length();
    private static final Pattern FORM =
            Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9]{3}-[" + ALPHABET + "]{" + RANDOM_LENGTH + "}");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMdd-HHmmss-")
            .appendValue(ChronoField.MILLI_OF_SECOND, 3)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** Checks the form and that the time is one. */
    public BundleId {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches() || !startsWithTime(value)) {
            throw new IllegalArgumentException(
                    "\"" + value + "\" is not a bundle id such as 20261122-020000-123-k7m3q9x2");
        }
    }

    /** A new id for a bundle of this time; years 0 to 9999. */
    public static BundleId create(Instant time, RandomGenerator random) {
        StringBuilder id = new StringBuilder(
                TIME.format(time.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC)));
        id.append('-');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new BundleId(id.toString());
    }

    /** When the bundle was made, to the millisecond. */
    public Instant createdAt() {
        return LocalDateTime.parse(value.substring(0, TIME_LENGTH), TIME).toInstant(ZoneOffset.UTC);
    }

    @Override
    public int compareTo(BundleId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean startsWithTime(String value) {
        try {
            LocalDateTime.parse(value.substring(0, TIME_LENGTH), TIME);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
