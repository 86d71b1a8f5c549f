package io.holdfast.cli.passphrase;

import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** A file whose whole content is a passphrase, but for one line break at its end, as editors put there. */
final class PassphraseFile {

    /** More is not a passphrase but the wrong file. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final Set<PosixFilePermission> OPEN_TO_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final String path;
    private final Consumer<String> notices;

    PassphraseFile(String path, Consumer<String> notices) {
        this.path = Objects.requireNonNull(path);
        this.notices = Objects.requireNonNull(notices);
    }

    Passphrase read() {
        try (InputStream file = Files.newInputStream(Path.of(path))) {
            byte[] content = file.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw failure(FailureKind.INVALID, "is larger than " + MOST_BYTES + " bytes", null);
            }
            warnIfOpenToOthers();
            return passphrase(content);
        } catch (NoSuchFileException e) {
            throw failure(FailureKind.NOT_FOUND, "does not exist", e);
        } catch (AccessDeniedException e) {
            throw failure(FailureKind.DENIED, "may not be read by this user", e);
        } catch (InvalidPathException e) {
            throw failure(FailureKind.INVALID, "is not a path", e);
        } catch (IOException e) {
            throw failure(FailureKind.PERMANENT, "cannot be read: " + e.getMessage(), e);
        }
    }

    private Passphrase passphrase(byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw failure(FailureKind.INVALID, "is not text in UTF-8", e);
        }
        if (text.endsWith("\n")) {
            text = text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
        }
        if (text.isEmpty()) {
            throw failure(FailureKind.INVALID, "is empty", null);
        }
        return new Passphrase(text);
    }

    private void warnIfOpenToOthers() throws IOException {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(Path.of(path));
            if (permissions.stream().anyMatch(OPEN_TO_OTHERS::contains)) {
                notices.accept("warning: the passphrase file " + path + " can be read by other users; chmod 600 it");
            }
        } catch (UnsupportedOperationException e) {
            // A file system without such permissions has nothing to warn of.
            return;
        }
    }

    private BackupFailure failure(FailureKind kind, String what, Exception cause) {
        return BackupFailure.of(kind, "the passphrase file " + path + " " + what, cause)
                .withHint("It is the one that " + PassphraseSource.FILE_VARIABLE + " names");
    }
}
