package io.holdfast.local;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Says what the file system's exceptions mean. */
final class FileFailures {

    // The JDK passes the system's own words on and has no exceptions for most errors.
    private static final List<String> FULL = List.of("no space left on device", "disk quota exceeded");
    private static final List<String> REFUSED = List.of("read-only file system", "operation not permitted");
    private static final List<String> PASSING = List.of(
            "too many open files", "stale file handle", "resource temporarily unavailable", "connection timed out");

    private FileFailures() {}

    /**
     * The failure that an exception means.
     *
     * @param what what could not be done, as the beginning of a sentence
     */
    static BackupFailure of(String what, IOException e) {
        if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
            BackupFailure cancelled = BackupFailure.cancelled(what);
            cancelled.addSuppressed(e);
            return cancelled;
        }
        String reason = reason(e);
        String message = what + " failed: " + reason;
        if (e instanceof EOFException) {
            return BackupFailure.of(FailureKind.CORRUPT, message, e);
        }
        if (e instanceof AccessDeniedException) {
            return BackupFailure.of(FailureKind.DENIED, what + " was denied by the file system", e)
                    .withHint("Give the user that runs this program the right to read and write there.");
        }
        if (says(REFUSED, reason)) {
            return BackupFailure.of(FailureKind.DENIED, message, e)
                    .withHint("Is the file system mounted for reading only, or the file protected?");
        }
        if (says(FULL, reason)) {
            return full(what, e);
        }
        return BackupFailure.of(says(PASSING, reason) ? FailureKind.TRANSIENT : FailureKind.PERMANENT, message, e);
    }

    /** The failure for a disk without room. */
    static BackupFailure full(String what, IOException e) {
        return BackupFailure.of(FailureKind.NO_SPACE, what + " failed: no space is left", e)
                .withHint("Make room on this disk, or expire old backups.");
    }

    private static boolean says(List<String> words, String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(lower::contains);
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return Objects.requireNonNullElse(reason, e.getClass().getSimpleName());
    }
}
