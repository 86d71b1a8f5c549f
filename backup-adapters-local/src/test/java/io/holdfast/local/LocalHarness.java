package io.holdfast.local;

import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobStore;
import io.holdfast.testkit.blob.BlobStoreAbilities;
import io.holdfast.testkit.blob.BlobStoreAbility;
import io.holdfast.testkit.blob.BlobStoreHarness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A store in a temporary folder, on a disk that can lose its power, and another on a small disk that gets full. */
final class LocalHarness implements BlobStoreHarness {

    private final Path root;
    private final Set<Path> undeletable = ConcurrentHashMap.newKeySet();
    private final PoweredDisk disk = new PoweredDisk() {
        @Override
        void delete(Path file) throws IOException {
            if (undeletable.contains(file)) {
                throw new FileSystemException(file.toString(), null, "Operation not permitted");
            }
            super.delete(file);
        }
    };
    private SmallDisk full;

    LocalHarness() {
        try {
            root = Files.createTempDirectory("holdfast-local-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public BlobStoreAbilities abilities() {
        return BlobStoreAbilities.all()
                .without(BlobStoreAbility.WRONG_CREDENTIALS, "A folder asks for no credentials.")
                .without(BlobStoreAbility.BROKEN_CONNECTION, "There is no connection.")
                .without(BlobStoreAbility.LOST_REPLY, "There is no connection.")
                .without(BlobStoreAbility.SECRETS, "It takes none.");
    }

    @Override
    public BlobStore open() {
        return LocalBlobStore.open(root, disk);
    }

    @Override
    public SortedSet<String> rawNames() {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !Files.isDirectory(path))
                    .map(path -> root.relativize(path).toString())
                    .collect(TreeSet::new, Set::add, Set::addAll);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void plant(BlobName name, byte[] content) {
        try {
            Path file = root.resolve(name.value());
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void clockMovesOn() {
        // Every put over another has a later time.
    }

    @Override
    public void wipe() {
        undeletable.clear();
        disk.forget();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(path -> !path.equals(root))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (full != null) {
                full.close();
            }
        }
    }

    @Override
    public BlobStore openMissingPlace() {
        return LocalBlobStore.open(root.resolve("missing"));
    }

    @Override
    public BlobStore openFull() {
        full = SmallDisk.mount(8);
        return LocalBlobStore.open(full.folder());
    }

    @Override
    public void cutPower() {
        disk.cutPower();
    }

    @Override
    public void dieDuringPut(BlobName name, byte[] content) {
        KilledWriter.killWhilePutting(root, name, content);
    }

    @Override
    public void obstructListing() {
        Path folder = root.resolve("part-3");
        try {
            Files.move(folder, root.resolve("moved-away"));
            Files.createSymbolicLink(folder, root.resolve("moved-away"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void protect(BlobName name) {
        undeletable.add(root.resolve(name.value()));
    }
}
