package io.holdfast.postgres.dump;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Predicate;

/** The name that a database is kept by once another has its place, such as {@code shop__before_20261122T224501}. */
final class KeptName {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private KeptName() {}

    /**
     * Chooses one. The server would cut a name that is too long without a word, the distinguishing end of it first, so the base
     * is cut here.
     *
     * @param taken whether a database of this name exists
     */
    static String of(String target, Instant time, Predicate<String> taken) {
        String suffix = "__before_" + TIME.format(time);
        String name = cut(target, suffix);
        for (int number = 2; taken.test(name); number++) {
            name = cut(target, suffix + "_" + number);
        }
        return name;
    }

    private static String cut(String base, String suffix) {
        StringBuilder name = new StringBuilder();
        int left = PostgresAddress.NAME_BYTES - bytes(suffix);
        for (int c : base.codePoints().toArray()) {
            left -= bytes(Character.toString(c));
            if (left < 0) {
                break;
            }
            name.appendCodePoint(c);
        }
        return name.append(suffix).toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
