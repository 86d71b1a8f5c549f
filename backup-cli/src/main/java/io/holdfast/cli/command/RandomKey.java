package io.holdfast.cli.command;

import java.security.SecureRandom;
import java.util.Base64;

/** A key that nobody can guess, as text. */
final class RandomKey {

    private static final int BYTES = 32;

    private RandomKey() {}

    /** 256 bits in the URL-safe base 64 of RFC 4648 without padding: 43 characters that no shell takes for its own. */
    static String create() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }
}
