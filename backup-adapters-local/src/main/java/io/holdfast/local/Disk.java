package io.holdfast.local;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The steps that the store asks of the file system, one method each and none following a symbolic link at the end of its
 * path, so that a test can make each of them fail and see in which order they come.
 */
class Disk {

    /** The JDK copies what it transfers through a buffer outside the heap as large as the piece, one a thread. */
    private static final int PIECE = 256 * 1024;

    /** Makes a new file that only its owner can read, and returns when its content is on the disk. */
    void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            for (int from = 0; from < content.length; from += PIECE) {
                ByteBuffer piece = ByteBuffer.wrap(content, from, Math.min(PIECE, content.length - from));
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            channel.force(true);
        }
    }

    /** The content of a file; empty where it is longer than the limit. */
    Optional<byte[]> read(Path file, int limit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > limit) {
                return Optional.empty();
            }
            byte[] content = new byte[(int) channel.size()];
            int at = 0;
            while (at < content.length) {
                int count = channel.read(ByteBuffer.wrap(content, at, Math.min(PIECE, content.length - at)));
                if (count < 0) {
                    throw new EOFException("it ends after " + at + " of " + content.length + " bytes");
                }
                at += count;
            }
            return Optional.of(content);
        }
    }

    /** What a path leads to; empty where there is nothing. */
    Optional<BasicFileAttributes> look(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The names of all that is in a folder, each once; none where the folder has gone. */
    Set<String> names(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Set.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Makes a folder that only its owner can use. It is durable when {@link #sync} of its parent returns. */
    void makeFolder(Path folder) throws IOException {
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Gives a file another name at once, in the place of another file. Durable when {@link #sync} of its folder returns. */
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Sets when a file was modified, as near as the file system can say it. */
    void setModified(Path file, FileTime time) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
    }

    /** Returns when a file's or a folder's present state is on the disk. */
    void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes a file, if it is there. */
    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
