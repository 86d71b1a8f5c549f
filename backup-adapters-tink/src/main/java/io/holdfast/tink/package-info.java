/**
 * The BundleCipher: Tink keysets, wrapped under a passphrase with Argon2id.
 */
package io.holdfast.tink;
