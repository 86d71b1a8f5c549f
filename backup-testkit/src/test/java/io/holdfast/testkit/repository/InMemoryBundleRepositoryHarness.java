package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.testkit.repository.InMemoryBundleRepository.Opening;
import io.holdfast.testkit.repository.StoredObject.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the contract on the fake. */
class InMemoryBundleRepositoryHarness implements BundleRepositoryHarness {

    private static final Passphrase PASSPHRASE = new Passphrase("correct horse battery staple");

    private final Storage storage;
    private final InMemoryRepositoryStore store = new InMemoryRepositoryStore();

    InMemoryBundleRepositoryHarness(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public BundleRepository open() {
        return open(opening());
    }

    @Override
    public BundleRepository openWithPassphrase() {
        return open(Opening.encrypted(PASSPHRASE));
    }

    @Override
    public BundleRepository openWithoutPassphrase() {
        return open(Opening.plain());
    }

    @Override
    public BundleRepository openWithWrongPassphrase() {
        return open(Opening.encrypted(new Passphrase("incorrect horse")));
    }

    @Override
    public BundleRepository openExpecting(RepositoryId id) {
        return open(opening().expecting(id));
    }

    /** Where wrong repositories come in. */
    BundleRepository open(Opening opening) {
        return InMemoryBundleRepository.open(store, opening);
    }

    @Override
    public ByteCount storedBytes() {
        return store.size();
    }

    @Override
    public List<StoredObject> stored() {
        return store.names().stream()
                .map(name -> new StoredObject(name, kind(name)))
                .toList();
    }

    @Override
    public byte[] read(StoredObject object) {
        return store.content(object.name());
    }

    @Override
    public void write(StoredObject object, byte[] content) {
        store.replace(object.name(), content);
    }

    @Override
    public void remove(StoredObject object) {
        store.remove(object.name());
    }

    @Override
    public StoredObject manifest(BundleId bundle, DatabaseName database) {
        return new StoredObject(FakeManifests.name(bundle, database), Kind.MANIFEST);
    }

    @Override
    public void slipPlainDump(NewDump dump, StreamName stream, byte[] content) {
        InMemoryRepositoryStore plain = new InMemoryRepositoryStore();
        plain.replace(FakeManifests.FORMAT, store.content(FakeManifests.FORMAT));
        try (BundleRepository repository = InMemoryBundleRepository.open(plain, Opening.plain())) {
            new SampleDump(dump, new TreeMap<>(Map.of(stream, content)), SampleDump.FACTS).storeIn(repository);
        }
        plain.names().forEach(name -> store.replace(name, plain.content(name)));
    }

    @Override
    public void newerFormat(BundleId bundle, DatabaseName database) {
        raiseVersion(FakeManifests.name(bundle, database));
    }

    @Override
    public void newerRepositoryFormat() {
        raiseVersion(FakeManifests.FORMAT);
    }

    @Override
    public void hold() {
        store.hold();
    }

    @Override
    public void failWrites(FailureKind kind) {
        store.failWrites(kind);
    }

    @Override
    public void release() {
        store.release();
    }

    @Override
    public void close() {
        // The store goes with the last reference to it.
    }

    private Opening opening() {
        return storage == Storage.ENCRYPTED ? Opening.encrypted(PASSPHRASE) : Opening.plain();
    }

    private void raiseVersion(String name) {
        byte[] content = store.content(name);
        content[0] = FakeManifests.VERSION + 1;
        store.replace(name, content);
    }

    private static Kind kind(String name) {
        if (name.startsWith(FakeManifests.PREFIX)) {
            return Kind.MANIFEST;
        }
        if (name.startsWith(FakePieces.PREFIX)) {
            return Kind.CONTENT;
        }
        return name.equals(FakeManifests.KEY) ? Kind.KEY : Kind.FORMAT;
    }
}
