package io.holdfast.testkit.blob;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A store in memory with every bad day there is, so that adapters, right and wrong, can be tried under all rules. Each
 * client is decorated by the adapter under test.
 */
class MemoryHarness implements BlobStoreHarness {

    static final String SECRET = "hunter2-hunter2";

    private static final ByteCount ROOM = new ByteCount(256L * 1024 * 1024);
    private static final Predicate<String> ANY = subject -> true;

    private final InMemoryBlobStore store = InMemoryBlobStore.create(InstantSource.system(), ROOM);
    private final Set<String> protectedNames = ConcurrentHashMap.newKeySet();
    private final UnaryOperator<BlobStore> adapter;
    private volatile boolean obstructed;

    /** The adapter makes a client out of a flawless one. */
    MemoryHarness(UnaryOperator<BlobStore> adapter) {
        this.adapter = adapter;
    }

    /** The store below the adapter. */
    final InMemoryBlobStore below() {
        return store;
    }

    @Override
    public BlobStoreAbilities abilities() {
        return BlobStoreAbilities.all();
    }

    @Override
    public BlobStore open() {
        return adapter.apply(faulty());
    }

    @Override
    public SortedSet<String> rawNames() {
        SortedSet<String> names = new TreeSet<>();
        store.list(BlobPrefix.ALL, info -> names.add(info.name().value()));
        return names;
    }

    @Override
    public void plant(BlobName name, byte[] content) {
        store.plant(name, content);
    }

    @Override
    public void clockMovesOn() {
        // Every put over another has a later time.
    }

    @Override
    public void wipe() {
        obstructed = false;
        protectedNames.clear();
        List<BlobName> all = new ArrayList<>();
        store.list(BlobPrefix.ALL, info -> all.add(info.name()));
        store.delete(all);
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public BlobStore openWithWrongCredentials() {
        return failing(BackupFailure.of(FailureKind.DENIED, "the store does not take these credentials"));
    }

    @Override
    public BlobStore openMissingPlace() {
        return failing(BackupFailure.of(FailureKind.NOT_FOUND, "there is no such store")
                .withHint("Make it, or mend its name."));
    }

    @Override
    public BlobStore openWithBrokenConnection() {
        return failing(BackupFailure.of(FailureKind.TRANSIENT, "the connection broke"));
    }

    @Override
    public BlobStore openFull() {
        return adapter.apply(InMemoryBlobStore.create(InstantSource.system(), new ByteCount(BlobStore.MAX_BLOB_BYTES)));
    }

    @Override
    public BlobStore openLosingReply() {
        return adapter.apply(faulty().after(
                        StoreOperation.PUT,
                        ANY,
                        FaultyBlobStore.times(1, FaultyBlobStore.failing(FailureKind.UNKNOWN_OUTCOME))));
    }

    @Override
    public void cutPower() {
        // What this store holds, it holds as firmly as memory can.
    }

    @Override
    public void dieDuringPut(BlobName name, byte[] content) {
        // The store below takes a blob at once, so its writer can only die before or after.
        if (name.hashCode() % 2 == 0) {
            open().put(name, content);
        }
    }

    @Override
    public void obstructListing() {
        obstructed = true;
    }

    @Override
    public void protect(BlobName name) {
        protectedNames.add(name.value());
    }

    @Override
    public List<String> secrets() {
        return List.of(SECRET);
    }

    private FaultyBlobStore faulty() {
        return new FaultyBlobStore(store.reopen())
                .before(StoreOperation.REPORT, name -> obstructed && name.endsWith("7"), () -> {
                    throw BackupFailure.of(FailureKind.PERMANENT, "a part of the store cannot be seen");
                })
                .before(StoreOperation.DELETE, protectedNames::contains, FaultyBlobStore.failing(FailureKind.DENIED));
    }

    private BlobStore failing(BackupFailure failure) {
        FaultyBlobStore failing = new FaultyBlobStore(store.reopen());
        for (StoreOperation operation : StoreOperation.values()) {
            failing.before(operation, ANY, () -> {
                throw failure;
            });
        }
        return adapter.apply(failing);
    }
}
