package io.holdfast.core.failure;

import java.util.Objects;
import java.util.Optional;

/**
 * The one failure that leaves Holdfast's ports and use cases.
 *
 * <p>Its message says what failed and on which object; its hint, where there is one, says what the reader can do about
 * it. Neither ever holds a secret. Adapters translate every exception of their vendor into one of these at their edge.
 */
public final class BackupFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String hint;

    private BackupFailure(FailureKind kind, String message, String hint, Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.hint = hint;
    }

    /** A failure of this kind; the message says what failed, and on which object. */
    public static BackupFailure of(FailureKind kind, String message) {
        return new BackupFailure(kind, message, null, null);
    }

    /** A failure of this kind that another exception caused. */
    public static BackupFailure of(FailureKind kind, String message, Throwable cause) {
        return new BackupFailure(kind, message, null, cause);
    }

    /**
     * What was being done was stopped on request. Sets the thread's interrupt flag again, so that whoever called can see
     * it too.
     */
    public static BackupFailure cancelled(String what) {
        Thread.currentThread().interrupt();
        return of(FailureKind.CANCELLED, what + " was cancelled");
    }

    /** The same failure with a hint: a sentence that says what to do. */
    public BackupFailure withHint(String newHint) {
        BackupFailure hinted = new BackupFailure(kind, getMessage(), Objects.requireNonNull(newHint), getCause());
        hinted.setStackTrace(getStackTrace());
        for (Throwable suppressed : getSuppressed()) {
            hinted.addSuppressed(suppressed);
        }
        return hinted;
    }

    /**
     * The same failure as a new exception that this one caused. A failure that is kept and told again has to be a new one each
     * time: a try statement adds what fails in closing to what failed before, and cannot add an exception to itself.
     */
    public BackupFailure again() {
        return new BackupFailure(kind, getMessage(), hint, this);
    }

    /** What sort of failure this is. */
    public FailureKind kind() {
        return kind;
    }

    /** What the reader can do about it, as a sentence; empty where nobody knows. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** Message and hint in one line, for people. */
    public String description() {
        return hint == null ? getMessage() : getMessage() + ". " + hint;
    }
}
