package io.holdfast.repository;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import io.holdfast.repository.chunk.ChunkReader;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import java.io.InputStream;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The streams of a dump that are in a store. */
final class StoredStreams implements DumpSource {

    private final SortedMap<StreamName, StoredStream> streams;
    private final ChunkReader chunks;

    StoredStreams(SortedMap<StreamName, StoredStream> streams, ChunkReader chunks) {
        this.streams = new TreeMap<>(streams);
        this.chunks = chunks;
    }

    @Override
    public List<StreamSummary> streams() {
        return streams.entrySet().stream()
                .map(stream -> new StreamSummary(
                        stream.getKey(), new ByteCount(stream.getValue().bytes())))
                .toList();
    }

    @Override
    public InputStream open(StreamName name) {
        StoredStream stream = streams.get(name);
        if (stream == null) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "the dump has no stream " + name);
        }
        return chunks.content(stream);
    }
}
