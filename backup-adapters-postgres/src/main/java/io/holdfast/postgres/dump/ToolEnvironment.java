package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment that a program of PostgreSQL is started with: where to connect, and nothing secret.
 *
 * <p>The connection goes through the environment because a database's name given as an argument can be a whole connection
 * string that leads elsewhere (PostgreSQL manual, {@code --dbname}), while PGDATABASE is always a name. Nothing is inherited
 * but what the system's libraries need: no PG* variable of the caller can change what is dumped, and none of the
 * caller's secrets gets into the listing of another process.
 */
final class ToolEnvironment {

    private static final List<String> INHERITED = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "TMPDIR",
            "TZ",
            "LD_LIBRARY_PATH",
            "KRB5CCNAME",
            "KRB5_CONFIG",
            "OPENSSL_CONF",
            "SSL_CERT_DIR",
            "SSL_CERT_FILE");

    private static final int FIRST_WITH_NATIVE_ENCODING = 18;

    private final Map<String, String> variables = new LinkedHashMap<>();

    private ToolEnvironment() {
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        // Messages are read by this program; names and data are bytes to the tools, whatever the locale.
        variables.put("LC_ALL", "C");
    }

    /** For a program that connects to nothing. */
    static ToolEnvironment offline() {
        return new ToolEnvironment();
    }

    /** For a program that connects to this database. */
    static ToolEnvironment connecting(PostgresAddress address, Path passwordFile, String applicationName) {
        ToolEnvironment environment = new ToolEnvironment();
        environment.put("PGHOST", address.host());
        environment.put("PGPORT", Integer.toString(address.port()));
        environment.put("PGUSER", address.user());
        environment.put("PGDATABASE", address.database());
        environment.put("PGPASSFILE", passwordFile.toString());
        environment.put("PGAPPNAME", address.applicationName().orElse(applicationName));
        environment.put("PGSSLMODE", address.tls().mode());
        address.tls().rootCertificate().ifPresent(file -> environment.put("PGSSLROOTCERT", file));
        address.tls().certificate().ifPresent(file -> environment.put("PGSSLCERT", file));
        address.tls().key().ifPresent(file -> environment.put("PGSSLKEY", file));
        address.connectTimeout().ifPresent(seconds -> environment.put("PGCONNECT_TIMEOUT", Integer.toString(seconds)));
        return environment;
    }

    /** Adds settings for the session, as PGOPTIONS. */
    ToolEnvironment withSessionSettings(String options) {
        variables.put("PGOPTIONS", options);
        return this;
    }

    /** Replaces an environment with this one. */
    void applyTo(Map<String, String> environment) {
        environment.clear();
        environment.putAll(variables);
    }

    private void put(String name, String value) {
        if (!carries(value)) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "the characters of " + SqlText.shown(value) + " cannot be handed to PostgreSQL's programs,"
                                    + " because this process runs with the character set " + processCharset())
                    .withHint("Start it in a UTF-8 locale, such as LC_ALL=C.UTF-8"
                            + (Runtime.version().feature() < FIRST_WITH_NATIVE_ENCODING
                                    ? ", or with -Dfile.encoding=UTF-8"
                                    : ""));
        }
        variables.put(name, value);
    }

    /** Whether this process can hand these characters to another as an argument or in the environment, in UTF-8. */
    static boolean carries(String value) {
        return Arrays.equals(value.getBytes(processCharset()), value.getBytes(StandardCharsets.UTF_8));
    }

    /** Java encodes arguments and environments in its default charset, and from 18 on in the locale's. */
    private static Charset processCharset() {
        return Runtime.version().feature() < FIRST_WITH_NATIVE_ENCODING
                ? Charset.defaultCharset()
                : Charset.forName(System.getProperty("sun.jnu.encoding"));
    }
}
