package io.holdfast.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.Keyset;
import io.holdfast.testkit.cipher.CipherVector;
import io.holdfast.testkit.cipher.FakeBundleCipher;
import io.holdfast.testkit.cipher.KeyIds;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TinkBundleCipherTest {

    private static final Passphrase PASSPHRASE = new Passphrase("correct horse");

    private final TinkBundleCipher cipher = new TinkBundleCipher(KeyDerivation.CHEAPEST);

    @Test
    void theProductionCipherWrapsWithTheSecondRecommendedOptionOfRfc9106() {
        TinkBundleCipher production = new TinkBundleCipher();
        Keyset keyset = production.generate(KeyIds.next());

        byte[] wrap = production.wrap(keyset, PASSPHRASE);

        assertThat(new String(wrap, StandardCharsets.UTF_8))
                .startsWith("{\"format\":1,\"keyId\":\"" + keyset.id()
                        + "\",\"kdf\":{\"name\":\"argon2id\",\"version\":19,\"memoryKib\":65536,\"iterations\":3,"
                        + "\"parallelism\":4,\"salt\":\"")
                .contains("==\"},\"cipher\":\"aes-256-gcm\",\"wrapped\":\"");
        assertThat(cipher.unwrap(keyset.id(), wrap, PASSPHRASE).secret("x")).isEqualTo(keyset.secret("x"));
    }

    @Test
    void everyByteOfAWrapIsProtected() {
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] wrap = cipher.wrap(keyset, PASSPHRASE);
        int formatDigit = "{\"format\":".length();
        int endOfClearPart = text(wrap).indexOf("\"wrapped\"") + 12;
        // Of the sealed part a sample: each byte there costs a derivation.
        for (int i = 0; i < wrap.length; i += i < endOfClearPart || i >= wrap.length - 18 ? 1 : 16) {
            byte[] changed = wrap.clone();
            changed[i] ^= 0x02;
            FailureKind kind = refusal(keyset.id(), changed).kind();
            if (i == formatDigit) {
                // 1 becomes 3: a damaged number of a format looks like that of a newer one.
                assertThat(kind).isEqualTo(FailureKind.PERMANENT);
            } else {
                assertThat(kind).as("byte %d", i).isIn(FailureKind.CORRUPT, FailureKind.DENIED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "memoryKib":8192 | "memoryKib":8193
            "iterations":1   | "iterations":2
            "parallelism":1  | "parallelism":2
            "salt":"         | "salt":"AAAA
            """)
    void otherParametersWithinBoundsDoNotOpenTheWrap(String written, String changed) {
        Keyset keyset = cipher.generate(KeyIds.next());
        String wrap = text(cipher.wrap(keyset, PASSPHRASE));
        assertThat(wrap).contains(written);

        assertThat(refusal(keyset.id(), wrap.replace(written, changed)).kind()).isEqualTo(FailureKind.DENIED);
    }

    @Test
    void theClearPartIsAuthenticated() {
        // The key id is the one part of it that can be changed without changing the derived key.
        KeyId other = cipher.generate(KeyIds.next()).id();
        Keyset keyset = cipher.generate(KeyIds.next());
        String wrap = text(cipher.wrap(keyset, PASSPHRASE));

        BackupFailure refusal = refusal(other, wrap.replace(keyset.id().value(), other.value()));

        assertThat(refusal.kind()).isEqualTo(FailureKind.DENIED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"format":1,           | {"format":1,"format":1,
            {"format":1,           | {"format":1,"owner":"me",
            {"format":1,           | {"format": 1,
            {"format":1,           | {"format":0,
            {"format":1,           | {"format":"1",
            {"format":1,           | {"format":1.0,
            {"format":1,           | {
            {"format":1,           | [
            argon2id               | argon2i
            "version":19           | "version":16
            aes-256-gcm            | aes-128-gcm
            "kdf":                 | "kdf":null,"kdf2":
            "memoryKib":8192       | "memoryKib":"8192"
            "memoryKib":8192       | "memoryKib":8191
            "iterations":1         | "iterations":true
            "wrapped":"            | "wrapped":"*
            "wrapped":"            | "wrapped":"A
            "}                     | "}{}
            "}                     | "}SPACE
            """)
    void anythingButTheOneSpellingOfADocumentIsCorrupt(String written, String changed) {
        Keyset keyset = cipher.generate(KeyIds.next());
        String wrap = text(cipher.wrap(keyset, PASSPHRASE));
        int place = wrap.lastIndexOf(written);
        assertThat(place).isNotNegative();
        String other =
                wrap.substring(0, place) + changed.replace("SPACE", " ") + wrap.substring(place + written.length());

        BackupFailure refusal = refusal(keyset.id(), other);

        assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(FailureKind.CORRUPT);
        assertThat(refusal.getMessage()).contains(keyset.id().value());
        assertThat(refusal.hint()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "1", "[]", "{}", "{\"format\":1}", "\u0000", "no json"})
    void whatIsNoDocumentAtAllIsCorrupt(String document) {
        assertThat(refusal(cipher.generate(KeyIds.next()).id(), document).kind())
                .isEqualTo(FailureKind.CORRUPT);
    }

    @Test
    void saltsOutOfTheirBoundsAreCorrupt() {
        Keyset keyset = cipher.generate(KeyIds.next());
        String wrap = text(cipher.wrap(keyset, PASSPHRASE));
        for (int length : new int[] {0, 15, 65}) {
            String salt = Base64.getEncoder().encodeToString(new byte[length]);
            BackupFailure refusal =
                    refusal(keyset.id(), wrap.replaceFirst("\"salt\":\"[^\"]*\"", "\"salt\":\"" + salt + "\""));
            assertThat(refusal.kind()).isEqualTo(FailureKind.CORRUPT);
            assertThat(refusal.getMessage()).contains("salt has " + length + " bytes");
        }
    }

    @Test
    void base64HasOneSpelling() {
        Keyset keyset = cipher.generate(KeyIds.next());
        String wrap = text(cipher.wrap(keyset, PASSPHRASE));
        String salt = salt(wrap.getBytes(StandardCharsets.UTF_8));
        String withoutPadding = salt.replace("=", "");
        char last = withoutPadding.charAt(withoutPadding.length() - 1);
        String withUnusedBits = withoutPadding.substring(0, withoutPadding.length() - 1) + (char) (last + 1) + "==";
        assertThat(Base64.getDecoder().decode(withoutPadding))
                .isEqualTo(Base64.getDecoder().decode(withUnusedBits))
                .isEqualTo(Base64.getDecoder().decode(salt));

        for (String other : new String[] {withoutPadding, withUnusedBits}) {
            assertThat(refusal(keyset.id(), wrap.replace(salt, other)).kind()).isEqualTo(FailureKind.CORRUPT);
        }
    }

    @Test
    void aDocumentOfMoreThan64KibIsCorruptWithoutBeingParsed() {
        BackupFailure refusal = refusal(cipher.generate(KeyIds.next()).id(), new byte[64 * 1024 + 1]);

        assertThat(refusal.kind()).isEqualTo(FailureKind.CORRUPT);
        assertThat(refusal.getMessage()).contains("65537 bytes");
    }

    @Test
    void aNewerFormatIsPermanentWithAHint() {
        BackupFailure refusal = refusal(cipher.generate(KeyIds.next()).id(), "{\"format\":2,\"whatever\":[]}");

        assertThat(refusal.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(refusal.getMessage()).contains("format 2");
        assertThat(refusal.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("Update"));
    }

    @Test
    void aWrongPassphraseComesWithAHint() {
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] wrap = cipher.wrap(keyset, PASSPHRASE);

        BackupFailure refusal = catchThrowableOfType(
                BackupFailure.class, () -> cipher.unwrap(keyset.id(), wrap, new Passphrase("wrong")));

        assertThat(refusal).hasMessage("the passphrase does not open key " + keyset.id());
        assertThat(refusal.hint()).isPresent();
    }

    @Test
    void wrappingTwiceUsesAnotherSalt() {
        Keyset keyset = cipher.generate(KeyIds.next());
        CipherVector vector = StoredVector.read("cheapest");

        assertThat(salt(cipher.wrap(keyset, PASSPHRASE)))
                .isNotEqualTo(salt(cipher.wrap(keyset, PASSPHRASE)))
                .isNotEqualTo(salt(vector.wrap()));
    }

    @Test
    void aKeysetOfAnotherCipherIsRefused() {
        Keyset foreign = new FakeBundleCipher().generate(KeyIds.next());

        assertThatThrownBy(() -> cipher.wrap(foreign, PASSPHRASE))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID));
    }

    @Test
    void aKeysetTellsItsKeyIdAndNothingElse() {
        Keyset keyset = cipher.generate(KeyIds.next());

        assertThat(keyset).hasToString("keyset " + keyset.id());
    }

    private BackupFailure refusal(KeyId id, String wrap) {
        return refusal(id, wrap.getBytes(StandardCharsets.UTF_8));
    }

    private BackupFailure refusal(KeyId id, byte[] wrap) {
        BackupFailure refusal = catchThrowableOfType(BackupFailure.class, () -> cipher.unwrap(id, wrap, PASSPHRASE));
        assertThat(refusal).as("refusal of %s", text(wrap)).isNotNull();
        return refusal;
    }

    private static String salt(byte[] wrap) {
        return text(wrap).replaceFirst(".*\"salt\":\"([^\"]*)\".*", "$1");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
