package io.holdfast.repository.chunk;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.BlobStore;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Stores streams as chunks. Each chunk is named first, and compressed, sealed and put only when it is new, by a bounded number
 * of workers; a writer that is faster than they are waits, so memory is bounded by their number and the length of a chunk.
 * Different streams may be written by different threads at once.
 *
 * <p>What it knows of the store is true only while the store's lock is held.
 */
public final class ChunkWriter implements AutoCloseable {

    /** How many chunks a worker may have waiting for it. */
    private static final int QUEUE_FACTOR = 2;

    private final BlobStore store;
    private final Chunking chunking;
    private final long[] gear;
    private final ChunkCodec codec;
    private final KnownChunks known;
    private final Workers workers;
    private final Semaphore room;
    private final AtomicLong stored = new AtomicLong();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    /**
     * @param workers how many threads compress, seal and put; at least 1
     */
    public ChunkWriter(BlobStore store, Protection protection, Chunking chunking, int workers) {
        this.store = store;
        this.chunking = chunking;
        this.gear = protection.gear();
        this.codec = new ChunkCodec(protection);
        this.known = new KnownChunks(store);
        this.workers = new Workers("write", workers);
        this.room = new Semaphore(workers * (1 + QUEUE_FACTOR));
    }

    /**
     * Begins a stream of content.
     *
     * @param onClose is told, when the stream was closed and all of it is in the store, of what it consists
     */
    public OutputStream stream(Consumer<StoredStream> onClose) {
        return new StreamOutput(this, chunking, onClose);
    }

    /** The bytes of all blobs that were put. */
    public ByteCount stored() {
        return new ByteCount(stored.get());
    }

    /** Stops the workers; what was stored stays. */
    @Override
    public void close() {
        workers.close();
    }

    Chunker chunker(Chunking how, Consumer<byte[]> chunks) {
        return new Chunker(how, gear, chunks);
    }

    /** Stores a chunk unless it is there. Blocks while there is no room. */
    Future<ChunkRef> write(byte[] raw) {
        RuntimeException earlier = failure.get();
        if (earlier != null) {
            throw again(earlier);
        }
        try {
            room.acquire();
        } catch (InterruptedException e) {
            throw BackupFailure.cancelled("writing");
        }
        boolean submitted = false;
        try {
            Future<ChunkRef> chunk = workers.submit(() -> {
                try {
                    return store(raw);
                } finally {
                    room.release();
                }
            });
            submitted = true;
            return chunk;
        } finally {
            if (!submitted) {
                room.release();
            }
        }
    }

    private static RuntimeException again(RuntimeException earlier) {
        return earlier instanceof BackupFailure failure
                ? failure.again()
                : new IllegalStateException("an earlier chunk could not be stored", earlier);
    }

    private ChunkRef store(byte[] raw) {
        try {
            ChunkId id = codec.identify(raw);
            if (known.add(id)) {
                byte[] blob = codec.encode(id, raw);
                store.put(id.blob(), blob);
                stored.addAndGet(blob.length);
            }
            return new ChunkRef(id, raw.length);
        } catch (RuntimeException e) {
            // No stream of this dump can be whole any more, whichever it belongs to: others may have relied on this
            // chunk.
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    /**
     * A stream that is in the store.
     *
     * @param bytes its length
     * @param chunks how many chunks it has
     * @param list the chunks of its chunk list
     */
    public record StoredStream(long bytes, long chunks, List<ChunkRef> list) {

        /** Copies the list. */
        public StoredStream {
            list = List.copyOf(list);
        }
    }
}
