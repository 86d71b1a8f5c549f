package io.holdfast.repository.chunk;

import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a chunk, which follows from its content.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
public record ChunkId(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern BLOB = Pattern.compile("chunks/([0-9a-f]{2})/(\\1[0-9a-f]{62})");

    /** Checks the form. */
    public ChunkId {
        Objects.requireNonNull(hex, "hex");
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a chunk id is 64 hexadecimal digits in lower case");
        }
    }

    /** The chunk that the blob of this name is; empty where it is none, even if its name ends like one. */
    static Optional<ChunkId> at(BlobName name) {
        Matcher parts = BLOB.matcher(name.value());
        return parts.matches() ? Optional.of(new ChunkId(parts.group(2))) : Optional.empty();
    }

    static ChunkId of(byte[] identity) {
        return new ChunkId(HexFormat.of().formatHex(identity));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Where the chunk is in a store. */
    public BlobName blob() {
        return new BlobName("chunks/" + hex.substring(0, 2) + "/" + hex);
    }

    /** Of which of 256 shards it is. */
    int shard() {
        return Integer.parseInt(hex, 0, 2, 16);
    }

    static BlobPrefix shardPrefix(int shard) {
        return new BlobPrefix(String.format("chunks/%02x/", shard));
    }

    @Override
    public String toString() {
        return hex;
    }
}
