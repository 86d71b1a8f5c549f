package io.holdfast.tink;

import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.Keyset;
import io.holdfast.testkit.cipher.KeyIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Made the stored examples of format version 1, once. It stays here to show where they come from, and to make those of a
 * next version; it refuses to touch examples that exist, because they are what shows that old backups can still be opened.
 *
 * <p>Its argument is the folder to write into, {@code src/test/resources/vectors-1}.
 */
final class MakeVectors {

    private MakeVectors() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        byte[] everyByte = new byte[1024];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        make(
                root.resolve("production"),
                KeyDerivation.RECOMMENDED,
                "Grüße aus dem Tresor 🔑",
                everyByte,
                "chunk:0123456789abcdef",
                "chunker");
        make(root.resolve("cheapest"), KeyDerivation.CHEAPEST, " x", new byte[0], "", "another purpose, ключ");
    }

    private static void make(
            Path folder, KeyDerivation derivation, String passphrase, byte[] plaintext, String label, String purpose)
            throws IOException {
        // Fails where the folder is there already.
        Files.createDirectory(Files.createDirectories(folder.getParent()).resolve(folder.getFileName()));
        TinkBundleCipher cipher = new TinkBundleCipher(derivation);
        Keyset keyset = cipher.generate(KeyIds.next());
        byte[] associatedData = label.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("wrap.json"), cipher.wrap(keyset, new Passphrase(passphrase)));
        Files.write(folder.resolve("sealed"), keyset.seal(plaintext, associatedData));
        text(folder, "key-id", keyset.id().value());
        text(folder, "passphrase", passphrase);
        text(folder, "associated-data", hex(associatedData));
        text(folder, "plaintext", hex(plaintext));
        text(folder, "identity", hex(keyset.identify(plaintext)));
        text(folder, "purpose", purpose);
        text(folder, "secret", hex(keyset.secret(purpose)));
    }

    private static void text(Path folder, String file, String content) throws IOException {
        Files.writeString(folder.resolve(file + ".txt"), content + "\n");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
