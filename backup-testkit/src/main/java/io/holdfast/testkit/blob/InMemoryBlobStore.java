package io.holdfast.testkit.blob;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A store in memory that keeps every rule of {@link BlobStore}, except that it forgets when the process ends. Clients
 * opened by {@link #reopen()} share one store; closing one leaves the others and the blobs.
 */
public final class InMemoryBlobStore implements BlobStore {

    private record Blob(byte[] content, Instant modifiedAt) {}

    /** What the clients share; its monitor guards it. */
    private static final class Shared {
        private final InstantSource clock;
        private final Optional<ByteCount> total;
        private final Map<BlobName, Blob> blobs = new TreeMap<>();
        private long used;

        Shared(InstantSource clock, Optional<ByteCount> total) {
            this.clock = Objects.requireNonNull(clock, "clock");
            this.total = total;
        }

        synchronized void put(BlobName name, byte[] content) {
            Blob old = blobs.get(name);
            long after = used + content.length - (old == null ? 0 : old.content.length);
            if (total.isPresent() && after > total.get().bytes()) {
                throw BackupFailure.of(
                        FailureKind.NO_SPACE, "no room for " + content.length + " bytes of blob " + name);
            }
            Instant now = clock.instant();
            boolean late = old == null || now.isAfter(old.modifiedAt);
            blobs.put(name, new Blob(content, late ? now : old.modifiedAt.plusMillis(1)));
            used = after;
        }

        synchronized Blob find(BlobName name) {
            Blob blob = blobs.get(name);
            if (blob == null) {
                throw BackupFailure.of(FailureKind.NOT_FOUND, "there is no blob " + name);
            }
            return blob;
        }

        synchronized List<BlobInfo> find(BlobPrefix prefix) {
            List<BlobInfo> found = new ArrayList<>();
            blobs.forEach((name, blob) -> {
                if (prefix.matches(name)) {
                    found.add(info(name, blob));
                }
            });
            return found;
        }

        synchronized void remove(BlobName name) {
            Blob old = blobs.remove(name);
            used -= old == null ? 0 : old.content.length;
        }

        synchronized Optional<StoreCapacity> capacity() {
            return total.map(all -> new StoreCapacity(all, new ByteCount(Math.max(0, all.bytes() - used))));
        }
    }

    private final Shared shared;
    private volatile boolean closed;

    private InMemoryBlobStore(Shared shared) {
        this.shared = shared;
    }

    /** An empty store without bounds that takes its times from the system's clock. */
    public static InMemoryBlobStore create() {
        return create(InstantSource.system());
    }

    /**
     * An empty store without bounds.
     *
     * @param clock gives the modified times; a blob put over another has a later one even where the clock stands still
     */
    public static InMemoryBlobStore create(InstantSource clock) {
        return new InMemoryBlobStore(new Shared(clock, Optional.empty()));
    }

    /**
     * An empty store that has so much room and no more.
     *
     * @param clock gives the modified times, as in {@link #create(InstantSource)}
     * @param total how many bytes all blobs together may have
     */
    public static InMemoryBlobStore create(InstantSource clock, ByteCount total) {
        return new InMemoryBlobStore(new Shared(clock, Optional.of(total)));
    }

    /** One more client of the same store, open whether or not this one is. */
    public InMemoryBlobStore reopen() {
        return new InMemoryBlobStore(shared);
    }

    /** Puts a blob there past the check of its size, as a damaged or lying store might have one. */
    public void plant(BlobName name, byte[] content) {
        shared.put(name, content.clone());
    }

    @Override
    public void put(BlobName name, byte[] content) {
        begin("put of " + name);
        if (content.length > MAX_BLOB_BYTES) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    "blob " + name + " has " + content.length + " bytes, at most " + MAX_BLOB_BYTES + " can be stored");
        }
        shared.put(name, content.clone());
    }

    @Override
    public byte[] get(BlobName name) {
        begin("get of " + name);
        byte[] content = shared.find(name).content;
        if (content.length > MAX_BLOB_BYTES) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT,
                    "blob " + name + " has " + content.length + " bytes, no blob has more than " + MAX_BLOB_BYTES);
        }
        return content.clone();
    }

    @Override
    public BlobInfo stat(BlobName name) {
        begin("stat of " + name);
        return info(name, shared.find(name));
    }

    @Override
    public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
        begin("listing of " + prefix);
        for (BlobInfo info : shared.find(prefix)) {
            receiver.accept(info);
            begin("listing of " + prefix);
        }
    }

    @Override
    public void delete(Collection<BlobName> names) {
        begin("delete of " + names.size() + " blobs");
        for (BlobName name : names) {
            shared.remove(name);
        }
    }

    @Override
    public Optional<StoreCapacity> capacity() {
        begin("capacity");
        return shared.capacity();
    }

    @Override
    public String location() {
        return "memory:" + Integer.toHexString(System.identityHashCode(shared));
    }

    @Override
    public void close() {
        closed = true;
    }

    private void begin(String what) {
        if (closed) {
            throw new IllegalStateException(what + ": this store is closed");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled(what);
        }
    }

    private static BlobInfo info(BlobName name, Blob blob) {
        return new BlobInfo(name, new ByteCount(blob.content.length), blob.modifiedAt);
    }
}
