package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form of {@link DatabaseProperties}, as the stream {@code properties} holds it. */
final class PropertiesDocument {

    static final StreamName STREAM = new StreamName("properties");

    /** No database has so many roles and settings; a forged document could have. */
    private static final int LIMIT_BYTES = 64 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PropertiesDocument() {}

    static byte[] write(DatabaseProperties properties) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(properties);
    }

    /**
     * Reads the stream of a dump.
     *
     * @throws BackupFailure CORRUPT where it is not such a document, PERMANENT where it is of a newer form
     */
    static DatabaseProperties read(DumpSource source) {
        try (InputStream stream = source.open(STREAM)) {
            byte[] document = stream.readNBytes(LIMIT_BYTES + 1);
            if (document.length > LIMIT_BYTES) {
                throw corrupt("it is larger than any such document", null);
            }
            return read(document);
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "could not read the stream " + STREAM + " of the dump", e);
        }
    }

    private static DatabaseProperties read(byte[] document) {
        try {
            JsonNode tree = MAPPER.readTree(document);
            int format = tree.path("format").asInt(0);
            if (format > DatabaseProperties.FORMAT) {
                throw BackupFailure.of(
                                FailureKind.PERMANENT,
                                "the dump's properties have format " + format
                                        + ", and this version knows formats up to " + DatabaseProperties.FORMAT)
                        .withHint("Update Holdfast");
            }
            if (format < 1) {
                throw corrupt("it has no format", null);
            }
            return MAPPER.treeToValue(tree, DatabaseProperties.class);
        } catch (JacksonException e) {
            throw corrupt("it cannot be understood", e);
        }
    }

    private static BackupFailure corrupt(String why, Throwable cause) {
        return BackupFailure.of(FailureKind.CORRUPT, "the stream " + STREAM + " of the dump is damaged: " + why, cause);
    }
}
