package io.holdfast.testkit.database;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.port.DumpSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A dump that is kept in memory: written through {@link #sink()}, read through {@link #source()}. Faults of either side are
 * put around it with a {@link Disturbance}. May be used by several threads at once.
 */
public final class InMemoryDump {

    private final Set<StreamName> opened = ConcurrentHashMap.newKeySet();
    private final Map<StreamName, byte[]> closed = new ConcurrentSkipListMap<>();

    /** A sink that keeps nothing, for dumps of which only the course matters. */
    public static DumpSink discarding() {
        return name -> OutputStream.nullOutputStream();
    }

    /** Where to write. A stream that was never closed is in no source. */
    public DumpSink sink() {
        return this::write;
    }

    /** What was written to streams that are closed; follows later writes. */
    public DumpSource source() {
        return new Source();
    }

    /**
     * The same dump with one stream exchanged.
     *
     * @param name the stream; added where there is none of that name
     * @param content copied
     */
    public InMemoryDump with(StreamName name, byte[] content) {
        InMemoryDump copy = new InMemoryDump();
        copy.closed.putAll(closed);
        copy.closed.put(Objects.requireNonNull(name, "name"), content.clone());
        copy.opened.addAll(copy.closed.keySet());
        return copy;
    }

    /**
     * The same dump with one stream cut off.
     *
     * @param length how many bytes are left of it; at most its length
     */
    public InMemoryDump truncated(StreamName name, int length) {
        byte[] whole = content(name);
        if (length < 0 || length > whole.length) {
            throw new IllegalArgumentException(
                    "stream " + name + " cut to " + length + " bytes: it has " + whole.length);
        }
        byte[] cut = new byte[length];
        System.arraycopy(whole, 0, cut, 0, length);
        return with(name, cut);
    }

    /**
     * A copy of a stream's bytes.
     *
     * @throws BackupFailure NOT_FOUND where there is no such stream
     */
    public byte[] content(StreamName name) {
        return find(name).clone();
    }

    /** The bytes of all closed streams together. */
    public ByteCount size() {
        return new ByteCount(
                closed.values().stream().mapToLong(bytes -> bytes.length).sum());
    }

    private OutputStream write(StreamName name) {
        if (!opened.add(name)) {
            throw BackupFailure.of(FailureKind.INVALID, "stream " + name + " was opened before");
        }
        return new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.putIfAbsent(name, toByteArray());
            }
        };
    }

    private byte[] find(StreamName name) {
        byte[] content = closed.get(name);
        if (content == null) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "the dump in memory has no stream " + name);
        }
        return content;
    }

    private final class Source implements DumpSource {

        @Override
        public List<StreamSummary> streams() {
            return closed.entrySet().stream()
                    .map(entry -> new StreamSummary(entry.getKey(), new ByteCount(entry.getValue().length)))
                    .toList();
        }

        @Override
        public InputStream open(StreamName name) {
            return new ByteArrayInputStream(find(name));
        }
    }
}
