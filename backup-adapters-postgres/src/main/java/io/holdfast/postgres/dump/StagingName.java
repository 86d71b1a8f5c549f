package io.holdfast.postgres.dump;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of staging databases, such as {@code holdfast_staging_20261122t224501_0123456789abcdef}: plain ASCII whatever the
 * target's name is. The time is in it because a restore may be killed before it can note anything else.
 */
final class StagingName {

    /** What all of them begin with. */
    static final String PREFIX = "holdfast_staging_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss", Locale.ROOT);
    private static final Pattern FORM = Pattern.compile(PREFIX + "([0-9]{8}t[0-9]{6})_[0-9a-f]{16}");

    private StagingName() {}

    /** A new one. */
    static String of(Instant time) {
        return PREFIX + TIME.format(time.atOffset(ZoneOffset.UTC)) + "_"
                + String.format(Locale.ROOT, "%016x", RANDOM.nextLong());
    }

    /** Whether a database of this name can be a staging database. */
    static boolean matches(String name) {
        return FORM.matcher(name).matches();
    }

    /** When a database of such a name was made, to the second. */
    static Instant time(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no name of a staging database: " + SqlText.shown(name));
        }
        return LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC);
    }
}
