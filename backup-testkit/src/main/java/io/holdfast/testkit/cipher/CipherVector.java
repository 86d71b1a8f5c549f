package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import java.util.Objects;

/**
 * A stored example of what a cipher made, which every later version has to open.
 *
 * @param keyId the keyset's key id
 * @param wrap the keyset under the passphrase
 * @param passphrase what opens the wrap
 * @param sealed the plaintext, sealed by the keyset
 * @param associatedData what it was sealed with
 * @param plaintext what it opens to
 * @param identity what the keyset identifies the plaintext as
 * @param purpose a purpose
 * @param secret the keyset's secret for it
 */
public record CipherVector(
        KeyId keyId,
        byte[] wrap,
        Passphrase passphrase,
        byte[] sealed,
        byte[] associatedData,
        byte[] plaintext,
        byte[] identity,
        String purpose,
        byte[] secret) {

    /** Copies the arrays; those that are returned are not to be changed. */
    public CipherVector {
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(passphrase, "passphrase");
        Objects.requireNonNull(purpose, "purpose");
        wrap = wrap.clone();
        sealed = sealed.clone();
        associatedData = associatedData.clone();
        plaintext = plaintext.clone();
        identity = identity.clone();
        secret = secret.clone();
    }

    /** Its key id. */
    @Override
    public String toString() {
        return "vector of key " + keyId;
    }
}
