package io.holdfast.core.restore;

import io.holdfast.core.failure.FailureKind;
import java.util.Objects;

/**
 * Something that would make a restore fail, found before it was begun.
 *
 * @param kind what sort of failure it would be: ALREADY_EXISTS where the target is there, DENIED where a privilege is missing,
 *     NO_SPACE where the disk is too small, else PERMANENT
 * @param message one sentence that says what it is, with the way out
 */
public record RestoreProblem(FailureKind kind, String message) {

    /** Checks that both are there. */
    public RestoreProblem {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }
}
