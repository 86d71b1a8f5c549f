package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls that have to fail. */
final class Refused {

    private Refused() {}

    /** The failure of a call that has to fail with this kind. */
    static BackupFailure as(FailureKind kind, String what, ThrowingCallable call) {
        BackupFailure failure = refused(what, call);
        assertThat(failure.kind()).as(what + ": " + failure.description()).isEqualTo(kind);
        assertThat(failure.getMessage()).as(what).isNotBlank();
        return failure;
    }

    /** The failure of a call that has to fail. */
    static BackupFailure refused(String what, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof AssertionError error) {
            throw error;
        }
        assertThat(thrown).as(what + " is refused").isInstanceOf(BackupFailure.class);
        return (BackupFailure) thrown;
    }
}
