package io.holdfast.repository.chunk;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;

/** Chunks joined to a stream. It ends only after exactly the bytes that it should have. */
final class ChunkInput extends InputStream {

    private static final byte[] NONE = {};

    private final ReadAhead chunks;
    private final long bytes;
    private byte[] chunk = NONE;
    private int position;
    private long delivered;
    private boolean closed;

    ChunkInput(ChunkReader reader, Iterator<ChunkRef> chunks, long bytes) {
        this.chunks = new ReadAhead(reader, chunks);
        this.bytes = bytes;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (position == chunk.length && !advance()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return chunk.length - position;
    }

    @Override
    public void close() {
        closed = true;
        chunk = NONE;
        position = 0;
        chunks.abandon();
    }

    private boolean advance() {
        byte[] next = chunks.next();
        if (next == null) {
            if (delivered != bytes) {
                throw wrongLength();
            }
            return false;
        }
        delivered += next.length;
        if (delivered > bytes) {
            throw wrongLength();
        }
        chunk = next;
        position = 0;
        return true;
    }

    private BackupFailure wrongLength() {
        return BackupFailure.of(
                FailureKind.CORRUPT,
                "the chunks of a stream of " + bytes + " bytes have " + delivered + " bytes or more");
    }
}
