package io.holdfast.repository.chunk;

import java.nio.ByteBuffer;

/**
 * A set of chunk ids in a few dozen bytes each: a repository of a terabyte has a million. A hash table with linear probing; ids are
 * hashes already. Not for several threads.
 */
final class ChunkIdSet {

    private static final int LONGS = 4;
    private static final int FIRST_SLOTS = 16;

    /** Four numbers a slot; a slot of zeros is free, because no hash is zero. */
    private long[] slots = new long[FIRST_SLOTS * LONGS];

    private int size;

    /** Adds an id; false where it was there. */
    boolean add(ChunkId id) {
        if (3 * (size + 1) > 2 * (slots.length / LONGS)) {
            grow();
        }
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        boolean added = add(slots, bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        size += added ? 1 : 0;
        return added;
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(slots.length, 2)];
        for (int at = 0; at < slots.length; at += LONGS) {
            if (!isFree(slots, at)) {
                add(larger, slots[at], slots[at + 1], slots[at + 2], slots[at + 3]);
            }
        }
        slots = larger;
    }

    private static boolean add(long[] slots, long a, long b, long c, long d) {
        int at = (int) Long.remainderUnsigned(b, slots.length / LONGS) * LONGS;
        while (!isFree(slots, at)) {
            if (slots[at] == a && slots[at + 1] == b && slots[at + 2] == c && slots[at + 3] == d) {
                return false;
            }
            at = (at + LONGS) % slots.length;
        }
        slots[at] = a;
        slots[at + 1] = b;
        slots[at + 2] = c;
        slots[at + 3] = d;
        return true;
    }

    private static boolean isFree(long[] slots, int at) {
        return (slots[at] | slots[at + 1] | slots[at + 2] | slots[at + 3]) == 0;
    }
}
