package io.holdfast.core.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a database is and how to sign in to it, such as {@code postgresql://user:password@host:5432/name}. Core does not
 * look into it; the adapter does. It may hold a password, so {@link #toString()} masks it and {@link #reveal()} is the
 * one way to the whole of it.
 */
public final class ConnectionUrl {

    private static final String MASK = "***";
    private static final Pattern SECRET = Pattern.compile("pass|pwd|secret|token", Pattern.CASE_INSENSITIVE);

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

    /**
     * The URL with every password replaced by {@code ***}: that of the user part, and every query parameter whose name
     * speaks of a secret. Where it cannot be told what is password, rather too much is masked than too little; what is no
     * URL is masked whole.
     */
    @Override
    public String toString() {
        int scheme = value.indexOf("://");
        if (scheme < 0) {
            return MASK;
        }
        int start = scheme + "://".length();
        // A password may hold any character unescaped, '@', '/' and '?' too, so that only the last '@' surely ends it.
        int end = Math.max(start, value.lastIndexOf('@'));
        int colon = value.indexOf(':', start);
        String user = colon >= start && colon < end
                ? value.substring(start, colon) + ":" + MASK
                : value.substring(start, end);
        return value.substring(0, start) + user + maskedParameters(value.substring(end));
    }

    private static String maskedParameters(String text) {
        int query = text.indexOf('?');
        if (query < 0) {
            return text;
        }
        return Arrays.stream(text.substring(query + 1).split("&", -1))
                .map(ConnectionUrl::maskedParameter)
                .collect(Collectors.joining("&", text.substring(0, query + 1), ""));
    }

    /** What has no name may be the rest of a password with an unescaped {@code &}. */
    private static String maskedParameter(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            return parameter.isEmpty() ? "" : MASK;
        }
        return speaksOfSecret(parameter.substring(0, equals)) ? parameter.substring(0, equals + 1) + MASK : parameter;
    }

    private static boolean speaksOfSecret(String name) {
        try {
            return SECRET.matcher(URLDecoder.decode(name, StandardCharsets.UTF_8))
                    .find();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
