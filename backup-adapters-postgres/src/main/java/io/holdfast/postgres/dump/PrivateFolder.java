package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A 0700 folder for files that nobody else may read, removed with all of them by {@link #close()}.
 *
 * <p>Its name says which process made it, so that folders of processes that were killed are found and removed by the next one.
 */
final class PrivateFolder implements AutoCloseable {

    private static final String PREFIX = "holdfast-postgres-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,18})-([0-9]{1,18})-.*");
    private static final String HINT = "Name a folder that can be written with -Djava.io.tmpdir";

    private final Path path;

    private PrivateFolder(Path path) {
        this.path = path;
    }

    /** The system's folder for temporary files. */
    static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Makes one in this folder. */
    static PrivateFolder create(Path parent) {
        try {
            ProcessIdentity owner = ProcessIdentity.current();
            return new PrivateFolder(Files.createTempDirectory(
                    parent,
                    PREFIX + owner.pid() + "-" + owner.started() + "-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
        } catch (IOException e) {
            throw failure("make a private folder in " + parent, e);
        }
    }

    /**
     * Removes what processes that are gone have left behind in this folder. What cannot be removed, because it is somebody
     * else's, stays.
     */
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

    /** Where it is. */
    Path path() {
        return path;
    }

    /** Makes an empty 0600 file in it. */
    Path createFile(String name) {
        try {
            return Files.createFile(
                    path.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw failure("make a private file in " + path, e);
        }
    }

    /** Removes the folder and its files. */
    @Override
    public void close() {
        try {
            remove(path);
        } catch (IOException e) {
            throw failure("remove the private folder " + path, e);
        }
    }

    /** Removes it after a failure; that it cannot be removed does not hide why it should be. */
    void closeAfter(BackupFailure first) {
        try {
            close();
        } catch (BackupFailure e) {
            first.addSuppressed(e);
        }
    }

    /** A failure in such a folder. */
    static BackupFailure failure(String what, IOException e) {
        return BackupFailure.of(kind(e), "could not " + what + ": " + e.getMessage(), e)
                .withHint(HINT);
    }

    private static FailureKind kind(IOException e) {
        String message = String.valueOf(e.getMessage());
        // Java has no exception of its own for a full disk; these are the texts of ENOSPC and EDQUOT.
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return FailureKind.NO_SPACE;
        }
        if (e instanceof NoSuchFileException) {
            return FailureKind.NOT_FOUND;
        }
        return e instanceof FileSystemException ? FailureKind.PERMANENT : FailureKind.TRANSIENT;
    }

    private static void removeIfPossible(Path folder) {
        try {
            remove(folder);
        } catch (IOException e) {
            // It is somebody else's, and theirs to remove.
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
