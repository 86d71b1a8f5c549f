package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;

/** Stores pieces of content under one keyset, each once, and reads them back. */
final class FakePieces {

    static final String PREFIX = "content/";

    private final InMemoryRepositoryStore store;
    private final FakeKeyset keyset;

    FakePieces(InMemoryRepositoryStore store, FakeKeyset keyset) {
        this.store = store;
        this.keyset = keyset;
    }

    /**
     * A piece that is in the store.
     *
     * @param id its name
     * @param added what it added to the store; nothing if it was there
     */
    record Stored(String id, ByteCount added) {}

    Stored store(byte[] piece) {
        String id = keyset.identify(piece);
        String name = PREFIX + id;
        if (!store.find(name).isEmpty()) {
            return new Stored(id, ByteCount.ZERO);
        }
        byte[] sealed = keyset.seal(name, piece);
        return new Stored(id, store.store(name, sealed) ? new ByteCount(sealed.length) : ByteCount.ZERO);
    }

    byte[] read(String id) {
        String name = PREFIX + id;
        byte[] sealed = store.fetch(name)
                .orElseThrow(() -> BackupFailure.of(FailureKind.CORRUPT, name + " is missing from the store"));
        return keyset.open(name, sealed);
    }
}
