package io.holdfast.core.bundle;

import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a committed dump without reading its content.
 *
 * @param dump what was to be dumped, why, and into which bundle
 * @param finishedAt when it was committed
 * @param serverVersion the version of the server it came from
 * @param toolVersion the version of the program that wrote it
 * @param streams its streams, in the order of their names
 * @param stored what it added to the store, after removing what was there already, compression and encryption
 * @param tables how many tables had their rows counted
 * @param rows all rows of those tables
 * @param key the keyset that it is encrypted under; empty where it is stored plain
 */
public record DumpSummary(
        NewDump dump,
        Instant finishedAt,
        String serverVersion,
        String toolVersion,
        List<StreamSummary> streams,
        ByteCount stored,
        int tables,
        long rows,
        Optional<KeyId> key) {

    /**
     * Copies the list and checks the numbers.
     *
     * @throws ArithmeticException where the streams together are longer than any number can say
     */
    public DumpSummary {
        Objects.requireNonNull(dump, "dump");
        Objects.requireNonNull(finishedAt, "finishedAt");
        Objects.requireNonNull(serverVersion, "serverVersion");
        Objects.requireNonNull(toolVersion, "toolVersion");
        streams = List.copyOf(streams);
        Objects.requireNonNull(stored, "stored");
        Objects.requireNonNull(key, "key");
        if (tables < 0 || rows < 0) {
            throw new IllegalArgumentException(rows + " rows of " + tables + " tables: neither can be below 0");
        }
        sum(streams);
    }

    /** Whose dump this is. */
    public DatabaseName database() {
        return dump.database();
    }

    /** The length of all streams, before compression. */
    public ByteCount size() {
        return sum(streams);
    }

    private static ByteCount sum(List<StreamSummary> streams) {
        return streams.stream().map(StreamSummary::size).reduce(ByteCount.ZERO, ByteCount::plus);
    }
}
