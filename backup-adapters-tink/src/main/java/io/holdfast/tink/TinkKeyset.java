package io.holdfast.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.prf.PrfSet;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.Keyset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Objects;

/** An opened keyset: three Tink keysets of one key each, for three uses that share nothing. */
final class TinkKeyset implements Keyset {

    private final KeyId id;
    private final KeysetHandle sealKeys;
    private final KeysetHandle identifyKeys;
    private final KeysetHandle secretKeys;
    private final Aead seal;
    private final PrfSet identify;
    private final PrfSet secret;

    private TinkKeyset(KeyId id, KeysetHandle sealKeys, KeysetHandle identifyKeys, KeysetHandle secretKeys)
            throws GeneralSecurityException {
        this.id = Objects.requireNonNull(id);
        this.sealKeys = sealKeys;
        this.identifyKeys = identifyKeys;
        this.secretKeys = secretKeys;
        this.seal = TinkKeys.aead(sealKeys);
        this.identify = TinkKeys.prf(identifyKeys);
        this.secret = TinkKeys.prf(secretKeys);
    }

    /** A keyset of new keys. */
    static TinkKeyset generate(KeyId id) throws GeneralSecurityException {
        return new TinkKeyset(
                id,
                TinkKeys.AES_256_GCM.generate(),
                TinkKeys.HMAC_SHA_256.generate(),
                TinkKeys.HMAC_SHA_256.generate());
    }

    /**
     * The keyset with these keys.
     *
     * @throws GeneralSecurityException where they are not what format version 1 has
     */
    static TinkKeyset of(KeyId id, SerializedKeys keys) throws GeneralSecurityException {
        return new TinkKeyset(
                id,
                TinkKeys.AES_256_GCM.read(keys.seal()),
                TinkKeys.HMAC_SHA_256.read(keys.identify()),
                TinkKeys.HMAC_SHA_256.read(keys.secret()));
    }

    /** Its keys in the clear, to be wrapped and then erased. */
    SerializedKeys serialize() throws GeneralSecurityException {
        return new SerializedKeys(
                TinkKeys.AES_256_GCM.write(sealKeys),
                TinkKeys.HMAC_SHA_256.write(identifyKeys),
                TinkKeys.HMAC_SHA_256.write(secretKeys));
    }

    @Override
    public KeyId id() {
        return id;
    }

    @Override
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        Objects.requireNonNull(plaintext, "plaintext");
        Objects.requireNonNull(associatedData, "associatedData");
        try {
            return seal.encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw BackupFailure.of(
                    FailureKind.PERMANENT, "sealing " + plaintext.length + " bytes under key " + id + " failed", e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, byte[] associatedData) {
        Objects.requireNonNull(sealed, "sealed");
        Objects.requireNonNull(associatedData, "associatedData");
        try {
            return seal.decrypt(sealed, associatedData);
        } catch (GeneralSecurityException e) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT,
                    sealed.length + " sealed bytes do not open under key " + id
                            + ": they were changed, sealed as something else, or sealed under another key",
                    e);
        }
    }

    @Override
    public byte[] identify(byte[] content) {
        return compute(identify, Objects.requireNonNull(content, "content"));
    }

    @Override
    public byte[] secret(String purpose) {
        if (purpose.isEmpty()) {
            throw BackupFailure.of(FailureKind.INVALID, "a secret of key " + id + " needs a purpose, not an empty one");
        }
        return compute(secret, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** Holds its key id, and nothing of its keys. */
    @Override
    public String toString() {
        return "keyset " + id;
    }

    private byte[] compute(PrfSet function, byte[] input) {
        try {
            return function.computePrimary(input, IDENTITY_BYTES);
        } catch (GeneralSecurityException e) {
            throw BackupFailure.of(
                    FailureKind.PERMANENT, "hashing " + input.length + " bytes under key " + id + " failed", e);
        }
    }
}
