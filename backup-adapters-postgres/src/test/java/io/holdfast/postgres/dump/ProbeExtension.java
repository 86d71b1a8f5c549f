package io.holdfast.postgres.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An extension that is on the server only while a test wants it: with a table whose rows are configuration, so that dumps hold
 * those that were added to it.
 */
final class ProbeExtension implements AutoCloseable {

    private final String name;
    private final Path control;
    private final Path script;

    ProbeExtension(EmbeddedServer server) {
        // The server's files may be shared by several runs of the tests.
        this(server, "probe_" + ProcessHandle.current().pid() + "_" + EmbeddedServer.newName());
    }

    private ProbeExtension(EmbeddedServer server, String name) {
        this.name = name;
        Path folder = Path.of(server.query("postgres", "SELECT setting FROM pg_config WHERE name = 'SHAREDIR'")
                        .get(0))
                .resolve("extension");
        control = folder.resolve(name + ".control");
        script = folder.resolve(name + "--1.0.sql");
        try {
            Files.writeString(control, "default_version = '1.0'\nrelocatable = false\nschema = public\n");
            Files.writeString(
                    script,
                    "CREATE TABLE " + name + "_settings (name text PRIMARY KEY, value text);\n"
                            + "INSERT INTO " + name + "_settings VALUES ('built in', 'x');\n"
                            + "SELECT pg_catalog.pg_extension_config_dump('" + name + "_settings',"
                            + " 'WHERE name <> ''built in''');\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same on another server. */
    ProbeExtension on(EmbeddedServer server) {
        return new ProbeExtension(server, name);
    }

    String name() {
        return name;
    }

    /** Takes it away from the server; databases that have it keep what it made. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(control);
            Files.deleteIfExists(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
