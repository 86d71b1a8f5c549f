package io.holdfast.core.bundle;

import io.holdfast.core.database.DatabaseName;
import java.util.Objects;

/**
 * A dump that is about to be written.
 *
 * @param bundle the bundle that it will be part of
 * @param database whose dump it will be
 * @param cause why it is taken
 * @param note what the person who asked for it wrote beside it; at most 1,000 characters, may be empty
 */
public record NewDump(BundleId bundle, DatabaseName database, BackupCause cause, String note) {

    /** The most characters that a note may have. */
    public static final int NOTE_LIMIT = 1_000;

    /** Checks that all are there and the note is not too long. */
    public NewDump {
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(note, "note");
        if (note.length() > NOTE_LIMIT) {
            throw new IllegalArgumentException(
                    "note: " + note.length() + " characters, at most " + NOTE_LIMIT + " are kept");
        }
    }
}
