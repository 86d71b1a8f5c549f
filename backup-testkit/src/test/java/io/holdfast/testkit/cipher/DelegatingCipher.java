package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.Keyset;

/** A right cipher, for wrong ones to spoil one thing of: the fake, with every keyset passed through {@link #spoil}. */
class DelegatingCipher implements BundleCipher {

    private final BundleCipher right = new FakeBundleCipher();

    /** What callers get in the place of a right keyset. */
    Keyset spoil(Keyset keyset) {
        return new DelegatingKeyset(keyset);
    }

    @Override
    public Keyset generate(KeyId id) {
        return spoil(right.generate(id));
    }

    @Override
    public byte[] wrap(Keyset keyset, Passphrase passphrase) {
        return right.wrap(((DelegatingKeyset) keyset).right, passphrase);
    }

    @Override
    public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
        return spoil(right.unwrap(id, wrap, passphrase));
    }

    @Override
    public String toString() {
        return "cipher";
    }

    /** A right keyset, for wrong ones to spoil one thing of. */
    static class DelegatingKeyset implements Keyset {

        private final Keyset right;

        DelegatingKeyset(Keyset right) {
            this.right = right;
        }

        @Override
        public KeyId id() {
            return right.id();
        }

        @Override
        public byte[] seal(byte[] plaintext, byte[] associatedData) {
            return right.seal(plaintext, associatedData);
        }

        @Override
        public byte[] open(byte[] sealed, byte[] associatedData) {
            return right.open(sealed, associatedData);
        }

        @Override
        public byte[] identify(byte[] content) {
            return right.identify(content);
        }

        @Override
        public byte[] secret(String purpose) {
            return right.secret(purpose);
        }

        @Override
        public String toString() {
            return right.toString();
        }
    }
}
