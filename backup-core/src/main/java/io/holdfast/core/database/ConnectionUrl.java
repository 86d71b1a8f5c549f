package io.holdfast.core.database;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a database is and how to sign in to it, such as {@code postgresql://user:password@host:5432/name}. Core does not
 * look into it; the adapter does. It may hold a password, so {@link #toString()} masks it and {@link #reveal()} is the
 * one way to the whole of it.
 */
public final class ConnectionUrl {

    /**
     * The password of the user part, and every query parameter whose name speaks of a secret. The user part ends at the
     * last {@code @} before the path, so that a password with an unescaped {@code @} is masked whole.
     */
    private static final Pattern USER_PASSWORD = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*://[^:/?#@]*):[^/?#]*@");

    private static final Pattern ODD_USER_PASSWORD = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*://[^:@]*):.*@");
    private static final Pattern SECRET_PARAMETER = Pattern.compile("(?i)([?&][^=&]*(?:pass|secret)[^=&]*=)[^&]*");

    private final String value;

    /**
     * @param value the URL, with the password where it has one; kept as it is
     * @throws IllegalArgumentException where it is blank
     */
    public ConnectionUrl(String value) {
        this.value = Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("the URL of a database is empty");
        }
    }

    /** The whole URL, password included. For the adapter that connects, and for nobody else. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectionUrl that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The URL with every password replaced by {@code ***}. */
    @Override
    public String toString() {
        String masked = USER_PASSWORD.matcher(value).replaceFirst("$1:***@");
        masked = ODD_USER_PASSWORD.matcher(masked).replaceFirst("$1:***@");
        return SECRET_PARAMETER.matcher(masked).replaceAll("$1***");
    }
}
