package io.holdfast.repository;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import io.holdfast.repository.chunk.Protection;
import io.holdfast.repository.key.Keyring;
import io.holdfast.repository.lock.LockKind;
import io.holdfast.repository.lock.RepositoryLock;
import io.holdfast.repository.manifest.Manifest;
import io.holdfast.repository.manifest.ManifestCodec;
import io.holdfast.repository.manifest.RepositoryDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Bundles in any {@link BlobStore}: content-addressed, deduplicated, compressed, and sealed by any {@link BundleCipher}, in the format of
 * docs/repository-format.md.
 */
public final class BlobBundleRepository implements BundleRepository {

    private static final String BUNDLES = "bundles/";

    private final BlobStore store;
    private final RepositoryOptions options;
    private final RepositoryDocument document;
    private final Keyring keyring;
    private final ManifestCodec manifests;

    private BlobBundleRepository(
            BlobStore store, RepositoryOptions options, RepositoryDocument document, Keyring keyring) {
        this.store = store;
        this.options = options;
        this.document = document;
        this.keyring = keyring;
        this.manifests = new ManifestCodec(document.id());
    }

    /**
     * Opens the repository in a store, or makes it where the options say so and the store is empty.
     *
     * @param store stays the caller's to close, after the repository
     * @throws BackupFailure NOT_FOUND where there is none; DENIED where the passphrase does not open it, or is missing for
     *     writing; INVALID where a passphrase is given for writing to a plain one, or the store holds something else; PERMANENT
     *     where its format is newer or it is not the one expected; CORRUPT where it is damaged
     */
    public static BlobBundleRepository open(BlobStore store, BundleCipher cipher, RepositoryOptions options) {
        RepositoryDocument document = new RepositoryMaker(store, cipher, options).findOrMake();
        options.expected().filter(id -> !id.equals(document.id())).ifPresent(id -> {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            store.location() + " holds the repository " + document.id() + ", where " + id
                                    + " was expected")
                    .withHint("Is it the right disk or bucket?");
        });
        Keyring keyring = Keyring.of(store, cipher, options.passphrase());
        BlobBundleRepository repository = new BlobBundleRepository(store, options, document, keyring);
        repository.checkPassphrase();
        return repository;
    }

    /** What a store says of its repository to anybody; empty where it holds none. */
    public static Optional<RepositoryInfo> inspect(BlobStore store) {
        return RepositoryMaker.find(store)
                .map(document -> new RepositoryInfo(
                        document.id(), RepositoryDocument.FORMAT, document.createdAt(), Keyring.newest(store)));
    }

    @Override
    public RepositoryId id() {
        return document.id();
    }

    @Override
    public Optional<KeyId> key() {
        return writes() ? keyring.newest() : Optional.empty();
    }

    @Override
    public DumpWriter begin(NewDump dump) {
        Protection protection = keyring.newest().map(keyring::protection).orElseGet(Protection::plain);
        if (!writes()) {
            throw BackupFailure.of(FailureKind.INVALID, store.location() + " was opened for reading only");
        }
        RepositoryLock lock =
                RepositoryLock.acquire(store, LockKind.SHARED, "backup", options.lockTimes(), options.random());
        boolean begun = false;
        try {
            BlobName name = ManifestCodec.nameOf(dump.bundle(), dump.database());
            if (exists(name)) {
                throw BackupFailure.of(
                        FailureKind.ALREADY_EXISTS,
                        "bundle " + dump.bundle() + " has a dump of " + dump.database() + " already");
            }
            DumpWriter writer =
                    new BlobDumpWriter(store, lock, manifests, protection, document.chunking(), options, dump);
            begun = true;
            return writer;
        } finally {
            if (!begun) {
                lock.close();
            }
        }
    }

    @Override
    public List<Bundle> list() {
        return bundles(new BlobPrefix(BUNDLES));
    }

    @Override
    public Bundle find(BundleId id) {
        return bundles(new BlobPrefix(BUNDLES + id + "/")).stream()
                .findFirst()
                .orElseThrow(() -> BackupFailure.of(
                                FailureKind.NOT_FOUND, "there is no bundle " + id + " in " + store.location())
                        .withHint("List the bundles to see which there are"));
    }

    @Override
    public DumpReader open(BundleId bundle, DatabaseName database) {
        BlobName name = ManifestCodec.nameOf(bundle, database);
        byte[] blob;
        try {
            blob = store.get(name);
        } catch (BackupFailure e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
            throw BackupFailure.of(
                            FailureKind.NOT_FOUND,
                            "there is no dump of " + database + " in bundle " + bundle + " in " + store.location(),
                            e)
                    .withHint("List the bundles to see which there are");
        }
        Protection protection = protectionOf(name, blob);
        Manifest manifest = manifests.decode(bundle, database, blob, protection);
        return BlobDumpReader.withLock(store, manifest, protection, stateOf(protection), options);
    }

    /** The store stays open, and every reader and writer holds what it needs itself. */
    @Override
    public void close() {}

    private boolean writes() {
        return options.mode() == RepositoryOptions.Mode.WRITE;
    }

    /** A wrong passphrase is told at once, and nothing is ever written plain where encryption was asked for. */
    private void checkPassphrase() {
        Optional<KeyId> newest = keyring.newest();
        if (newest.isPresent() && writes()) {
            keyring.protection(newest.get());
        } else if (options.passphrase().isPresent()) {
            keyring.requireOne();
        }
        if (newest.isEmpty() && writes()) {
            refuseWhereKeysAreLost();
        }
        if (newest.isEmpty() && writes() && options.passphrase().isPresent()) {
            throw BackupFailure.of(
                            FailureKind.INVALID,
                            "a passphrase was given, but the repository in " + store.location() + " is not encrypted")
                    .withHint(
                            "Leave the passphrase out to go on without encryption, or back up into a new, empty store");
        }
    }

    /** Whoever takes the keys away must not bring it about that the next dump is stored plain. */
    private void refuseWhereKeysAreLost() {
        List<BlobName> names = new ArrayList<>();
        store.list(new BlobPrefix(BUNDLES), blob -> names.add(blob.name()));
        for (BlobName name : names) {
            if (ManifestName.parse(name).isPresent() && isSealed(name)) {
                throw BackupFailure.of(
                                FailureKind.DENIED,
                                store.location() + " holds encrypted dumps, such as " + name + ", but no key is left")
                        .withHint("Bring back the store's keys folder, or back up into a new, empty store");
            }
        }
    }

    private boolean isSealed(BlobName manifest) {
        try {
            return ManifestCodec.isSealed(store.get(manifest));
        } catch (BackupFailure e) {
            if (e.kind() != FailureKind.NOT_FOUND && e.kind() != FailureKind.CORRUPT) {
                throw e;
            }
            return false;
        }
    }

    private Protection protectionOf(BlobName name, byte[] manifest) {
        return manifests.keyOf(name, manifest).map(keyring::protection).orElseGet(Protection::plain);
    }

    private DumpState stateOf(Protection protection) {
        boolean encryptionExpected =
                keyring.newest().isPresent() || options.passphrase().isPresent();
        return protection.key().isEmpty() && encryptionExpected ? DumpState.UNAUTHENTICATED : DumpState.READABLE;
    }

    private boolean exists(BlobName name) {
        try {
            store.stat(name);
            return true;
        } catch (BackupFailure e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
            return false;
        }
    }

    private List<Bundle> bundles(BlobPrefix prefix) {
        List<BlobName> names = new ArrayList<>();
        store.list(prefix, blob -> names.add(blob.name()));
        TreeMap<BundleId, List<DumpEntry>> bundles = new TreeMap<>(Comparator.reverseOrder());
        names.stream()
                .map(ManifestName::parse)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(ManifestName::database))
                .forEach(name -> entry(name)
                        .ifPresent(entry -> bundles.computeIfAbsent(name.bundle(), id -> new ArrayList<>())
                                .add(entry)));
        return bundles.entrySet().stream()
                .map(bundle -> new Bundle(bundle.getKey(), bundle.getValue()))
                .collect(Collectors.toList());
    }

    /** A line of the listing; empty where the dump was removed while we were listing. */
    private Optional<DumpEntry> entry(ManifestName name) {
        byte[] blob;
        try {
            blob = store.get(name.blob());
        } catch (BackupFailure e) {
            return switch (e.kind()) {
                case NOT_FOUND -> Optional.empty();
                case CORRUPT, PERMANENT -> Optional.of(unusable(name, DumpState.DAMAGED, e));
                default -> throw e;
            };
        }
        return Optional.of(entry(name, blob));
    }

    private DumpEntry entry(ManifestName name, byte[] blob) {
        try {
            Protection protection = protectionOf(name.blob(), blob);
            Manifest manifest = manifests.decode(name.bundle(), name.database(), blob, protection);
            DumpState state = stateOf(protection);
            String reason = state == DumpState.READABLE ? "" : "stored plain where encrypted dumps are expected";
            return new DumpEntry(name.database(), state, Optional.of(manifest.summary()), reason);
        } catch (BackupFailure e) {
            return switch (e.kind()) {
                case DENIED -> unusable(name, DumpState.LOCKED, e);
                case CORRUPT -> unusable(name, DumpState.DAMAGED, e);
                case PERMANENT -> unusable(name, DumpState.NEWER_FORMAT, e);
                default -> throw e;
            };
        }
    }

    private static DumpEntry unusable(ManifestName name, DumpState state, BackupFailure why) {
        return new DumpEntry(name.database(), state, Optional.empty(), Objects.toString(why.getMessage()));
    }

    /** A manifest's name, taken apart. */
    private record ManifestName(BundleId bundle, DatabaseName database) {

        /** Empty for a name that is none of the format's. */
        static Optional<ManifestName> parse(BlobName blob) {
            String[] parts = blob.value().split("/", -1);
            if (parts.length != 3) {
                return Optional.empty();
            }
            try {
                return Optional.of(new ManifestName(new BundleId(parts[1]), new DatabaseName(parts[2])));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        BlobName blob() {
            return ManifestCodec.nameOf(bundle, database);
        }
    }
}
