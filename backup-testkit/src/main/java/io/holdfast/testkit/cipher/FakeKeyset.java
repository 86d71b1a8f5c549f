package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.Keyset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A keyset of {@link FakeBundleCipher}: three keys for AES-256-GCM, HMAC-SHA-256 and HMAC-SHA-256. */
final class FakeKeyset implements Keyset {

    /** The length of the three keys together. */
    static final int KEYS_BYTES = 3 * 32;

    /** How much longer sealed bytes are: the initialization vector and the tag. */
    static final int OVERHEAD_BYTES = 12 + 16;

    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyId id;
    private final byte[] keys;

    FakeKeyset(KeyId id, byte[] keys) {
        this.id = id;
        this.keys = keys;
    }

    /** The three keys, one after the other. */
    byte[] keys() {
        return keys.clone();
    }

    @Override
    public KeyId id() {
        return id;
    }

    @Override
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        byte[] iv = new byte[IV_BYTES];
        RANDOM.nextBytes(iv);
        byte[] sealed = Arrays.copyOf(iv, plaintext.length + OVERHEAD_BYTES);
        try {
            cipher(Cipher.ENCRYPT_MODE, iv, associatedData).doFinal(plaintext, 0, plaintext.length, sealed, IV_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES-GCM", e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, byte[] associatedData) {
        if (sealed.length < OVERHEAD_BYTES) {
            throw damaged(sealed, null);
        }
        byte[] iv = Arrays.copyOf(sealed, IV_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, iv, associatedData).doFinal(sealed, IV_BYTES, sealed.length - IV_BYTES);
        } catch (GeneralSecurityException e) {
            throw damaged(sealed, e);
        }
    }

    @Override
    public byte[] identify(byte[] content) {
        return hmac(Arrays.copyOfRange(keys, 32, 64), content);
    }

    @Override
    public byte[] secret(String purpose) {
        if (purpose.isEmpty()) {
            throw BackupFailure.of(FailureKind.INVALID, "a secret of key " + id + " needs a purpose, not an empty one");
        }
        return hmac(Arrays.copyOfRange(keys, 64, 96), purpose.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "keyset " + id;
    }

    static byte[] hmac(byte[] key, byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HMAC-SHA-256", e);
        }
    }

    private Cipher cipher(int mode, byte[] iv, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(keys, 0, 32, "AES"), new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(associatedData);
        return cipher;
    }

    private BackupFailure damaged(byte[] sealed, Throwable cause) {
        return BackupFailure.of(
                FailureKind.CORRUPT, sealed.length + " sealed bytes do not open under key " + id, cause);
    }
}
