package io.holdfast.repository;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.Keyset;

/** For repositories that are not encrypted: to ask it for anything is a defect. */
enum NoCipher implements BundleCipher {
    INSTANCE;

    @Override
    public Keyset generate(KeyId id) {
        throw new AssertionError("a keyset was made for a plain repository");
    }

    @Override
    public byte[] wrap(Keyset keyset, Passphrase passphrase) {
        throw new AssertionError("a keyset was wrapped for a plain repository");
    }

    @Override
    public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
        throw new AssertionError("a keyset was opened for a plain repository");
    }
}
