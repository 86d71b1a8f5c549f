package io.holdfast.core.port;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a blob: one to eight segments with {@code /} between them.
 *
 * <p>A segment is 1 to 100 characters of {@code a-z 0-9 . _ -}, and the first is a letter or a digit; the whole is at most
 * 250 characters. There are no capitals, so that no two names fall together where a store ignores case; and no segment can
 * begin with a dot, so that {@code ..} and hidden files are impossible.
 *
 * @param value the name
 */
public record BlobName(String value) implements Comparable<BlobName> {

    /** The most characters that a name may have. */
    public static final int LIMIT = 250;

    private static final String SEGMENT = "[a-z0-9][a-z0-9._-]{0,99}";
    private static final Pattern FORM = Pattern.compile(SEGMENT + "(?:/" + SEGMENT + "){0,7}");

    /**
     * Checks the form.
     *
     * @throws BackupFailure {@link FailureKind#INVALID} for anything else
     */
    public BlobName {
        Objects.requireNonNull(value, "value");
        if (!isName(value)) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    "blob name " + quoted(value) + ": 1 to 8 segments of a-z, 0-9, '.', '_' and '-' with '/' between, "
                            + "each beginning with a letter or digit, at most " + LIMIT + " characters");
        }
    }

    /** Whether this text could be a name, for whoever finds it in a folder that others use too. */
    public static boolean isName(String text) {
        return text.length() <= LIMIT && FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(BlobName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    /** A hostile name must not bring control characters or a megabyte of text into a terminal or a log. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.chars().limit(LIMIT).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                shown.append((char) c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.append(text.length() > LIMIT ? "…\"" : "\"").toString();
    }
}
