package io.holdfast.postgres.dump;

import io.holdfast.core.database.ConnectionUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.postgresql.jdbcurlresolver.PgPassParser;

/**
 * Where one database is and how to sign in, resolved once for the driver and for the programs alike, so that both always
 * reach the same database as the same user.
 *
 * @param host a name or an IP address; IPv6 without brackets
 * @param port 1 to 65535
 * @param user who signs in
 * @param password from the URL, else PGPASSWORD, else the password file; empty where none of them has one
 * @param database the database's name on its server, 1 to 63 bytes
 * @param tls how the connection is protected
 * @param connectTimeout seconds until a host that does not answer is given up
 * @param applicationName what the URL asks to be called; empty where it does not
 */
record PostgresAddress(
        String host,
        int port,
        String user,
        Optional<Password> password,
        String database,
        Tls tls,
        OptionalInt connectTimeout,
        Optional<String> applicationName) {

    /** The longest name that a server keeps; it cuts longer ones without a word, and another database would answer. */
    static final int NAME_BYTES = 63;

    static final int DEFAULT_PORT = 5432;

    /**
     * How the connection is protected, in libpq's words; empty parts take libpq's defaults.
     *
     * @param mode {@code disable}, {@code allow}, {@code prefer}, {@code require}, {@code verify-ca} or {@code verify-full}
     * @param rootCertificate file of the trusted certificates
     * @param certificate file of the client's certificate
     * @param key file of the client's key
     */
    record Tls(String mode, Optional<String> rootCertificate, Optional<String> certificate, Optional<String> key) {

        /** What libpq does where nobody says anything. */
        static final String DEFAULT_MODE = "prefer";
    }

    PostgresAddress {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(tls, "tls");
    }

    /**
     * Reads a URL; what it does not say comes from this process's environment.
     *
     * @throws io.holdfast.core.failure.BackupFailure INVALID where the URL is not one that both the driver and libpq can
     *     follow
     */
    static PostgresAddress of(ConnectionUrl url) {
        return of(url, System.getenv());
    }

    /** As {@link #of(ConnectionUrl)}, with this environment. */
    static PostgresAddress of(ConnectionUrl url, Map<String, String> environment) {
        PostgresAddress address = new PostgresUrlParser(url.reveal()).parse();
        return address.password().isPresent() ? address : address.withPassword(address.lookUp(environment));
    }

    /** The same server and user, another database. */
    PostgresAddress withDatabase(String name) {
        return new PostgresAddress(host, port, user, password, name, tls, connectTimeout, applicationName);
    }

    /** The same database, for a session that is called this whatever the URL asks for. */
    PostgresAddress withApplicationName(String name) {
        return new PostgresAddress(host, port, user, password, database, tls, connectTimeout, Optional.of(name));
    }

    /** The server, for messages: {@code host:port}. */
    String server() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** A URL that names the same database and user in the same way, without the password. */
    String url() {
        List<String> parameters = new ArrayList<>();
        if (!tls.mode().equals(Tls.DEFAULT_MODE)) {
            parameters.add("sslmode=" + tls.mode());
        }
        tls.rootCertificate().ifPresent(file -> parameters.add("sslrootcert=" + encoded(file)));
        tls.certificate().ifPresent(file -> parameters.add("sslcert=" + encoded(file)));
        tls.key().ifPresent(file -> parameters.add("sslkey=" + encoded(file)));
        connectTimeout.ifPresent(seconds -> parameters.add("connect_timeout=" + seconds));
        applicationName.ifPresent(name -> parameters.add("application_name=" + encoded(name)));
        return "postgresql://" + encoded(user) + "@" + server() + "/" + encoded(database)
                + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
    }

    /** The database, for messages. */
    @Override
    public String toString() {
        return "database " + SqlText.shown(database) + " at " + server();
    }

    private static String encoded(String part) {
        // The encoder is one for forms, where a blank becomes a plus sign.
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static boolean fits(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > 0 && bytes <= NAME_BYTES;
    }

    private PostgresAddress withPassword(Optional<Password> found) {
        return new PostgresAddress(host, port, user, found, database, tls, connectTimeout, applicationName);
    }

    private Optional<Password> lookUp(Map<String, String> environment) {
        String password = environment.get("PGPASSWORD");
        if (password == null || password.isEmpty()) {
            password = PgPassParser.getPassword(host, Integer.toString(port), database, user);
        }
        return Optional.ofNullable(password).map(Password::new);
    }
}
