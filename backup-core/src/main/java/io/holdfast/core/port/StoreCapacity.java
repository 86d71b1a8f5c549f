package io.holdfast.core.port;

import io.holdfast.core.bundle.ByteCount;
import java.util.Objects;

/**
 * How much room a store has.
 *
 * @param total the size of the disk or quota
 * @param free what can still be written; at most {@code total}
 */
public record StoreCapacity(ByteCount total, ByteCount free) {

    /** Checks that no more is free than there is. */
    public StoreCapacity {
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(free, "free");
        if (free.compareTo(total) > 0) {
            throw new IllegalArgumentException("free " + free.bytes() + " is more than total " + total.bytes());
        }
    }
}
