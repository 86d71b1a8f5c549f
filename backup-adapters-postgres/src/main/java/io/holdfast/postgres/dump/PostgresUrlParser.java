package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads connection URIs as libpq does (PostgreSQL manual, "Connection URIs"), as far as the JDBC driver can follow: one host,
 * reached by TCP.
 *
 * <p>A mistyped password can end up in any part of the URL (a slash in it ends the user part early), so no message shows a
 * part before it was found well-formed.
 */
final class PostgresUrlParser {

    private static final Pattern SCHEME = Pattern.compile("(?i)postgres(?:ql)?://");
    private static final Pattern HOST =
            Pattern.compile("[\\p{L}\\p{N}._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\\w.-]+)?");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z_]{1,40}");
    private static final Set<String> TLS_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final String ENCODE_HINT =
            "Percent-encode the special characters of user, password and name: @ is %40, / is %2F, : is %3A, % is %25";

    private final String url;
    private final Map<String, String> parts = new LinkedHashMap<>();

    PostgresUrlParser(String url) {
        this.url = url;
    }

    PostgresAddress parse() {
        split();
        String host = parts.getOrDefault("host", "");
        String database = parts.getOrDefault("dbname", "");
        if (database.isEmpty()) {
            throw invalid("does not name a database")
                    .withHint("Put its name behind the host: postgresql://user@host:5432/name");
        }
        if (!PostgresAddress.fits(database)) {
            throw invalid("names a database with more than " + PostgresAddress.NAME_BYTES
                    + " bytes in its name, which no server has");
        }
        String user = parts.getOrDefault("user", "");
        return new PostgresAddress(
                host(host),
                port(parts.getOrDefault("port", "")),
                user.isEmpty() ? System.getProperty("user.name") : user,
                part("password").map(Password::new),
                database,
                tls(),
                connectTimeout(),
                part("application_name"));
    }

    private void split() {
        var scheme = SCHEME.matcher(url);
        if (!scheme.lookingAt()) {
            throw invalid("does not begin with postgresql:// or postgres://")
                    .withHint(
                            url.startsWith("jdbc:")
                                    ? "Leave out the jdbc: at its beginning"
                                    : "Write it as postgresql://user@host:5432/name");
        }
        String rest = url.substring(scheme.end());
        int slash = rest.indexOf('/');
        int at = rest.indexOf('@');
        if (at >= 0 && (slash < 0 || at < slash)) {
            signIn(rest.substring(0, at));
            rest = rest.substring(at + 1);
        }
        if (rest.contains("@")) {
            // A password with a bare @ or / leaves its end in here, where it would be taken for a name that may be
            // shown.
            throw invalid("has more than one @, or a / before it").withHint(ENCODE_HINT);
        }
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        slash = place.indexOf('/');
        server(slash < 0 ? place : place.substring(0, slash));
        if (slash >= 0) {
            parts.put("dbname", decoded(place.substring(slash + 1), "name of the database"));
        }
        if (question >= 0) {
            parameters(rest.substring(question + 1));
        }
    }

    private void signIn(String text) {
        int colon = text.indexOf(':');
        parts.put("user", decoded(colon < 0 ? text : text.substring(0, colon), "user"));
        if (colon >= 0 && colon < text.length() - 1) {
            parts.put("password", decoded(text.substring(colon + 1), "password"));
        }
    }

    private void server(String text) {
        if (text.contains(",")) {
            throw invalid("names several hosts").withHint("Name the one host that is to be used");
        }
        int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (text.startsWith("[") && hostEnd == 0) {
            throw invalid("has an IPv6 address without its closing bracket");
        }
        if (hostEnd < 0) {
            hostEnd = text.length();
        }
        String host = text.substring(0, hostEnd);
        parts.put("host", host.startsWith("[") ? host.substring(1, hostEnd - 1) : decoded(host, "host"));
        if (hostEnd < text.length()) {
            if (text.charAt(hostEnd) != ':') {
                throw invalid("has something other than a port behind its host").withHint(ENCODE_HINT);
            }
            parts.put("port", decoded(text.substring(hostEnd + 1), "port"));
        }
    }

    private void parameters(String text) {
        for (String parameter : text.split("&", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                throw invalid("has a parameter without a value").withHint("Write parameters as ?name=value&name=value");
            }
            String name = decoded(parameter.substring(0, equals), "parameter");
            String value = decoded(parameter.substring(equals + 1), "parameter");
            switch (name) {
                case "user",
                        "password",
                        "host",
                        "port",
                        "dbname",
                        "sslmode",
                        "sslrootcert",
                        "sslcert",
                        "sslkey",
                        "connect_timeout",
                        "application_name" -> parts.put(name, value);
                default ->
                    throw invalid(
                                    PARAMETER.matcher(name).matches()
                                            ? "has the parameter \"" + name + "\", which is not supported"
                                            : "has a parameter that is not supported")
                            .withHint("Supported are sslmode, sslrootcert, sslcert, sslkey, connect_timeout and"
                                    + " application_name; write the rest into the server's or the user's settings");
            }
        }
    }

    private static String host(String host) {
        if (host.startsWith("/") || host.startsWith("@")) {
            throw invalid("names a Unix socket, which the JDBC driver cannot use")
                    .withHint("Name a host; localhost for this machine");
        }
        if (host.contains(",")) {
            throw invalid("names several hosts").withHint("Name the one host that is to be used");
        }
        if (host.isEmpty()) {
            return "localhost";
        }
        if (!HOST.matcher(host).matches()) {
            throw invalid("has a host with characters that no host has").withHint(ENCODE_HINT);
        }
        return host;
    }

    private static int port(String text) {
        if (text.isEmpty()) {
            return PostgresAddress.DEFAULT_PORT;
        }
        OptionalInt port = number(text);
        if (port.isEmpty() || port.getAsInt() < 1 || port.getAsInt() > 65_535) {
            throw invalid("has a port that is not a number from 1 to 65535").withHint(ENCODE_HINT);
        }
        return port.getAsInt();
    }

    private PostgresAddress.Tls tls() {
        String mode =
                parts.getOrDefault("sslmode", PostgresAddress.Tls.DEFAULT_MODE).toLowerCase(Locale.ROOT);
        if (!TLS_MODES.contains(mode)) {
            throw invalid("has an sslmode other than disable, allow, prefer, require, verify-ca and verify-full");
        }
        return new PostgresAddress.Tls(mode, part("sslrootcert"), part("sslcert"), part("sslkey"));
    }

    private OptionalInt connectTimeout() {
        String text = parts.getOrDefault("connect_timeout", "");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalInt seconds = number(text);
        if (seconds.isEmpty() || seconds.getAsInt() < 1 || seconds.getAsInt() > 86_400) {
            throw invalid("has a connect_timeout that is not a number of seconds from 1 to 86400");
        }
        return seconds;
    }

    private Optional<String> part(String name) {
        return Optional.ofNullable(parts.get(name)).filter(value -> !value.isEmpty());
    }

    private static OptionalInt number(String text) {
        return text.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    private static String decoded(String text, String what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int value = raw[i];
            if (value == '%') {
                int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
                int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw invalid("has a % in its " + what + " that no two hexadecimal digits follow")
                            .withHint(ENCODE_HINT);
                }
                value = high * 16 + low;
                i += 2;
            }
            if (value == 0) {
                throw invalid("has a zero byte in its " + what);
            }
            bytes.write(value);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("has a " + what + " that is not UTF-8");
        }
    }

    private static BackupFailure invalid(String what) {
        return BackupFailure.of(FailureKind.INVALID, "the URL of the database " + what);
    }
}
