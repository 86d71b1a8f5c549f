package io.holdfast.repository.chunk;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobStore;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Reads streams back from their chunks, a few chunks ahead of whoever reads. Every chunk is opened, decompressed and compared with
 * its name before a byte of it is delivered. Several streams may be read by different threads at once.
 */
public final class ChunkReader implements AutoCloseable {

    private final BlobStore store;
    private final ChunkCodec codec;
    private final Workers workers;
    private final int ahead;

    /**
     * @param workers how many threads fetch, open and decompress; at least 1
     */
    public ChunkReader(BlobStore store, Protection protection, int workers) {
        this.store = store;
        this.codec = new ChunkCodec(protection);
        this.workers = new Workers("read", workers);
        this.ahead = workers * 2;
    }

    /** The content of a stream; fails as CORRUPT at the first byte that is not the one that was written. */
    public InputStream content(StoredStream stream) {
        return new ChunkInput(this, list(stream.list()), stream.bytes());
    }

    /**
     * Checks the whole content without delivering it.
     *
     * @param progress is told how many bytes more were checked, in the calling thread
     */
    public void check(StoredStream stream, LongConsumer progress) {
        ReadAhead chunks = new ReadAhead(this, list(stream.list()));
        long bytes = 0;
        long count = 0;
        for (byte[] chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
            bytes += chunk.length;
            count++;
            progress.accept(chunk.length);
        }
        if (bytes != stream.bytes() || count != stream.chunks()) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT,
                    "the stream has " + count + " chunks with " + bytes + " bytes, its manifest says " + stream.chunks()
                            + " with " + stream.bytes());
        }
    }

    /** Stops the workers; reading goes no further. */
    @Override
    public void close() {
        workers.close();
    }

    /** The chunks of a stream in order, read from its chunk list as they are needed. */
    Iterator<ChunkRef> list(List<ChunkRef> listChunks) {
        long bytes = listChunks.stream().mapToLong(ChunkRef::length).sum();
        return new ChunkList(new ChunkInput(this, listChunks.iterator(), bytes));
    }

    Future<byte[]> fetch(ChunkRef chunk) {
        return workers.submit(() -> read(chunk));
    }

    int ahead() {
        return ahead;
    }

    private byte[] read(ChunkRef chunk) {
        try {
            return codec.decode(chunk, store.get(chunk.id().blob()));
        } catch (BackupFailure e) {
            if (e.kind() == FailureKind.NOT_FOUND) {
                throw BackupFailure.of(
                        FailureKind.CORRUPT, "chunk " + chunk.id() + " is missing in " + store.location(), e);
            }
            if (e.kind() == FailureKind.CORRUPT) {
                throw BackupFailure.of(
                        FailureKind.CORRUPT, "chunk " + chunk.id() + " is damaged in " + store.location(), e);
            }
            throw e;
        }
    }
}
