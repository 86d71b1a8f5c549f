package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.port.DumpSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stream of a dump that holds a small JSON document, with the version of its form under {@code format}. What a newer version
 * has added is passed over; what changes the meaning gets a new number.
 *
 * @param stream the stream's name
 * @param type what the document is read into
 * @param format the version of the form that this program writes, and the newest that it reads
 */
record DumpDocument<T>(StreamName stream, Class<T> type, int format) {

    static final DumpDocument<DatabaseProperties> PROPERTIES =
            new DumpDocument<>(DumpStreams.PROPERTIES, DatabaseProperties.class, DatabaseProperties.FORMAT);

    static final DumpDocument<DumpContents> CONTENTS =
            new DumpDocument<>(DumpStreams.CONTENTS, DumpContents.class, DumpContents.FORMAT);

    /** No database has so many roles, settings and tables; a forged document could have. */
    private static final int LIMIT_BYTES = 64 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Writes the stream. */
    void write(DumpSink sink, T document) {
        try (OutputStream output = sink.open(stream)) {
            output.write(bytes(document));
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "could not pass the dump on: " + e.getMessage(), e);
        }
    }

    byte[] bytes(T document) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    }

    /**
     * Reads the stream of a dump.
     *
     * @throws BackupFailure CORRUPT where it is not such a document, PERMANENT where it is of a newer form, NOT_FOUND where there
     *     is no such stream
     */
    T read(DumpSource source) {
        try (InputStream input = source.open(stream)) {
            byte[] document = input.readNBytes(LIMIT_BYTES + 1);
            if (document.length > LIMIT_BYTES) {
                throw corrupt("it is larger than any such document", null);
            }
            return read(document);
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "could not read the stream " + stream + " of the dump", e);
        }
    }

    private T read(byte[] document) {
        try {
            JsonNode tree = MAPPER.readTree(document);
            int found = tree.path("format").asInt(0);
            if (found > format) {
                throw BackupFailure.of(
                                FailureKind.PERMANENT,
                                "the stream " + stream + " of the dump has format " + found
                                        + ", and this version knows formats up to " + format)
                        .withHint("Update Holdfast");
            }
            if (found < 1) {
                throw corrupt("it has no format", null);
            }
            return MAPPER.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw corrupt("it cannot be understood", e);
        }
    }

    private BackupFailure corrupt(String why, Throwable cause) {
        return BackupFailure.of(FailureKind.CORRUPT, "the stream " + stream + " of the dump is damaged: " + why, cause);
    }
}
