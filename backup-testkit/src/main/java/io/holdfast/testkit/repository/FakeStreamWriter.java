package io.holdfast.testkit.repository;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Cuts a stream into pieces where its content says so, so that the same content is cut in the same places wherever it
 * stands. A gear hash: each byte shifts a hash that depends on the last 64 bytes alone, and the cut is where its highest
 * bits are zero.
 */
final class FakeStreamWriter extends OutputStream {

    private static final int LEAST = 32 * 1024;
    private static final int MOST = 256 * 1024;
    /** Seventeen bits: a piece would have 128 KiB on the average, beyond the least, if there were no bound above. */
    private static final long MASK = 0xffff8000_00000000L;

    private static final long[] GEAR = new SplittableRandom(1).longs(256).toArray();

    private final Consumer<byte[]> pieces;
    private final Runnable end;
    private final byte[] buffer = new byte[MOST];
    private int length;
    private long hash;
    private boolean closed;

    /**
     * @param pieces takes each piece, in order
     * @param end is run once, after the last piece
     */
    FakeStreamWriter(Consumer<byte[]> pieces, Runnable end) {
        this.pieces = pieces;
        this.end = end;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        for (int i = offset; i < offset + count; i++) {
            buffer[length++] = bytes[i];
            hash = (hash << 1) + GEAR[bytes[i] & 0xff];
            if (length == MOST || length >= LEAST && (hash & MASK) == 0) {
                cut();
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (length > 0) {
                cut();
            }
            end.run();
        }
    }

    private void cut() {
        byte[] piece = Arrays.copyOf(buffer, length);
        length = 0;
        hash = 0;
        pieces.accept(piece);
    }
}
