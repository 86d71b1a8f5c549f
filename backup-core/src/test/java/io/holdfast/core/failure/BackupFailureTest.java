package io.holdfast.core.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class BackupFailureTest {

    @Test
    void itSaysWhatFailed() {
        IOException cause = new IOException("why");
        BackupFailure failure = BackupFailure.of(FailureKind.TRANSIENT, "reading blob a", cause);

        assertThat(failure).hasMessage("reading blob a").hasCause(cause);
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.hint()).isEmpty();
        assertThat(failure.description()).isEqualTo("reading blob a");
    }

    @Test
    void aHintChangesNothingElse() {
        IOException cause = new IOException("why");
        BackupFailure plain = BackupFailure.of(FailureKind.NOT_FOUND, "no folder x", cause);
        plain.addSuppressed(new IllegalStateException("clean-up"));

        BackupFailure hinted = plain.withHint("Make it first.");

        assertThat(hinted).hasMessage("no folder x").hasCause(cause);
        assertThat(hinted.kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(hinted.getSuppressed()).isEqualTo(plain.getSuppressed()).hasSize(1);
        assertThat(hinted.getStackTrace()).isEqualTo(plain.getStackTrace());
        assertThat(hinted.hint()).contains("Make it first.");
        assertThat(hinted.description()).isEqualTo("no folder x. Make it first.");
    }

    @Test
    void cancelledSetsTheInterruptFlag() {
        BackupFailure failure = BackupFailure.cancelled("the backup of config");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(failure).hasMessage("the backup of config was cancelled");
    }

    @Test
    void aKindAndAMessageAreNeeded() {
        assertThatThrownBy(() -> BackupFailure.of(null, "message")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> BackupFailure.of(FailureKind.CORRUPT, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(
                        () -> BackupFailure.of(FailureKind.CORRUPT, "message").withHint(null))
                .isInstanceOf(NullPointerException.class);
    }
}
