package io.holdfast.testkit.blob;

import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Hands every call on to another store, which it owns. Subclasses change what they are about. */
public abstract class ForwardingBlobStore implements BlobStore {

    private final BlobStore inner;

    /** Forwards to this store and closes it when it is closed. */
    protected ForwardingBlobStore(BlobStore inner) {
        this.inner = Objects.requireNonNull(inner, "inner");
    }

    @Override
    public void put(BlobName name, byte[] content) {
        inner.put(name, content);
    }

    @Override
    public byte[] get(BlobName name) {
        return inner.get(name);
    }

    @Override
    public BlobInfo stat(BlobName name) {
        return inner.stat(name);
    }

    @Override
    public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
        inner.list(prefix, receiver);
    }

    @Override
    public void delete(Collection<BlobName> names) {
        inner.delete(names);
    }

    @Override
    public Optional<StoreCapacity> capacity() {
        return inner.capacity();
    }

    @Override
    public String location() {
        return inner.location();
    }

    @Override
    public void close() {
        inner.close();
    }
}
