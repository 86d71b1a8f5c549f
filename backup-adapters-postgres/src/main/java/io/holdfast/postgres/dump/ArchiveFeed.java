package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Carries an archive into a program that may stop reading when it has all it needs, or has failed. */
final class ArchiveFeed {

    private static final int BUFFER_BYTES = 64 * 1024;

    private ArchiveFeed() {}

    /**
     * Carries the archive.
     *
     * @return false where the program stopped reading before the end, which is not for this side to judge
     * @throws BackupFailure where the archive cannot be read
     */
    static boolean carry(InputStream archive, OutputStream input) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = read(archive, buffer); n >= 0; n = read(archive, buffer)) {
            try {
                input.write(buffer, 0, n);
            } catch (IOException e) {
                return false;
            }
        }
        return closed(input);
    }

    /** Reads some of the archive, as {@link InputStream#read(byte[])} does. */
    static int read(InputStream archive, byte[] buffer) {
        try {
            return archive.read(buffer);
        } catch (IOException e) {
            throw reading(e);
        }
    }

    /** The failure of a source that breaks off. */
    static BackupFailure reading(IOException e) {
        return BackupFailure.of(FailureKind.TRANSIENT, "could not read the dump: " + e.getMessage(), e);
    }

    private static boolean closed(OutputStream input) {
        try {
            input.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
