package io.holdfast.repository.chunk;

import io.holdfast.core.port.BlobStore;

/**
 * Which chunks a store has, learned shard by shard from listings when a chunk of that shard is first asked for: a small backup
 * lists little, a large one needs 256 listings and no request a chunk.
 *
 * <p>What it knows is true only while nobody removes chunks, so it lives no longer than its writer's lock. For any number of
 * threads.
 */
final class KnownChunks {

    private static final int SHARDS = 256;

    private final BlobStore store;
    private final Shard[] shards = new Shard[SHARDS];

    /** One of 256 parts of the names; its own monitor, so that listings of different shards run side by side. */
    private final class Shard {
        private final ChunkIdSet ids = new ChunkIdSet();
        private boolean listed;

        synchronized boolean add(ChunkId id) {
            if (!listed) {
                store.list(ChunkId.shardPrefix(id.shard()), blob -> {
                    // Nothing seals or compresses to nothing: an empty blob is what a crash of the disk has left.
                    if (blob.size().bytes() > 0) {
                        ChunkId.at(blob.name()).ifPresent(ids::add);
                    }
                });
                listed = true;
            }
            return ids.add(id);
        }
    }

    KnownChunks(BlobStore store) {
        this.store = store;
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard();
        }
    }

    /**
     * Whether this chunk is new; from now on it is known. Of several callers at once one is told that it is new, and has to store
     * it: where that fails, the whole dump does.
     */
    boolean add(ChunkId id) {
        return shards[id.shard()].add(id);
    }
}
