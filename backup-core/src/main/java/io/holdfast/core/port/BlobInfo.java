package io.holdfast.core.port;

import io.holdfast.core.bundle.ByteCount;
import java.time.Instant;
import java.util.Objects;

/**
 * What a store knows of a blob.
 *
 * @param name its name
 * @param size its exact length
 * @param modifiedAt when it was put, by the store's own clock; at least to the second
 */
public record BlobInfo(BlobName name, ByteCount size, Instant modifiedAt) {

    /** Checks that all are there. */
    public BlobInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(modifiedAt, "modifiedAt");
    }
}
