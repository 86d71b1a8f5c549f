package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the fake knows instead of encryption: everything stored carries a keyed digest of itself and of its place, so that
 * damage and forgery show. Nothing is hidden, because in memory there is nobody to hide it from. Without a passphrase the
 * digest's key is one that everybody knows, so that damage shows and forgery does not.
 */
final class FakeKeyset {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGEST_BYTES = 32;
    private static final int ID_BYTES = 16;

    private final RepositoryId repository;
    private final Optional<KeyId> id;
    private final byte[] secret;

    private FakeKeyset(RepositoryId repository, Optional<KeyId> id, byte[] secret) {
        this.repository = repository;
        this.id = id;
        this.secret = secret;
    }

    /** That of plain dumps. */
    static FakeKeyset plain(RepositoryId repository) {
        return new FakeKeyset(repository, Optional.empty(), "plain".getBytes(StandardCharsets.UTF_8));
    }

    /** A new wrap: a random id and a random secret, closed with the passphrase. */
    static byte[] generate(Passphrase passphrase) {
        byte[] idAndSecret = new byte[ID_BYTES + DIGEST_BYTES];
        new SecureRandom().nextBytes(idAndSecret);
        byte[] masked = mask(idAndSecret, passphrase);
        byte[] digest = digest(passphrase.reveal(), idAndSecret);
        byte[] wrap = Arrays.copyOf(masked, masked.length + digest.length);
        System.arraycopy(digest, 0, wrap, masked.length, digest.length);
        return wrap;
    }

    /** Opens a wrap; DENIED where the passphrase is wrong or the wrap damaged, which cannot be told apart. */
    static FakeKeyset unwrap(RepositoryId repository, byte[] wrap, Passphrase passphrase) {
        byte[] idAndSecret = mask(Arrays.copyOf(wrap, ID_BYTES + DIGEST_BYTES), passphrase);
        byte[] expected = digest(passphrase.reveal(), idAndSecret);
        if (wrap.length != ID_BYTES + DIGEST_BYTES + DIGEST_BYTES
                || !MessageDigest.isEqual(expected, Arrays.copyOfRange(wrap, ID_BYTES + DIGEST_BYTES, wrap.length))) {
            throw BackupFailure.of(FailureKind.DENIED, "the passphrase does not open the repository's keyset");
        }
        KeyId id = new KeyId(HexFormat.of().formatHex(idAndSecret, 0, ID_BYTES));
        byte[] secret = Arrays.copyOfRange(idAndSecret, ID_BYTES, idAndSecret.length);
        return new FakeKeyset(repository, Optional.of(id), secret);
    }

    /** Its name; empty for that of plain dumps. */
    Optional<KeyId> id() {
        return id;
    }

    /** The content with its digest before it. */
    byte[] seal(String place, byte[] content) {
        byte[] digest = digest(secret, place(place), content);
        byte[] sealed = Arrays.copyOf(digest, DIGEST_BYTES + content.length);
        System.arraycopy(content, 0, sealed, DIGEST_BYTES, content.length);
        return sealed;
    }

    /** The content again, if it is what was sealed for this place; else CORRUPT. */
    byte[] open(String place, byte[] sealed) {
        byte[] content =
                sealed.length < DIGEST_BYTES ? new byte[0] : Arrays.copyOfRange(sealed, DIGEST_BYTES, sealed.length);
        byte[] expected = digest(secret, place(place), content);
        if (sealed.length < DIGEST_BYTES || !MessageDigest.isEqual(expected, Arrays.copyOf(sealed, DIGEST_BYTES))) {
            throw BackupFailure.of(FailureKind.CORRUPT, place + " is not what was stored there");
        }
        return content;
    }

    /** The name of some content, equal for equal content. */
    String identify(byte[] content) {
        return HexFormat.of().formatHex(digest(secret, content));
    }

    private byte[] place(String place) {
        return (repository + " " + place + " ").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] mask(byte[] bytes, Passphrase passphrase) {
        byte[] masked = bytes.clone();
        byte[] idMask = digest(passphrase.reveal(), new byte[] {0});
        byte[] secretMask = digest(passphrase.reveal(), new byte[] {1});
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= i < ID_BYTES ? idMask[i] : secretMask[i - ID_BYTES];
        }
        return masked;
    }

    private static byte[] digest(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
