package io.holdfast.repository;

import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.repository.key.Keyring;
import io.holdfast.repository.lock.LockKind;
import io.holdfast.repository.lock.RepositoryLock;
import io.holdfast.repository.manifest.RepositoryDocument;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Finds the repository in a store, or makes it there. */
final class RepositoryMaker {

    private static final int ID_BYTES = 16;

    /** What a look at whether the store can be written puts and removes, and leaves when it is killed between the two. */
    private static final String PROBES = "doctor-";

    private final BlobStore store;
    private final BundleCipher cipher;
    private final RepositoryOptions options;

    RepositoryMaker(BlobStore store, BundleCipher cipher, RepositoryOptions options) {
        this.store = store;
        this.cipher = cipher;
        this.options = options;
    }

    /** What the store says, if there is a repository in it. */
    static Optional<RepositoryDocument> find(BlobStore store) {
        try {
            return Optional.of(RepositoryDocument.decode(store.get(RepositoryDocument.NAME), store.location()));
        } catch (BackupFailure e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
            // The store itself may be missing: listing it tells that apart from a store that is empty.
            store.list(new BlobPrefix(RepositoryDocument.NAME.value()), blob -> {});
            return Optional.empty();
        }
    }

    /** The repository that is there, or a new one where nothing is. */
    RepositoryDocument findOrMake() {
        Optional<RepositoryDocument> found = find(store);
        if (found.isPresent()) {
            return found.get();
        }
        if (options.expected().isPresent()) {
            throw BackupFailure.of(
                            FailureKind.NOT_FOUND,
                            store.location() + " is empty, where the repository "
                                    + options.expected().get() + " was expected")
                    .withHint("Is the disk mounted?");
        }
        if (options.mode() == RepositoryOptions.Mode.READ) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "there is no repository in " + store.location())
                    .withHint("Check the path; the first backup makes the repository");
        }
        try (RepositoryLock lock = RepositoryLock.acquire(
                store, LockKind.EXCLUSIVE, "making the repository", options.lockTimes(), options.random())) {
            // Somebody else may have made it while we waited for the lock.
            return find(store).orElseGet(() -> make(lock));
        }
    }

    private RepositoryDocument make(RepositoryLock lock) {
        removeAbandonedKeys(lock);
        byte[] id = new byte[ID_BYTES];
        options.random().nextBytes(id);
        RepositoryDocument document = new RepositoryDocument(
                new RepositoryId(HexFormat.of().formatHex(id)), options.clock().instant(), options.chunking());
        options.passphrase()
                .ifPresent(passphrase -> Keyring.create(
                        store, cipher, passphrase, options.clock().instant(), options.random()));
        lock.verify();
        store.put(RepositoryDocument.NAME, document.encode());
        return document;
    }

    /** Keys without a repository are what an interrupted attempt has left; anything else is not ours to touch. */
    private void removeAbandonedKeys(RepositoryLock lock) {
        List<BlobName> keys = new ArrayList<>();
        store.list(BlobPrefix.ALL, blob -> {
            if (Keyring.isWrap(blob.name())) {
                keys.add(blob.name());
            } else if (!RepositoryLock.isLock(blob.name())
                    && !blob.name().value().startsWith(PROBES)) {
                throw BackupFailure.of(
                                FailureKind.INVALID,
                                store.location() + " is not empty and holds no repository: " + blob.name()
                                        + " is in it")
                        .withHint("Choose an empty folder; if this was a repository, its repository.json is missing");
            }
        });
        if (!keys.isEmpty()) {
            // Were the lock lost, they could be those of another who is making the repository right now.
            lock.verify();
            store.delete(keys);
        }
    }
}
