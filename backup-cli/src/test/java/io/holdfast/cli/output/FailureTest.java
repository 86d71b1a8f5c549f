package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FailureTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Printer printer = new Printer(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));

    @Test
    void theDocumentOfAFailureHasKindMessageAndHint() {
        printer.print(
                Failure.of(
                        BackupFailure.of(FailureKind.DENIED, "no \u001b entry").withHint("ask")),
                Format.JSON);
        JsonNode document = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(document.propertyNames()).containsExactly("error");
        assertThat(document.get("error").propertyNames()).containsExactly("kind", "message", "hint");
        assertThat(document.get("error").get("kind").asString()).isEqualTo("DENIED");
        assertThat(document.get("error").get("message").asString()).isEqualTo("no \u001b entry");
        assertThat(document.get("error").get("hint").asString()).isEqualTo("ask");
        assertThat(err.size()).isZero();
    }

    @Test
    void aFailureWithoutHintHasANullInItsPlace() {
        printer.print(Failure.of(BackupFailure.of(FailureKind.CORRUPT, "bad")), Format.JSON);
        assertThat(JsonMapper.shared()
                        .readTree(out.toString(StandardCharsets.UTF_8))
                        .get("error")
                        .get("hint")
                        .isNull())
                .isTrue();
    }

    @Test
    void forPeopleItIsOnStandardErrorWithTheHintInALineOfItsOwn() {
        printer.print(
                Failure.of(
                        BackupFailure.of(FailureKind.DENIED, "no \u001b entry").withHint("ask")),
                Format.TEXT);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("error: no \\u001b entry\n  ask\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void whatNobodyExpectedIsOneShortMessageWithoutPasswords() {
        Failure failure = Failure.of(new IllegalStateException("at postgresql://me:secret@host/db"));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure.text())
                .contains("IllegalStateException")
                .contains("***")
                .doesNotContain("secret");
    }

    @Test
    void cancelledIsOneWord() {
        Failure failure = Failure.of(BackupFailure.of(FailureKind.CANCELLED, "the backup of config was cancelled"));
        assertThat(failure.text()).isEqualTo("cancelled\n");
        assertThat(failure.exitCode().number()).isEqualTo(130);
    }
}
