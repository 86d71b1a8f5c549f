package io.holdfast.repository.chunk;

import java.util.Objects;

/**
 * A chunk as a list names it.
 *
 * @param id its name
 * @param length how many raw bytes it has; 1 to 8 MiB
 */
public record ChunkRef(ChunkId id, int length) {

    /** Checks the bounds. */
    public ChunkRef {
        Objects.requireNonNull(id, "id");
        if (length < 1 || length > Chunking.LIMIT) {
            throw new IllegalArgumentException("a chunk of " + length + " bytes: 1 to " + Chunking.LIMIT);
        }
    }
}
