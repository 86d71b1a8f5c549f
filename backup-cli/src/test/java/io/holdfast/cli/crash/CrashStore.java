package io.holdfast.cli.crash;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.local.LocalBlobStore;
import io.holdfast.repository.BlobBundleRepository;
import io.holdfast.repository.RepositoryOptions;
import io.holdfast.tink.TinkBundleCipher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder with an encrypted repository. */
final class CrashStore implements AutoCloseable {

    private static final String PASSPHRASE = "correct horse";
    private static final Duration LONG_AGO = Duration.ofDays(1);

    private final Path folder;
    private final Path passphrase;
    private final LocalBlobStore blobs;
    private final BundleRepository repository;

    private CrashStore(Path folder, Path passphrase) {
        this.folder = folder;
        this.passphrase = passphrase;
        blobs = LocalBlobStore.open(folder);
        repository = BlobBundleRepository.open(
                blobs, new TinkBundleCipher(), RepositoryOptions.writing().passphrase(new Passphrase(PASSPHRASE)));
    }

    /** Makes one, and a file with its passphrase beside it. */
    static CrashStore make(Path parent) throws IOException {
        Path passphrase = Files.writeString(parent.resolve("passphrase"), PASSPHRASE + "\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        return new CrashStore(Files.createDirectory(parent.resolve("store")), passphrase);
    }

    BundleRepository repository() {
        return repository;
    }

    /** As the command line takes it. */
    String url() {
        return folder.toUri().toString();
    }

    /** What the program needs to open it. */
    Map<String, String> environment() {
        return Map.of("HOLDFAST_PASSPHRASE_FILE", passphrase.toString());
    }

    Set<BundleId> bundles() {
        return repository.list().stream().map(Bundle::id).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Reads every chunk of every dump.
     *
     * @throws io.holdfast.core.failure.BackupFailure where one is not whole
     */
    void readAll() {
        for (Bundle bundle : repository.list()) {
            for (DumpEntry dump : bundle.dumps()) {
                try (DumpReader reader = repository.open(bundle.id(), dump.database())) {
                    reader.check(bytes -> {});
                }
            }
        }
    }

    /** What is in the store only while somebody is at work: locks, and blobs that are being written. */
    List<Path> passing() {
        List<Path> found = new ArrayList<>();
        for (String name : List.of("locks", ".tmp")) {
            Path directory = folder.resolve(name);
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    found.addAll(files.toList());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
    }

    /** Makes all of that so old that nobody takes it for living. */
    void age() {
        for (Path file : passing()) {
            try {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(LONG_AGO)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        repository.close();
        blobs.close();
    }
}
