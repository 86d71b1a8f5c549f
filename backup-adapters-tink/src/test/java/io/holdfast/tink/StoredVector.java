package io.holdfast.tink;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.testkit.cipher.CipherVector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** The stored examples of format version 1, under {@code vectors-1/} in the test resources, as {@link MakeVectors} made them. */
final class StoredVector {

    /** The folders of the examples, each named after what is special about it. */
    static final List<String> NAMES = List.of("production", "cheapest");

    private StoredVector() {}

    /** Reads them all. */
    static List<CipherVector> all() {
        return NAMES.stream().map(StoredVector::read).toList();
    }

    /** Reads one. */
    static CipherVector read(String name) {
        return new CipherVector(
                new KeyId(text(name, "key-id")),
                file(name, "wrap.json"),
                new Passphrase(text(name, "passphrase")),
                file(name, "sealed"),
                hex(name, "associated-data"),
                hex(name, "plaintext"),
                hex(name, "identity"),
                text(name, "purpose"),
                hex(name, "secret"));
    }

    /** A file of an example as text, without the line's end. */
    static String text(String name, String file) {
        return new String(file(name, file + ".txt"), StandardCharsets.UTF_8).stripTrailing();
    }

    private static byte[] hex(String name, String file) {
        return HexFormat.of().parseHex(text(name, file));
    }

    private static byte[] file(String name, String file) {
        String path = "/vectors-1/" + name + "/" + file;
        try (InputStream in = StoredVector.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new AssertionError(path + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
