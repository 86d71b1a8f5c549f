package io.holdfast.repository.chunk;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream into chunks where its content says so, so that an insertion moves only the cuts beside it: FastCDC with
 * normalized chunking (Xia et al., USENIX ATC 2016) as docs/repository-format.md has it. For one thread at a time.
 */
final class Chunker {

    private final Chunking chunking;
    private final long[] gear;
    private final long hardMask;
    private final long easyMask;
    private final Consumer<byte[]> chunks;
    private final byte[] buffer;
    private boolean leading;
    private int filled;
    private int scanned;
    private long hash;

    /**
     * @param gear 256 numbers
     * @param chunks takes each chunk, in order, in an array of its own
     */
    Chunker(Chunking chunking, long[] gear, Consumer<byte[]> chunks) {
        this.chunking = chunking;
        this.gear = gear;
        this.chunks = chunks;
        int bits = Integer.numberOfTrailingZeros(chunking.average());
        hardMask = -1L << (64 - (bits + 2));
        easyMask = -1L << (64 - (bits - 2));
        buffer = new byte[chunking.maximum()];
        leading = chunking.lead() > 0;
    }

    /** Takes the stream's next bytes. */
    void update(byte[] bytes, int offset, int length) {
        int taken = 0;
        while (taken < length) {
            int part = Math.min(length - taken, buffer.length - filled);
            System.arraycopy(bytes, offset + taken, buffer, filled, part);
            taken += part;
            filled += part;
            for (int end = boundary(); end > 0; end = boundary()) {
                cut(end);
            }
        }
    }

    /** The stream has ended: what is left is its last chunk. */
    void finish() {
        if (filled > 0) {
            cut(filled);
        }
    }

    /** The length of the chunk that is complete in the buffer, or 0 where none is. */
    private int boundary() {
        if (leading) {
            return filled >= chunking.lead() ? chunking.lead() : 0;
        }
        int at = scan(Math.max(scanned, chunking.minimum()), Math.min(filled, chunking.average()), hardMask);
        if (at == 0) {
            at = scan(Math.max(scanned, chunking.average()), filled, easyMask);
        }
        return at == 0 && filled == buffer.length ? filled : at;
    }

    private int scan(int from, int to, long mask) {
        long h = hash;
        for (int i = from; i < to; i++) {
            h = (h << 1) + gear[buffer[i] & 0xff];
            if ((h & mask) == 0) {
                return i + 1;
            }
        }
        hash = h;
        scanned = Math.max(scanned, to);
        return 0;
    }

    private void cut(int end) {
        byte[] chunk = Arrays.copyOf(buffer, end);
        System.arraycopy(buffer, end, buffer, 0, filled - end);
        filled -= end;
        scanned = 0;
        hash = 0;
        leading = false;
        chunks.accept(chunk);
    }
}
