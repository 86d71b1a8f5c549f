package io.holdfast.tink;

import io.holdfast.core.encryption.Passphrase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * How a passphrase becomes a key: Argon2id, version 0x13 (RFC 9106).
 *
 * @param memoryKib its memory in KiB, 8 MiB to 256 MiB
 * @param iterations its passes over that memory, 1 to 10
 * @param parallelism its lanes, 1 to 16
 */
record KeyDerivation(int memoryKib, int iterations, int parallelism) {

    /** What version 0x13 is called in a wrap. */
    static final int VERSION = Argon2Parameters.ARGON2_VERSION_13;

    /** The length of a new salt. */
    static final int SALT_BYTES = 16;

    /** The second recommended option of RFC 9106, section 4: for machines that have no 2 GiB to spare. */
    static final KeyDerivation RECOMMENDED = new KeyDerivation(64 * 1024, 3, 4);

    /** What a test can afford: the least that is allowed. */
    static final KeyDerivation CHEAPEST = new KeyDerivation(8 * 1024, 1, 1);

    private record Bound(String name, long value, int least, int most) {

        boolean isBroken() {
            return value < least || value > most;
        }
    }

    KeyDerivation {
        complaint(memoryKib, iterations, parallelism).ifPresent(complaint -> {
            throw new IllegalArgumentException(complaint);
        });
    }

    /**
     * What is wrong with these parameters. They stand in the clear part of a wrap, and a hostile one could otherwise ask
     * for any amount of memory and time before anything is authenticated.
     *
     * @return which is out of which bounds; empty where all are fine
     */
    static Optional<String> complaint(long memoryKib, long iterations, long parallelism) {
        return List.of(
                        new Bound("memoryKib", memoryKib, 8 * 1024, 256 * 1024),
                        new Bound("iterations", iterations, 1, 10),
                        new Bound("parallelism", parallelism, 1, 16))
                .stream()
                .filter(Bound::isBroken)
                .map(bound ->
                        bound.name() + " is " + bound.value() + ", not within " + bound.least() + " to " + bound.most())
                .findFirst();
    }

    /** The key of a passphrase: {@link TinkKeys#KEY_BYTES} bytes, for the caller to erase. */
    byte[] derive(Passphrase passphrase, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(VERSION)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .build());
        byte[] secret = passphrase.reveal();
        try {
            byte[] key = new byte[TinkKeys.KEY_BYTES];
            generator.generateBytes(secret, key);
            return key;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
