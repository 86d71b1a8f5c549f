package io.holdfast.core.port;

import io.holdfast.core.encryption.KeyId;

/**
 * An opened keyset: seals, opens, and names content. The rules are those of {@link BundleCipher}. Its {@code toString}
 * holds the key id at most.
 */
public interface Keyset {

    /** The length of an identity and of a derived secret, in bytes. */
    int IDENTITY_BYTES = 32;

    /** Its name, which tells nothing about the keys. */
    KeyId id();

    /** Encrypts and authenticates; the associated data are authenticated and have to be given again to open. */
    byte[] seal(byte[] plaintext, byte[] associatedData);

    /** Opens what {@link #seal} returned. Returns nothing that was not authenticated. */
    byte[] open(byte[] sealed, byte[] associatedData);

    /**
     * The identity of some content: a pseudo-random function of it under a key of this keyset, so that whoever does not have
     * the key cannot tell whether a known content is stored.
     *
     * @return {@link #IDENTITY_BYTES} bytes
     */
    byte[] identify(byte[] content);

    /**
     * A secret for a purpose, always the same for the same purpose, unrelated to those for other purposes and to all
     * identities.
     *
     * @param purpose at least one character
     * @return {@link #IDENTITY_BYTES} bytes
     */
    byte[] secret(String purpose);
}
