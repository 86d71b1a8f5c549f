package io.holdfast.core.bundle;

import java.util.Objects;

/**
 * One stream of a dump.
 *
 * @param name its name, unique within the dump
 * @param size its length as it was written, before compression
 */
public record StreamSummary(StreamName name, ByteCount size) {

    /** Checks that both are there. */
    public StreamSummary {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(size, "size");
    }
}
