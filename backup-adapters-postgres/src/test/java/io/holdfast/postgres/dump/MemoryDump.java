package io.holdfast.postgres.dump;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A dump that is kept in memory. Only streams that were closed can be read. */
final class MemoryDump {

    private final Map<StreamName, byte[]> streams = new ConcurrentSkipListMap<>();

    DumpSink sink() {
        return name -> new ByteArrayOutputStream() {
            @Override
            public void close() {
                if (streams.putIfAbsent(name, toByteArray()) != null) {
                    throw new IllegalStateException(name + " was written twice");
                }
            }
        };
    }

    DumpSource source() {
        return new DumpSource() {
            @Override
            public List<StreamSummary> streams() {
                return streams.entrySet().stream()
                        .map(stream -> new StreamSummary(stream.getKey(), new ByteCount(stream.getValue().length)))
                        .toList();
            }

            @Override
            public InputStream open(StreamName name) {
                return new ByteArrayInputStream(bytes(name));
            }
        };
    }

    byte[] bytes(StreamName name) {
        byte[] bytes = streams.get(name);
        if (bytes == null) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "no stream " + name);
        }
        return bytes;
    }

    List<StreamName> names() {
        return List.copyOf(streams.keySet());
    }

    /** The same dump with another content of one stream. */
    MemoryDump with(StreamName name, byte[] content) {
        MemoryDump other = new MemoryDump();
        other.streams.putAll(streams);
        other.streams.put(name, content);
        return other;
    }

    /** The same dump without one stream. */
    MemoryDump without(StreamName name) {
        MemoryDump other = new MemoryDump();
        other.streams.putAll(streams);
        other.streams.remove(name);
        return other;
    }

    /** The same dump with one stream cut to its first bytes. */
    MemoryDump cut(StreamName name, int length) {
        return with(name, Arrays.copyOf(bytes(name), length));
    }
}
