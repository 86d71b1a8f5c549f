package io.holdfast.local;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The store's folder: where in it a blob's file is, and that nothing leads out of it. A symbolic link in the place of a
 * blob or of a folder is refused: whoever put it there wants something read or written elsewhere.
 */
final class Folder {

    private final Path root;
    private final Disk disk;
    private final Object identity;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    /**
     * @param root the folder, without symbolic links
     * @param identity what the file system tells it from other folders by; null where it does not
     */
    Folder(Path root, Disk disk, Object identity) {
        this.root = root;
        this.disk = disk;
        this.identity = identity;
    }

    Path root() {
        return root;
    }

    /** The file that this blob is or would be, whether or not it is there. */
    Path file(BlobName name) {
        return root.resolve(name.value());
    }

    /**
     * Finds a blob's file; empty where there is none.
     *
     * @throws BackupFailure CORRUPT where something that is no file is in its place, or a link in that of its folder
     */
    Optional<BasicFileAttributes> find(BlobName name) throws IOException {
        Optional<BasicFileAttributes> found = reachable(name) ? disk.look(file(name)) : Optional.empty();
        if (found.isEmpty() || found.get().isDirectory()) {
            requireSame();
            return Optional.empty();
        }
        refuseUnlessPlain(file(name), found.get());
        return found;
    }

    /** Whether the folder that a blob's file would be in is there. */
    boolean reachable(BlobName name) throws IOException {
        for (Path folder : parents(name)) {
            Optional<BasicFileAttributes> found = disk.look(folder);
            if (found.isEmpty() || found.get().isRegularFile()) {
                return false;
            }
            refuseUnlessPlain(folder, found.get());
        }
        return true;
    }

    /** Makes every folder above a blob's file, and makes sure that each is durable; returns the last one. */
    Path prepare(BlobName name) throws IOException {
        Path last = root;
        for (Path folder : parents(name)) {
            make(folder);
            // One that was there already may be another's, who has not come to syncing it yet.
            if (!durable.contains(folder)) {
                disk.sync(folder.getParent());
                durable.add(folder);
            }
            last = folder;
        }
        return last;
    }

    /** Takes nothing for granted any more about the folders above this blob's file. */
    void forget(BlobName name) {
        parents(name).forEach(durable::remove);
    }

    /** Makes a folder unless it is there. */
    void make(Path folder) throws IOException {
        Optional<BasicFileAttributes> found = disk.look(folder);
        if (found.isEmpty()) {
            try {
                disk.makeFolder(folder);
                return;
            } catch (FileAlreadyExistsException e) {
                found = disk.look(folder);
            }
        }
        if (found.isPresent() && found.get().isRegularFile()) {
            throw BackupFailure.of(FailureKind.INVALID, folder + " is a file, and no blob can be below it");
        }
        if (found.isPresent()) {
            refuseUnlessPlain(folder, found.get());
        }
    }

    /**
     * A disk that was unmounted leaves an empty folder behind: without this look it would be taken for an empty store.
     *
     * @throws BackupFailure PERMANENT where the folder is not the one that was opened
     */
    void requireSame() throws IOException {
        Optional<BasicFileAttributes> found = disk.look(root);
        if (found.isEmpty() || (identity != null && !identity.equals(found.get().fileKey()))) {
            throw BackupFailure.of(FailureKind.PERMANENT, root + " is not the folder any more that was opened")
                    .withHint("Is its disk still mounted? Mount it again and start anew.");
        }
    }

    /** Refuses links, devices and pipes. */
    static void refuseUnlessPlain(Path path, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile() && !attributes.isDirectory()) {
            String what = attributes.isSymbolicLink() ? "a symbolic link" : "neither a file nor a folder";
            throw BackupFailure.of(FailureKind.CORRUPT, path + " is " + what + ", which has no place in a store")
                    .withHint("Find out who put it there, and remove it.");
        }
    }

    private List<Path> parents(BlobName name) {
        Path relative = root.relativize(file(name));
        return IntStream.range(1, relative.getNameCount())
                .mapToObj(count -> root.resolve(relative.subpath(0, count)))
                .toList();
    }
}
