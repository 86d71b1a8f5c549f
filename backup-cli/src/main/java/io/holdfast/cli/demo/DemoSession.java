package io.holdfast.cli.demo;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs in to a database through JDBC and turns what JDBC throws into {@link BackupFailure}s. */
final class DemoSession {

    /** User and password end at the last {@code @} before the path, so that one inside the password does no harm. */
    private static final Pattern FORM =
            Pattern.compile("(?:postgresql|postgres)://(?:([^:/?#]*)(?::([^/?#]*))?@)?(.*)");

    private DemoSession() {}

    /** A new connection; the caller's to close. */
    static Connection open(ConnectionUrl url) {
        Matcher parts = FORM.matcher(url.reveal());
        if (!parts.matches()) {
            throw BackupFailure.of(FailureKind.INVALID, "the URL " + url + " does not begin with postgresql://");
        }
        Properties properties = new Properties();
        put(properties, "user", parts.group(1));
        put(properties, "password", parts.group(2));
        properties.setProperty("ApplicationName", "holdfast demo");
        try {
            return DriverManager.getConnection("jdbc:postgresql://" + parts.group(3), properties);
        } catch (SQLException e) {
            throw failure("signing in to " + url, e);
        }
    }

    /**
     * The failure that a JDBC exception means.
     *
     * @param what what was being done, such as {@code "signing in to postgresql://…"}
     */
    static BackupFailure failure(String what, SQLException cause) {
        return BackupFailure.of(kind(cause), what + " failed: " + cause.getMessage(), cause);
    }

    private static FailureKind kind(SQLException cause) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08", "53", "57" -> state.equals("53100") ? FailureKind.NO_SPACE : FailureKind.TRANSIENT;
            case "28" -> FailureKind.DENIED;
            case "3D" -> FailureKind.NOT_FOUND;
            default ->
                state.equals("42P04") || state.equals("42710") ? FailureKind.ALREADY_EXISTS : FailureKind.PERMANENT;
        };
    }

    private static void put(Properties properties, String name, String encoded) {
        if (encoded != null && !encoded.isEmpty()) {
            // A plus is a plus in this part of a URL; URLDecoder alone would make it a space.
            properties.setProperty(name, URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
    }
}
