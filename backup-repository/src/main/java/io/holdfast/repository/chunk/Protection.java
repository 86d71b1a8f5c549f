package io.holdfast.repository.chunk;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.port.Keyset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** How the content of a dump is named and kept: plain, or under a keyset. For any number of threads. */
public interface Protection {

    /** The keyset; empty where content is kept plain. */
    Optional<KeyId> key();

    /** The 32 bytes that name this content. */
    byte[] identify(byte[] content);

    /** 32 bytes that are the same for the same purpose each time. */
    byte[] derive(String purpose);

    /** What is stored. */
    byte[] seal(byte[] content, byte[] associatedData);

    /** What was sealed; CORRUPT where that cannot be told. */
    byte[] open(byte[] sealed, byte[] associatedData);

    /** Content is kept as it is and named by its SHA-256. */
    static Protection plain() {
        return new Plain();
    }

    /** Content is sealed under a keyset. */
    static Protection under(Keyset keyset) {
        return new Sealed(keyset);
    }

    /** The table of the gear hash. */
    default long[] gear() {
        long[] gear = new long[256];
        for (int b = 0; b < gear.length; b++) {
            gear[b] = ByteBuffer.wrap(derive("holdfast-gear-1/" + b)).getLong();
        }
        return gear;
    }

    /** Without a keyset. */
    final class Plain implements Protection {

        private Plain() {}

        @Override
        public Optional<KeyId> key() {
            return Optional.empty();
        }

        @Override
        public byte[] identify(byte[] content) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(content);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        @Override
        public byte[] derive(String purpose) {
            return identify(purpose.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public byte[] seal(byte[] content, byte[] associatedData) {
            return content;
        }

        @Override
        public byte[] open(byte[] sealed, byte[] associatedData) {
            return sealed;
        }
    }

    /** Under a keyset. */
    final class Sealed implements Protection {

        private final Keyset keyset;

        private Sealed(Keyset keyset) {
            this.keyset = keyset;
        }

        @Override
        public Optional<KeyId> key() {
            return Optional.of(keyset.id());
        }

        @Override
        public byte[] identify(byte[] content) {
            return keyset.identify(content);
        }

        @Override
        public byte[] derive(String purpose) {
            return keyset.secret(purpose);
        }

        @Override
        public byte[] seal(byte[] content, byte[] associatedData) {
            return keyset.seal(content, associatedData);
        }

        @Override
        public byte[] open(byte[] sealed, byte[] associatedData) {
            return keyset.open(sealed, associatedData);
        }
    }
}
