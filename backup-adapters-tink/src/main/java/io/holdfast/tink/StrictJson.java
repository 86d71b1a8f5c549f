package io.holdfast.tink;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes small JSON documents; when it reads, no field may be missing, null or unknown. */
final class StrictJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private StrictJson() {}

    /** UTF-8, no white space, the fields in the record's order. */
    static byte[] write(Record document) {
        return JSON.writeValueAsBytes(document);
    }

    /**
     * Parses a document without binding it to a type.
     *
     * @throws JacksonException where it is not one JSON object
     */
    static JsonNode parse(byte[] document) {
        JsonNode tree = JSON.readTree(document);
        if (!tree.isObject()) {
            throw JsonNodeException.from(tree, "not a JSON object");
        }
        return tree;
    }

    /**
     * Binds a parsed document to its type.
     *
     * @throws JacksonException where a field is missing, null, unknown or of another type
     */
    static <T extends Record> T bind(JsonNode tree, Class<T> type) {
        return JSON.treeToValue(tree, type);
    }
}
