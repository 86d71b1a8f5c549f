package io.holdfast.postgres.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A folder with a pg_dump and a pg_restore that are shell scripts. */
final class FakeTools {

    static final Path REAL = EmbeddedServer.tools().folder();

    private FakeTools() {}

    /** The real pg_restore beside a pg_dump that does this; {@code "$@"} are its arguments. */
    static PostgresTools dumping(Path folder, String script) {
        return of(folder, EmbeddedServer.tools().version(), script, "exec " + REAL + "/pg_restore \"$@\"");
    }

    /** Both programs say that they have this version, and do this. */
    static PostgresTools of(Path folder, String version, String dump, String restore) {
        write(folder, "pg_dump", version, dump);
        write(folder, "pg_restore", version, restore);
        return PostgresTools.find(Optional.of(folder));
    }

    /** Writes one program. */
    static void write(Path folder, String name, String version, String script) {
        try {
            Path program = folder.resolve(name);
            Files.writeString(
                    program,
                    "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '" + name + " (PostgreSQL) " + version
                            + "'; exit 0; fi\n" + script + "\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
