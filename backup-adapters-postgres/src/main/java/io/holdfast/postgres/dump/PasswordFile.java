package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A password where libpq reads it (PostgreSQL manual, "The Password File") and nobody else can: a 0600 file in a {@link
 * PrivateFolder} of its own, removed by {@link #close()}. Arguments and environments can be read by others, files like this
 * cannot.
 */
final class PasswordFile implements AutoCloseable {

    private static final String FILE = "pgpass";

    private final PrivateFolder folder;

    private PasswordFile(PrivateFolder folder) {
        this.folder = folder;
    }

    /** Writes it into the system's folder for temporary files; an empty file where there is no password. */
    static PasswordFile create(Optional<Password> password) {
        return create(PrivateFolder.temporary(), password);
    }

    /** As {@link #create(Optional)}, in this folder. */
    static PasswordFile create(Path parent, Optional<Password> password) {
        String line = password.map(PasswordFile::line).orElse("");
        PrivateFolder folder = PrivateFolder.create(parent);
        try {
            Path file = folder.createFile(FILE);
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
            return new PasswordFile(folder);
        } catch (IOException e) {
            BackupFailure failure = PrivateFolder.failure("write the password file in " + parent, e);
            folder.closeAfter(failure);
            throw failure;
        } catch (BackupFailure e) {
            folder.closeAfter(e);
            throw e;
        }
    }

    /** Removes what processes that are gone have left behind in the system's folder for temporary files. */
    static void sweep() {
        sweep(PrivateFolder.temporary());
    }

    /** As {@link #sweep()}, in this folder. What cannot be removed, because it is somebody else's, stays. */
    static void sweep(Path parent) {
        PrivateFolder.sweep(parent);
    }

    /** Where it is, for PGPASSFILE. */
    Path path() {
        return folder.path().resolve(FILE);
    }

    /** Removes file and folder. */
    @Override
    public void close() {
        folder.close();
    }

    /** The file serves one connection, so it need not say which. */
    private static String line(Password password) {
        String value = password.reveal();
        if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw BackupFailure.of(
                            FailureKind.INVALID,
                            "the password of the database has a line break or zero byte, which no password file can hold")
                    .withHint("Give the user another password");
        }
        return "*:*:*:*:" + value.replace("\\", "\\\\").replace(":", "\\:") + "\n";
    }
}
