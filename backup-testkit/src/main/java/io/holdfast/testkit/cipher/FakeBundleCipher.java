package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.Keyset;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A cipher for tests: it keeps every rule of the port with nothing but the JDK, and wraps in microseconds, because guessing
 * its passphrases is made no harder than one hash. Not for real data.
 *
 * <p>Its wrap, {@value #WRAP_BYTES} bytes: {@code fake}, the version 1, the key id (16 bytes), the number of rounds (4
 * bytes), a salt (16 bytes), and the keyset's three keys sealed under the derived key with all of the former as associated
 * data.
 */
public final class FakeBundleCipher implements BundleCipher {

    /** Where the key id begins in a wrap. */
    static final int KEY_ID_AT = 5;

    /** Where the number of rounds begins in a wrap. */
    static final int ROUNDS_AT = KEY_ID_AT + 16;

    private static final byte[] MAGIC = {'f', 'a', 'k', 'e', 1};
    private static final int SALT_AT = ROUNDS_AT + Integer.BYTES;
    private static final int SEALED_AT = SALT_AT + 16;
    private static final int WRAP_BYTES = SEALED_AT + FakeKeyset.KEYS_BYTES + FakeKeyset.OVERHEAD_BYTES;
    private static final int ROUNDS = 2;
    private static final int MOST_ROUNDS = 1000;

    private final SecureRandom random = new SecureRandom();

    /** A cipher that shares nothing with others. */
    public FakeBundleCipher() {}

    @Override
    public Keyset generate(KeyId id) {
        return new FakeKeyset(id, randomBytes(FakeKeyset.KEYS_BYTES));
    }

    @Override
    public byte[] wrap(Keyset keyset, Passphrase passphrase) {
        if (!(keyset instanceof FakeKeyset opened)) {
            throw BackupFailure.of(FailureKind.INVALID, "keyset " + keyset.id() + " was made by another cipher");
        }
        byte[] salt = randomBytes(SEALED_AT - SALT_AT);
        byte[] head = ByteBuffer.allocate(SEALED_AT)
                .put(MAGIC)
                .put(HexFormat.of().parseHex(opened.id().value()))
                .putInt(ROUNDS)
                .put(salt)
                .array();
        byte[] sealed = new FakeKeyset(opened.id(), derive(passphrase, salt, ROUNDS)).seal(opened.keys(), head);
        return ByteBuffer.allocate(WRAP_BYTES).put(head).put(sealed).array();
    }

    @Override
    public Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase) {
        Objects.requireNonNull(passphrase, "passphrase");
        if (wrap.length != WRAP_BYTES || !Arrays.equals(wrap, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(id, "it is no wrap of this cipher");
        }
        if (!HexFormat.of().formatHex(wrap, KEY_ID_AT, ROUNDS_AT).equals(id.value())) {
            throw damaged(id, "it is that of another key");
        }
        int rounds = ByteBuffer.wrap(wrap).getInt(ROUNDS_AT);
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw damaged(id, "it asks for " + rounds + " rounds, not 1 to " + MOST_ROUNDS);
        }
        byte[] salt = Arrays.copyOfRange(wrap, SALT_AT, SEALED_AT);
        try {
            byte[] keys = new FakeKeyset(id, derive(passphrase, salt, rounds))
                    .open(Arrays.copyOfRange(wrap, SEALED_AT, WRAP_BYTES), Arrays.copyOf(wrap, SEALED_AT));
            return new FakeKeyset(id, keys);
        } catch (BackupFailure e) {
            throw BackupFailure.of(FailureKind.DENIED, "the passphrase does not open key " + id, e)
                    .withHint("Give the one that it was wrapped under");
        }
    }

    @Override
    public String toString() {
        return "FakeBundleCipher";
    }

    private static byte[] derive(Passphrase passphrase, byte[] salt, int rounds) {
        byte[] key = FakeKeyset.hmac(salt, passphrase.reveal());
        for (int round = 1; round < rounds; round++) {
            key = FakeKeyset.hmac(salt, key);
        }
        return Arrays.copyOf(key, FakeKeyset.KEYS_BYTES);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static BackupFailure damaged(KeyId id, String what) {
        return BackupFailure.of(FailureKind.CORRUPT, "the stored keyset " + id + " is damaged: " + what);
    }
}
