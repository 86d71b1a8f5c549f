package io.holdfast.core.port;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the names in a listing begin with. It may end in the middle of a segment: {@code chunks/a} finds
 * {@code chunks/ab/…} and {@code chunks/a0/…}. Empty finds all.
 *
 * @param value at most 250 characters of {@code a-z 0-9 . _ - /}
 */
public record BlobPrefix(String value) {

    // Before ALL, whose making needs it.
    private static final Pattern FORM = Pattern.compile("(?:[a-z0-9][a-z0-9._-]*/)*(?:[a-z0-9][a-z0-9._-]*)?");

    /** The prefix that every name begins with. */
    public static final BlobPrefix ALL = new BlobPrefix("");

    /**
     * Checks the form.
     *
     * @throws BackupFailure {@link FailureKind#INVALID} for anything else
     */
    public BlobPrefix {
        Objects.requireNonNull(value, "value");
        if (value.length() > BlobName.LIMIT || !FORM.matcher(value).matches()) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    "blob prefix " + BlobName.quoted(value) + " is not the beginning of a blob name");
        }
    }

    /** Whether this name begins with it. */
    public boolean matches(BlobName name) {
        return name.value().startsWith(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
