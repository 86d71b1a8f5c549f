package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/** Names for keysets that a test makes. For any number of threads. */
public final class KeyIds {

    private static final RandomGenerator RANDOM = new SecureRandom();

    private KeyIds() {}

    /** A name that no other keyset has. */
    public static KeyId next() {
        return KeyId.create(Instant.EPOCH, List.of(), RANDOM);
    }
}
