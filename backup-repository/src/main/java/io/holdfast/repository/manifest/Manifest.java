package io.holdfast.repository.manifest;

import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The manifest of a dump.
 *
 * @param summary what is known of the dump without reading its content
 * @param streams where the content is
 * @param tables where the rows of each table are, as lines of JSON
 */
public record Manifest(DumpSummary summary, SortedMap<StreamName, StoredStream> streams, StoredStream tables) {

    /** Copies the map. */
    public Manifest {
        Objects.requireNonNull(summary, "summary");
        streams = Collections.unmodifiableSortedMap(new TreeMap<>(streams));
        Objects.requireNonNull(tables, "tables");
    }
}
