package io.holdfast.local;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A store in a folder of the local file system. Each blob is a file under its own name, readable by its owner only; one
 * that is being written is in the folder {@code .tmp} until it is complete and on the disk.
 *
 * <p>What a killed process leaves in {@code .tmp} is removed when a store is opened an hour later or more. Folders that
 * have become empty stay, because removing them would race with puts. The folder may be a symbolic link; nothing inside
 * may.
 */
public final class LocalBlobStore implements BlobStore {

    private final Folder folder;
    private final Disk disk;
    private final BlobWriter writer;
    private volatile boolean closed;

    private LocalBlobStore(Folder folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
        this.writer = new BlobWriter(folder, disk);
    }

    /**
     * Opens the store in a folder that exists.
     *
     * @throws BackupFailure NOT_FOUND where it does not exist, INVALID where it is a file, DENIED where it cannot be read
     */
    public static LocalBlobStore open(Path directory) {
        return open(directory, new Disk());
    }

    static LocalBlobStore open(Path directory, Disk disk) {
        Path absolute = directory.toAbsolutePath();
        for (Path path = absolute; path != null; path = path.getParent()) {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw BackupFailure.of(FailureKind.INVALID, path + " is a file, not a folder");
            }
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(absolute, BasicFileAttributes.class);
            Path root = absolute.toRealPath();
            disk.names(root);
            LocalBlobStore store = new LocalBlobStore(new Folder(root, disk, attributes.fileKey()), disk);
            store.sweep();
            return store;
        } catch (NoSuchFileException e) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "there is no folder " + absolute, e)
                    .withHint("Make it first, or mount its disk: a missing folder is not taken for an empty store.");
        } catch (IOException e) {
            throw FileFailures.of("opening " + absolute, e);
        }
    }

    @Override
    public void put(BlobName name, byte[] content) {
        String what = "storing blob " + name;
        begin(what);
        if (content.length > MAX_BLOB_BYTES) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    "blob " + name + " has " + content.length + " bytes, at most " + MAX_BLOB_BYTES + " can be stored");
        }
        try {
            writer.write(name, content);
        } catch (IOException e) {
            BackupFailure failure = FileFailures.of(what, e);
            throw failure.kind() == FailureKind.PERMANENT && !fits(content.length)
                    ? FileFailures.full(what, e)
                    : failure;
        }
    }

    @Override
    public byte[] get(BlobName name) {
        String what = "reading blob " + name;
        begin(what);
        try {
            find(name);
            return disk.read(folder.file(name), MAX_BLOB_BYTES)
                    .orElseThrow(() -> BackupFailure.of(
                            FailureKind.CORRUPT,
                            "blob " + name + " is larger than any that was stored: " + MAX_BLOB_BYTES + " bytes"));
        } catch (NoSuchFileException e) {
            throw missing(name);
        } catch (IOException e) {
            throw FileFailures.of(what, e);
        }
    }

    @Override
    public BlobInfo stat(BlobName name) {
        begin("looking for blob " + name);
        try {
            BasicFileAttributes found = find(name);
            return new BlobInfo(
                    name, new ByteCount(found.size()), found.lastModifiedTime().toInstant());
        } catch (IOException e) {
            throw FileFailures.of("looking for blob " + name, e);
        }
    }

    @Override
    public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
        String what = "listing " + folder.root();
        begin(what);
        try {
            new BlobListing(folder, disk, prefix, receiver).run();
        } catch (IOException e) {
            throw FileFailures.of(what, e);
        }
    }

    @Override
    public void delete(Collection<BlobName> names) {
        begin("deleting blobs");
        Map<BlobName, BackupFailure> failed = new LinkedHashMap<>();
        Map<Path, Set<BlobName>> changed = new LinkedHashMap<>();
        for (BlobName name : new LinkedHashSet<>(names)) {
            attempt(Set.of(name), failed, () -> {
                if (remove(name)) {
                    changed.computeIfAbsent(folder.file(name).getParent(), any -> new LinkedHashSet<>())
                            .add(name);
                }
            });
        }
        changed.forEach((parent, gone) -> attempt(gone, failed, () -> disk.sync(parent)));
        if (!failed.isEmpty()) {
            BackupFailure first = failed.values().iterator().next();
            BackupFailure failure = BackupFailure.of(
                    first.kind(),
                    "these blobs could not be deleted: " + failed.keySet() + "; " + first.getMessage(),
                    first);
            throw first.hint().map(failure::withHint).orElse(failure);
        }
    }

    @Override
    public Optional<StoreCapacity> capacity() {
        begin("asking for the room in " + folder.root());
        try {
            folder.requireSame();
            FileStore file = Files.getFileStore(folder.root());
            long total = Math.max(0, file.getTotalSpace());
            long free = Math.max(0, Math.min(total, file.getUsableSpace()));
            return Optional.of(new StoreCapacity(new ByteCount(total), new ByteCount(free)));
        } catch (IOException e) {
            throw FileFailures.of("asking for the room in " + folder.root(), e);
        }
    }

    @Override
    public String location() {
        return folder.root().toUri().toString();
    }

    @Override
    public String toString() {
        return location();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Something that the file system may refuse. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Set<BlobName> about, Map<BlobName, BackupFailure> failed, Step step) {
        BackupFailure failure;
        try {
            begin("deleting blobs");
            step.run();
            return;
        } catch (IOException e) {
            failure = FileFailures.of("deleting", e);
        } catch (BackupFailure e) {
            failure = e;
        }
        if (failure.kind() == FailureKind.CANCELLED) {
            throw failure;
        }
        for (BlobName name : about) {
            failed.put(name, failure);
        }
    }

    /** Whether there was something to remove. A link in the blob's own place goes too: that does not follow it. */
    private boolean remove(BlobName name) throws IOException {
        Optional<BasicFileAttributes> found = folder.reachable(name) ? disk.look(folder.file(name)) : Optional.empty();
        if (found.isEmpty() || found.get().isDirectory()) {
            folder.requireSame();
            return false;
        }
        disk.delete(folder.file(name));
        return true;
    }

    private BasicFileAttributes find(BlobName name) throws IOException {
        return folder.find(name).orElseThrow(() -> missing(name));
    }

    private BackupFailure missing(BlobName name) {
        return BackupFailure.of(FailureKind.NOT_FOUND, "there is no blob " + name + " in " + folder.root());
    }

    /** The system's words for a full disk depend on its language; the room that is left does not. */
    private boolean fits(long size) {
        try {
            return Files.getFileStore(folder.root()).getUsableSpace() >= size;
        } catch (IOException e) {
            return true;
        }
    }

    private void sweep() {
        try {
            writer.sweep();
        } catch (IOException e) {
            // A store can be read where nothing can be written; what is left behind does no harm there.
        }
    }

    private void begin(String what) {
        if (closed) {
            throw new IllegalStateException(what + ": the store " + folder.root() + " is closed");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled(what);
        }
    }
}
