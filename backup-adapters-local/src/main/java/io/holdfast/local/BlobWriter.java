package io.holdfast.local;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Writes blobs: beside, to the disk, under the final name at once, and that to the disk too. Files that are being written
 * are in a folder of their own whose name no blob can have.
 */
final class BlobWriter {

    /** Begins with a dot, as no segment of a blob's name does. */
    static final String TEMPORARY = ".tmp";

    /**
     * A put takes seconds. Should one be asleep for longer than this and find its file swept away, it fails and can be
     * repeated; so nobody has to know whether its process is alive.
     */
    static final Duration LEFT_BEHIND = Duration.ofHours(1);

    /** File systems keep times in steps of a nanosecond to two seconds. */
    private static final List<Duration> STEPS =
            List.of(Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofSeconds(4));

    private final Folder folder;
    private final Disk disk;
    private final Path temporaries;
    private final List<Object> locks =
            IntStream.range(0, 64).mapToObj(i -> new Object()).toList();

    BlobWriter(Folder folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
        this.temporaries = folder.root().resolve(TEMPORARY);
    }

    /** Stores a blob; when it fails, its temporary file is gone. */
    void write(BlobName name, byte[] content) throws IOException {
        folder.requireSame();
        folder.make(temporaries);
        Path temporary = temporaries.resolve(UUID.randomUUID().toString());
        Path parent;
        try {
            disk.write(temporary, content);
            parent = publish(name, temporary);
        } catch (IOException | RuntimeException e) {
            remove(temporary, e);
            throw e;
        }
        try {
            disk.sync(parent);
        } catch (IOException e) {
            BackupFailure failure = FileFailures.of("making blob " + name + " durable", e);
            throw failure.kind() == FailureKind.CANCELLED
                    ? failure
                    : BackupFailure.of(
                            FailureKind.UNKNOWN_OUTCOME, failure.getMessage() + "; it is there, but may not last", e);
        }
    }

    /** Removes what killed processes left, by the file system's own clock. */
    void sweep() throws IOException {
        if (disk.look(temporaries).filter(BasicFileAttributes::isDirectory).isEmpty()) {
            return;
        }
        List<Path> files =
                disk.names(temporaries).stream().map(temporaries::resolve).toList();
        if (files.isEmpty()) {
            return;
        }
        Path probe = temporaries.resolve(UUID.randomUUID().toString());
        disk.write(probe, new byte[1]);
        Instant now = modified(probe).orElse(Instant.MIN);
        disk.delete(probe);
        for (Path file : files) {
            if (modified(file).filter(now.minus(LEFT_BEHIND)::isAfter).isPresent()) {
                disk.delete(file);
            }
        }
    }

    private Path publish(BlobName name, Path temporary) throws IOException {
        try {
            return publishInto(folder.prepare(name), name, temporary);
        } catch (NoSuchFileException e) {
            // Somebody removed an empty folder in between; what was known of it is of no use.
            folder.forget(name);
            return publishInto(folder.prepare(name), name, temporary);
        }
    }

    private Path publishInto(Path parent, BlobName name, Path temporary) throws IOException {
        Path target = folder.file(name);
        // Two puts of one name must not both take the same time for the one that comes after what is there.
        synchronized (locks.get(Math.floorMod(name.hashCode(), locks.size()))) {
            Optional<BasicFileAttributes> old = disk.look(target);
            if (old.isPresent()) {
                if (old.get().isDirectory()) {
                    throw BackupFailure.of(FailureKind.INVALID, name + " is the folder of other blobs");
                }
                moveOn(temporary, old.get().lastModifiedTime());
            }
            disk.rename(temporary, target);
        }
        return parent;
    }

    /** Clocks are set back, and those of file systems stand still for some milliseconds; modified times must not. */
    private void moveOn(Path temporary, FileTime old) throws IOException {
        boolean changed = false;
        for (Duration step : STEPS) {
            if (modified(temporary).filter(old.toInstant()::isBefore).isPresent()) {
                break;
            }
            disk.setModified(temporary, FileTime.from(old.toInstant().plus(step)));
            changed = true;
        }
        if (changed) {
            disk.sync(temporary);
        }
    }

    private Optional<Instant> modified(Path file) throws IOException {
        return disk.look(file).map(found -> found.lastModifiedTime().toInstant());
    }

    private void remove(Path temporary, Exception failure) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
