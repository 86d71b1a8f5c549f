package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password where libpq reads it (PostgreSQL manual, "The Password File") and nobody else can: a 0600 file in a 0700 folder
 * of its own, removed by {@link #close()}. Arguments and environments can be read by others, files like this cannot.
 *
 * <p>The folder's name says which process made it, so that folders of processes that were killed are found and removed by
 * the next one.
 */
final class PasswordFile implements AutoCloseable {

    private static final String PREFIX = "holdfast-postgres-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,18})-([0-9]{1,18})-.*");
    private static final String FILE = "pgpass";

    private final Path folder;

    private PasswordFile(Path folder) {
        this.folder = folder;
    }

    /** Writes it into the system's folder for temporary files; an empty file where there is no password. */
    static PasswordFile create(Optional<Password> password) {
        return create(Path.of(System.getProperty("java.io.tmpdir")), password);
    }

    /** As {@link #create(Optional)}, in this folder. */
    static PasswordFile create(Path parent, Optional<Password> password) {
        String line = password.map(PasswordFile::line).orElse("");
        try {
            ProcessIdentity owner = ProcessIdentity.current();
            Path folder = Files.createTempDirectory(
                    parent,
                    PREFIX + owner.pid() + "-" + owner.started() + "-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            PasswordFile file = new PasswordFile(folder);
            file.write(line);
            return file;
        } catch (IOException e) {
            throw failure("make a private folder for the password in " + parent, e);
        }
    }

    /** Removes what processes that are gone have left behind in the system's folder for temporary files. */
    static void sweep() {
        sweep(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** As {@link #sweep()}, in this folder. What cannot be removed, because it is somebody else's, stays. */
    static void sweep(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches()
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && !new ProcessIdentity(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))).alive()) {
                    removeIfPossible(folder);
                }
            }
        } catch (IOException e) {
            // Sweeping is a courtesy to those who were killed; whatever is wrong here, creating a file will report it.
        }
    }

    /** Where it is, for PGPASSFILE. */
    Path path() {
        return folder.resolve(FILE);
    }

    /** Removes file and folder. */
    @Override
    public void close() {
        try {
            remove(folder);
        } catch (IOException e) {
            throw failure("remove the private folder " + folder, e);
        }
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

    private void write(String line) throws IOException {
        try {
            Files.createFile(
                    path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(path(), line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        } catch (IOException e) {
            removeIfPossible(folder);
            throw e;
        }
    }

    private static void removeIfPossible(Path folder) {
        try {
            remove(folder);
        } catch (IOException e) {
            // The caller has a failure to report, or is a sweep that removes what it can.
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
        Files.deleteIfExists(folder);
    }

    private static BackupFailure failure(String what, IOException e) {
        FailureKind kind = e instanceof NoSuchFileException
                ? FailureKind.NOT_FOUND
                : e instanceof FileSystemException ? FailureKind.PERMANENT : FailureKind.TRANSIENT;
        return BackupFailure.of(kind, "could not " + what + ": " + e.getMessage(), e)
                .withHint("Name a folder that can be written with -Djava.io.tmpdir");
    }
}
