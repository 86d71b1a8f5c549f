package io.holdfast.postgres.dump;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * What the sessions of one dump are called in the server's activity view. All end with the same random token, so that they can
 * be told from those of other dumps, whatever the URL asks to be called.
 */
final class SessionNames {

    /** A server cuts names at 63 bytes; the token has to survive. */
    private static final int PREFIX_CHARACTERS = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String prefix;
    private final String token;

    private SessionNames(String prefix, String token) {
        this.prefix = prefix;
        this.token = token;
    }

    /**
     * Makes up names.
     *
     * @param asked what the URL asks to be called
     */
    static SessionNames create(Optional<String> asked) {
        String prefix = asked.orElse("holdfast-dump").replaceAll("[^ -~]", "?");
        return new SessionNames(
                prefix.substring(0, Math.min(prefix.length(), PREFIX_CHARACTERS)),
                String.format(Locale.ROOT, "%016x", RANDOM.nextLong()));
    }

    /** What all names of this dump end with, and no others. */
    String token() {
        return token;
    }

    /** The address for the session that does this part. */
    PostgresAddress address(PostgresAddress address, String part) {
        return address.withApplicationName(prefix + "-" + part + "-" + token);
    }
}
