package io.holdfast.core.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseTest {

    @ParameterizedTest
    @ValueSource(strings = {" ", "a", "correct horse", "\u0000", "line\nbreak", "pässword", "密码", "😀"})
    void anyStringIsOneAndIsNeverShown(String value) {
        Passphrase passphrase = new Passphrase(value);

        assertThat(passphrase.reveal()).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
        assertThat(passphrase).hasToString("***");
    }

    @Test
    void aLongOneIsKeptWhole() {
        assertThat(new Passphrase("x".repeat(100_000)).reveal()).hasSize(100_000);
    }

    @Test
    void theSameCharactersAreTheSameBytes() {
        assertThat(new Passphrase("caf\u00e9").reveal()).isEqualTo(new Passphrase("cafe\u0301").reveal());
    }

    @Test
    void spacesAndCaseMatter() {
        assertThat(new Passphrase("a ").reveal()).isNotEqualTo(new Passphrase("a").reveal());
        assertThat(new Passphrase("A").reveal()).isNotEqualTo(new Passphrase("a").reveal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter\ud800", "\udc00hunter"})
    void theEmptyOneAndHalfCharactersAreRefusedWithoutShowingThem(String value) {
        BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> new Passphrase(value));

        assertThat(failure).isNotNull().hasMessageNotContaining("hunter").hasNoCause();
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
    }

    @Test
    void whatIsRevealedIsTheCallers() {
        Passphrase passphrase = new Passphrase("secret");
        passphrase.reveal()[0] = '!';

        assertThat(passphrase.reveal()).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
    }
}
