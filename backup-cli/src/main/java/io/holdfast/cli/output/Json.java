package io.holdfast.cli.output;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes and writes JSON documents. */
public final class Json {

    /** Pure ASCII, so that a terminal's or pipe's character set cannot spoil a document. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private Json() {}

    /** A new document without content. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The document as text in several lines. */
    public static String text(ObjectNode document) {
        return MAPPER.writeValueAsString(document);
    }
}
