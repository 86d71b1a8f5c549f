package io.holdfast.repository.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How the format's JSON is read: strict in what is known, deaf to members that are not. */
final class Documents {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Documents() {}

    /** The blob of a document that is stored plain: its JSON, and on a line of its own what tells whether it is whole. */
    static byte[] seal(byte[] json) {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        blob.writeBytes(json);
        blob.writeBytes(("\n" + sha256(json) + "\n").getBytes(StandardCharsets.US_ASCII));
        return blob.toByteArray();
    }

    /** The JSON of such a blob, whole or not: the first line, which a newer format has too. */
    static byte[] json(byte[] blob) {
        for (int i = 0; i < blob.length; i++) {
            if (blob[i] == '\n') {
                return Arrays.copyOf(blob, i);
            }
        }
        return blob;
    }

    /** Whether this is such a blob, unchanged. */
    static boolean isWhole(byte[] blob) {
        return Arrays.equals(blob, seal(json(blob)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
