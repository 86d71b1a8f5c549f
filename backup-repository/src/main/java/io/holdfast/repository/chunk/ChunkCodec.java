package io.holdfast.repository.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.Arrays;

/** Turns raw chunks into blobs and back. For any number of threads. */
final class ChunkCodec {

    /** The quickest of the ordinary levels: a backup waits for it. */
    private static final int LEVEL = 1;

    private final Protection protection;

    ChunkCodec(Protection protection) {
        this.protection = protection;
    }

    ChunkId identify(byte[] raw) {
        return ChunkId.of(protection.identify(raw));
    }

    byte[] encode(ChunkId id, byte[] raw) {
        return protection.seal(Zstd.compress(raw, LEVEL), id.bytes());
    }

    /** The raw bytes, proven to be those that the reference names. */
    byte[] decode(ChunkRef ref, byte[] blob) {
        byte[] frame = protection.open(blob, ref.id().bytes());
        byte[] raw = new byte[ref.length()];
        long size;
        try {
            size = Zstd.decompressByteArray(raw, 0, raw.length, frame, 0, frame.length);
        } catch (ZstdException e) {
            throw damaged(ref, e);
        }
        if (size != raw.length
                || !Arrays.equals(protection.identify(raw), ref.id().bytes())) {
            throw damaged(ref, null);
        }
        return raw;
    }

    private static BackupFailure damaged(ChunkRef ref, ZstdException cause) {
        return BackupFailure.of(
                FailureKind.CORRUPT, "chunk " + ref.id() + " is damaged: it does not hold what its name says", cause);
    }
}
