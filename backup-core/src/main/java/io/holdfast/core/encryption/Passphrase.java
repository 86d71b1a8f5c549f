package io.holdfast.core.encryption;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Objects;

/**
 * The string that opens a repository's keysets. Any string is one, but not an empty one.
 *
 * <p>The same characters typed on another system can arrive as other code points (an é as one or as two), so the string
 * is brought into Unicode normalization form C before its bytes are taken.
 */
public final class Passphrase {

    private final String value;

    /**
     * @param value the passphrase as it was typed or read
     * @throws BackupFailure {@link FailureKind#INVALID} where it is empty or not well-formed Unicode
     */
    public Passphrase(String value) {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty()) {
            throw BackupFailure.of(FailureKind.INVALID, "the passphrase is empty");
        }
        this.value = Normalizer.normalize(value, Normalizer.Form.NFC);
        utf8(this.value);
    }

    /** The passphrase's bytes in UTF-8, in a new array. For the cipher, and for nobody else. */
    public byte[] reveal() {
        return utf8(value);
    }

    /** Never the passphrase. */
    @Override
    public String toString() {
        return "***";
    }

    /** Refuses half characters: the usual conversion would turn each into '?', and different strings into one. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw BackupFailure.of(FailureKind.INVALID, "the passphrase is not well-formed Unicode text");
        }
    }
}
