package io.holdfast.tink;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A wrapped keyset as it is stored: a JSON document whose clear part says how the passphrase becomes the key that opens
 * the rest. Nothing in it is authenticated before it is opened, so it is checked to the last byte before it is believed:
 * there is exactly one spelling of a document, the one that {@link #toBytes} writes.
 *
 * @param format the version of this format, {@value #FORMAT}
 * @param keyId the key id of the keyset within
 * @param kdf how the wrapping key is derived
 * @param cipher always {@value #CIPHER}
 * @param wrapped what is sealed, in base64
 */
@JsonPropertyOrder({"format", "keyId", "kdf", "cipher", "wrapped"})
record WrapDocument(int format, String keyId, Kdf kdf, String cipher, String wrapped) {

    /** The version of the format that this code writes, and the newest that it reads. */
    static final int FORMAT = 1;

    private static final String CIPHER = "aes-256-gcm";
    private static final String KDF = "argon2id";
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_SALT_BYTES = 64;

    /**
     * How a passphrase becomes the wrapping key.
     *
     * @param name always {@value WrapDocument#KDF}
     * @param version Argon2's version, always 19
     * @param memoryKib see {@link KeyDerivation}
     * @param iterations see {@link KeyDerivation}
     * @param parallelism see {@link KeyDerivation}
     * @param salt 16 to 64 bytes in base64
     */
    @JsonPropertyOrder({"name", "version", "memoryKib", "iterations", "parallelism", "salt"})
    record Kdf(String name, int version, long memoryKib, long iterations, long parallelism, String salt) {}

    /** The clear part of a new document; {@link #with} adds what is sealed. */
    static WrapDocument begin(KeyId id, KeyDerivation derivation, byte[] salt) {
        Kdf kdf = new Kdf(
                KDF,
                KeyDerivation.VERSION,
                derivation.memoryKib(),
                derivation.iterations(),
                derivation.parallelism(),
                Base64.getEncoder().encodeToString(salt));
        return new WrapDocument(FORMAT, id.value(), kdf, CIPHER, "");
    }

    /** The same document with this as its sealed part. */
    WrapDocument with(byte[] sealed) {
        return new WrapDocument(format, keyId, kdf, cipher, Base64.getEncoder().encodeToString(sealed));
    }

    /**
     * Reads a document and checks all of it that can be checked without the passphrase, before any costly work.
     *
     * @param id the key id under which it was found
     * @throws BackupFailure CORRUPT for anything but a document of this keyset within all bounds; PERMANENT where its
     *     format is newer
     */
    static WrapDocument read(KeyId id, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw damaged(id, "it has " + bytes.length + " bytes, more than " + MOST_BYTES, null);
        }
        WrapDocument document;
        try {
            JsonNode tree = StrictJson.parse(bytes);
            refuseNewer(id, tree);
            document = StrictJson.bind(tree, WrapDocument.class);
        } catch (JacksonException e) {
            throw damaged(id, "it is not a document of format " + FORMAT, e);
        }
        if (!Arrays.equals(bytes, document.toBytes())) {
            throw damaged(id, "it is not spelled as format " + FORMAT + " spells it", null);
        }
        document.check(id);
        return document;
    }

    /** The document as it is stored: UTF-8, no white space, the fields in their order. */
    byte[] toBytes() {
        return StrictJson.write(this);
    }

    /** How the wrapping key is derived; only for a document that was checked. */
    KeyDerivation derivation() {
        return new KeyDerivation(
                Math.toIntExact(kdf.memoryKib()),
                Math.toIntExact(kdf.iterations()),
                Math.toIntExact(kdf.parallelism()));
    }

    /** The salt of the derivation. */
    byte[] salt() {
        return Base64.getDecoder().decode(kdf.salt());
    }

    /** What is sealed. */
    byte[] sealed() {
        return Base64.getDecoder().decode(wrapped);
    }

    /** The whole clear part, authenticated with what is sealed, so that none of it can be changed. */
    byte[] associatedData() {
        return String.join(
                        "\n",
                        "holdfast-keyset",
                        String.valueOf(format),
                        keyId,
                        kdf.name(),
                        String.valueOf(kdf.version()),
                        String.valueOf(kdf.memoryKib()),
                        String.valueOf(kdf.iterations()),
                        String.valueOf(kdf.parallelism()),
                        kdf.salt(),
                        cipher,
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void refuseNewer(KeyId id, JsonNode tree) {
        JsonNode format = tree.path("format");
        if (format.isInt() && format.intValue() > FORMAT) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "key " + id + " is stored in format " + format.intValue()
                                    + ", and this version reads formats up to " + FORMAT)
                    .withHint("Update Holdfast");
        }
    }

    private void check(KeyId id) {
        if (format != FORMAT) {
            throw damaged(id, "there is no format " + format, null);
        }
        if (!keyId.equals(id.value())) {
            throw damaged(id, "it is that of another key", null);
        }
        if (!kdf.name().equals(KDF) || kdf.version() != KeyDerivation.VERSION || !cipher.equals(CIPHER)) {
            throw damaged(id, "it names another method than format " + FORMAT + " has", null);
        }
        KeyDerivation.complaint(kdf.memoryKib(), kdf.iterations(), kdf.parallelism())
                .ifPresent(complaint -> {
                    throw damaged(id, complaint, null);
                });
        int saltBytes = decode(id, "salt", kdf.salt()).length;
        if (saltBytes < KeyDerivation.SALT_BYTES || saltBytes > MOST_SALT_BYTES) {
            throw damaged(
                    id,
                    "its salt has " + saltBytes + " bytes, not " + KeyDerivation.SALT_BYTES + " to " + MOST_SALT_BYTES,
                    null);
        }
        decode(id, "wrapped", wrapped);
    }

    /** Decodes base64, and refuses all spellings of the same bytes but one. */
    private static byte[] decode(KeyId id, String field, String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw damaged(id, "its " + field + " is not base64", e);
        }
        throw damaged(id, "its " + field + " is not base64 in its one right spelling", null);
    }

    private static BackupFailure damaged(KeyId id, String what, Throwable cause) {
        return BackupFailure.of(FailureKind.CORRUPT, "the stored keyset " + id + " is damaged: " + what, cause)
                .withHint("Another copy of the repository may have it whole");
    }
}
