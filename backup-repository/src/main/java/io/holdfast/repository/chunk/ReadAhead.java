package io.holdfast.repository.chunk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.Future;

/** Chunks in order, a few of them fetched ahead. For one thread at a time. */
final class ReadAhead {

    private final ChunkReader reader;
    private final Iterator<ChunkRef> chunks;
    private final Deque<Future<byte[]>> pending = new ArrayDeque<>();

    private RuntimeException failure;

    ReadAhead(ChunkReader reader, Iterator<ChunkRef> chunks) {
        this.reader = reader;
        this.chunks = chunks;
    }

    /** The next chunk, or null where there is none left. */
    byte[] next() {
        if (failure != null) {
            throw failure;
        }
        try {
            while (pending.size() < reader.ahead() && chunks.hasNext()) {
                pending.add(reader.fetch(chunks.next()));
            }
            return pending.isEmpty() ? null : Workers.await(pending.remove(), "reading");
        } catch (RuntimeException e) {
            // What follows a gap must never be taken for what comes next.
            failure = e;
            abandon();
            throw e;
        }
    }

    /** Gives up what was fetched ahead. */
    void abandon() {
        pending.forEach(chunk -> chunk.cancel(true));
        pending.clear();
    }
}
