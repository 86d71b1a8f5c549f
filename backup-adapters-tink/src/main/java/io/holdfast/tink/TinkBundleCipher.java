package io.holdfast.tink;

import com.google.crypto.tink.Aead;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.Keyset;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/**
 * Keysets of Tink keys, wrapped under a passphrase with Argon2id and AES-256-GCM.
 *
 * <p>Wrapping or unwrapping takes a few tenths of a second and, while it lasts, 64 MiB of heap (a stored wrap can ask for
 * 256 MiB at most). Any number of threads may use it at once.
 *
 * <p>Key bytes that pass through arrays of this class are overwritten after use. Copies within Tink, the JDK and the JSON
 * library live until they are collected; Java has no way to erase them.
 */
public final class TinkBundleCipher implements BundleCipher {

    private final KeyDerivation derivation;
    private final SecureRandom random = new SecureRandom();

    /** Wraps with the second recommended option of RFC 9106, section 4: 3 iterations, 4 lanes, 64 MiB. */
    public TinkBundleCipher() {
        this(KeyDerivation.RECOMMENDED);
    }

    /** Wraps with these parameters; unwraps with whichever the wrap names. */
    TinkBundleCipher(KeyDerivation derivation) {
        this.derivation = Objects.requireNonNull(derivation);
    }

    @Override
    public Keyset generate(KeyId id) {
        try {
            return TinkKeyset.generate(id);
        } catch (GeneralSecurityException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "making the keys of key " + id + " failed", e);
        }
    }

    @Override
    public byte[] wrap(Keyset keyset, Passphrase passphrase) {
        Objects.requireNonNull(passphrase, "passphrase");
        if (!(keyset instanceof TinkKeyset opened)) {
            throw BackupFailure.of(FailureKind.INVALID, "keyset " + keyset.id() + " was made by another cipher");
        }
        byte[] salt = randomBytes(KeyDerivation.SALT_BYTES);
        WrapDocument document = WrapDocument.begin(opened.id(), derivation, salt);
        byte[] plain = null;
        try {
            plain = plaintext(opened);
            byte[] sealed = wrappingKey(derivation, passphrase, salt).encrypt(plain, document.associatedData());
            return document.with(sealed).toBytes();
        } catch (GeneralSecurityException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "wrapping key " + opened.id() + " failed", e);
        } finally {
            erase(plain);
        }
    }

    @Override
    public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
        Objects.requireNonNull(passphrase, "passphrase");
        WrapDocument document = WrapDocument.read(Objects.requireNonNull(id, "id"), wrap);
        byte[] plain = null;
        try {
            plain = wrappingKey(document.derivation(), passphrase, document.salt())
                    .decrypt(document.sealed(), document.associatedData());
            return keyset(id, plain);
        } catch (GeneralSecurityException e) {
            // GCM cannot tell a wrong key from changed bytes; a wrong passphrase is by far the likelier.
            throw BackupFailure.of(FailureKind.DENIED, "the passphrase does not open key " + id, e)
                    .withHint("Give the passphrase that the repository was last set to;"
                            + " if it certainly is that one, the stored keyset is damaged");
        } finally {
            erase(plain);
        }
    }

    /** Holds nothing secret. */
    @Override
    public String toString() {
        return "TinkBundleCipher";
    }

    private static Aead wrappingKey(KeyDerivation derivation, Passphrase passphrase, byte[] salt)
            throws GeneralSecurityException {
        byte[] key = derivation.derive(passphrase, salt);
        try {
            return TinkKeys.aead(key);
        } finally {
            erase(key);
        }
    }

    private static byte[] plaintext(TinkKeyset keyset) throws GeneralSecurityException {
        SerializedKeys keys = keyset.serialize();
        try {
            return StrictJson.write(keys);
        } finally {
            keys.erase();
        }
    }

    /** Reads what was sealed. Neither failure has a cause: a parser's message may quote the keys. */
    private static Keyset keyset(KeyId id, byte[] plain) {
        SerializedKeys keys = null;
        try {
            keys = StrictJson.bind(StrictJson.parse(plain), SerializedKeys.class);
            return TinkKeyset.of(id, keys);
        } catch (JacksonException | GeneralSecurityException e) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT,
                    "the passphrase opens key " + id + ", but within are not the keys of format "
                            + WrapDocument.FORMAT);
        } finally {
            if (keys != null) {
                keys.erase();
            }
        }
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void erase(byte[] bytes) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
