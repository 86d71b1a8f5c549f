package io.holdfast.tink;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.cipher.CipherVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Opens the stored examples with nothing of this module and nothing of Tink, step by step as docs/repository-format.md says:
 * what shows that a stranger could.
 */
class FormatOneWithoutTinkTest {

    @SuppressWarnings("unused") // by @FieldSource
    static final Iterable<String> NAMES = StoredVector.NAMES;

    @ParameterizedTest
    @FieldSource("NAMES")
    void theDocumentIsEnoughToOpenIt(String name) throws GeneralSecurityException {
        CipherVector vector = StoredVector.read(name);
        String wrap = new String(vector.wrap(), StandardCharsets.UTF_8);

        byte[] plain = gcm(argon2id(wrap, vector.passphrase().reveal()), base64(wrap, "wrapped"), clearPart(wrap));
        String keys = new String(plain, StandardCharsets.UTF_8);
        byte[] seal = key(base64(keys, "seal"), "type.googleapis.com/google.crypto.tink.AesGcmKey");
        byte[] identify = key(base64(keys, "identify"), "type.googleapis.com/google.crypto.tink.HmacPrfKey");
        byte[] secret = key(base64(keys, "secret"), "type.googleapis.com/google.crypto.tink.HmacPrfKey");

        assertThat(keys).matches("\\{\"seal\":\"[^\"]+\",\"identify\":\"[^\"]+\",\"secret\":\"[^\"]+\"}");
        assertThat(gcm(seal, vector.sealed(), vector.associatedData())).isEqualTo(vector.plaintext());
        assertThat(hmac(identify, vector.plaintext())).isEqualTo(vector.identity());
        assertThat(hmac(secret, vector.purpose().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(vector.secret());
    }

    private static byte[] argon2id(String wrap, byte[] passphrase) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(0x13)
                .withMemoryAsKB(Integer.parseInt(field(wrap, "memoryKib")))
                .withIterations(Integer.parseInt(field(wrap, "iterations")))
                .withParallelism(Integer.parseInt(field(wrap, "parallelism")))
                .withSalt(base64(wrap, "salt"))
                .build());
        byte[] key = new byte[32];
        generator.generateBytes(passphrase, key);
        return key;
    }

    private static byte[] clearPart(String wrap) {
        return ("holdfast-keyset\n1\n" + field(wrap, "keyId") + "\nargon2id\n19\n" + field(wrap, "memoryKib") + "\n"
                        + field(wrap, "iterations") + "\n" + field(wrap, "parallelism") + "\n" + field(wrap, "salt")
                        + "\naes-256-gcm\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The key in a binary Tink keyset of one key: protocol buffers, read without a library. */
    private static byte[] key(byte[] keyset, String typeUrl) {
        Map<Integer, byte[]> key = message(message(keyset).get(2));
        Map<Integer, byte[]> data = message(key.get(1));
        assertThat(key.get(2)).as("status: enabled").containsExactly(1);
        assertThat(key.get(4)).as("output prefix: raw").containsExactly(3);
        assertThat(new String(data.get(1), StandardCharsets.US_ASCII)).isEqualTo(typeUrl);
        byte[] bytes = message(data.get(2)).get(3);
        assertThat(bytes).hasSize(32);
        return bytes;
    }

    /** The fields of a message by their numbers: those of variable length as they are, numbers as one byte (the lowest). */
    private static Map<Integer, byte[]> message(byte[] bytes) {
        Map<Integer, byte[]> fields = new HashMap<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            long tag = number(buffer);
            boolean isBytes = (tag & 7) == 2;
            assertThat(isBytes || (tag & 7) == 0).as("wire type of %d", tag).isTrue();
            long number = number(buffer);
            byte[] value = isBytes ? new byte[(int) number] : new byte[] {(byte) number};
            if (isBytes) {
                buffer.get(value);
            }
            assertThat(fields.put((int) (tag >> 3), value)).as("once only").isNull();
        }
        return fields;
    }

    private static long number(ByteBuffer buffer) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = buffer.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    private static byte[] gcm(byte[] key, byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, Arrays.copyOf(sealed, 12)));
        cipher.updateAAD(associatedData);
        return cipher.doFinal(sealed, 12, sealed.length - 12);
    }

    private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
    }

    private static byte[] base64(String json, String name) {
        return Base64.getDecoder().decode(field(json, name));
    }

    private static String field(String json, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        assertThat(field.find()).as(name).isTrue();
        return field.group(1);
    }
}
