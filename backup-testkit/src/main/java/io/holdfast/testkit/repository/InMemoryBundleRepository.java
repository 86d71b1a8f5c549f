package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A repository in memory, for tests. It keeps the whole contract, encryption apart: with a passphrase it authenticates what
 * it stores but hides nothing, and it derives its key so cheaply that it must never leave a test.
 */
public final class InMemoryBundleRepository implements BundleRepository {

    private final InMemoryRepositoryStore store;
    private final FakeManifests manifests;
    private final RepositoryId id;
    private final FakeKeyset keyset;
    private final InstantSource clock;
    private final boolean encrypted;

    private InMemoryBundleRepository(
            InMemoryRepositoryStore store, RepositoryId id, Optional<FakeKeyset> opened, InstantSource clock) {
        this.store = store;
        this.id = id;
        this.keyset = opened.orElseGet(() -> FakeKeyset.plain(id));
        this.clock = clock;
        this.encrypted = opened.isPresent() || !store.find(FakeManifests.KEY).isEmpty();
        this.manifests = new FakeManifests(store, id, keyset, encrypted);
    }

    /**
     * How to open a repository.
     *
     * @param passphrase with it the repository is an encrypted one; empty reads plain dumps, and stores them where there is
     *     no keyset
     * @param expected the repository that has to be there; empty takes any and makes one in an empty store
     * @param clock what time it is
     */
    public record Opening(Optional<Passphrase> passphrase, Optional<RepositoryId> expected, InstantSource clock) {

        /** Without a passphrase, any repository, the system's clock. */
        public static Opening plain() {
            return new Opening(Optional.empty(), Optional.empty(), InstantSource.system());
        }

        /** With a passphrase, any repository, the system's clock. */
        public static Opening encrypted(Passphrase passphrase) {
            return new Opening(Optional.of(passphrase), Optional.empty(), InstantSource.system());
        }

        /** The same, but only this repository. */
        public Opening expecting(RepositoryId id) {
            return new Opening(passphrase, Optional.of(id), clock);
        }
    }

    /**
     * Opens the repository of a store, and makes it where the store is empty.
     *
     * @throws BackupFailure DENIED where the passphrase is wrong; NOT_FOUND where another repository was expected; CORRUPT or
     *     PERMANENT where what is there is damaged or newer
     */
    public static InMemoryBundleRepository open(InMemoryRepositoryStore store, Opening opening) {
        RepositoryId id = FakeManifests.identify(store, opening.expected());
        Optional<FakeKeyset> opened = opening.passphrase().map(passphrase -> {
            if (store.find(FakeManifests.KEY).isEmpty()) {
                store.store(FakeManifests.KEY, FakeKeyset.generate(passphrase));
            }
            byte[] wrap = store.fetch(FakeManifests.KEY)
                    .orElseThrow(() -> BackupFailure.of(FailureKind.NOT_FOUND, "the keyset is gone"));
            return FakeKeyset.unwrap(id, wrap, passphrase);
        });
        return new InMemoryBundleRepository(store, id, opened, opening.clock());
    }

    @Override
    public RepositoryId id() {
        return id;
    }

    @Override
    public Optional<KeyId> key() {
        return keyset.id();
    }

    @Override
    public DumpWriter begin(NewDump dump) {
        if (encrypted && keyset.id().isEmpty()) {
            throw BackupFailure.of(FailureKind.DENIED, "an encrypted repository is written with its passphrase only")
                    .withHint("Give the passphrase");
        }
        manifests.refuseExisting(dump.bundle(), dump.database());
        return new FakeDumpWriter(dump, new FakePieces(store, keyset), keyset.id(), clock, manifests::store);
    }

    @Override
    public List<Bundle> list() {
        Map<BundleId, List<DumpEntry>> found = new TreeMap<>(Comparator.reverseOrder());
        manifests.forEach((bundle, database) -> manifests
                .entry(bundle, database)
                .ifPresent(entry ->
                        found.computeIfAbsent(bundle, any -> new ArrayList<>()).add(entry)));
        return found.entrySet().stream()
                .map(bundle -> new Bundle(bundle.getKey(), bundle.getValue()))
                .toList();
    }

    @Override
    public Bundle find(BundleId bundle) {
        return list().stream()
                .filter(listed -> listed.id().equals(bundle))
                .findFirst()
                .orElseThrow(() -> BackupFailure.of(FailureKind.NOT_FOUND, "there is no bundle " + bundle));
    }

    @Override
    public DumpReader open(BundleId bundle, DatabaseName database) {
        FakeManifests.Opened opened = manifests.open(bundle, database);
        FakeKeyset of = opened.state() == DumpState.UNAUTHENTICATED ? FakeKeyset.plain(id) : keyset;
        return new FakeDumpReader(opened.manifest(), opened.state(), new FakePieces(store, of));
    }

    @Override
    public void close() {
        // It holds nothing: the store stays, and with it all that was committed.
    }
}
