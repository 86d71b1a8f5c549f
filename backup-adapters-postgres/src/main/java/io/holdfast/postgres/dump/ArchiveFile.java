package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An archive of a dump in a file that nobody else can read, because pg_restore needs a file where it is to read back and
 * forth. Removed by {@link #close()}, and where this process is killed by the next one.
 */
final class ArchiveFile implements AutoCloseable {

    /** Nobody's last byte is taken. */
    private static final long MARGIN_BYTES = 64L * 1024 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final PrivateFolder folder;
    private final Path path;

    private ArchiveFile(PrivateFolder folder, Path path) {
        this.folder = folder;
        this.path = path;
    }

    /** Whether this folder has room for so much. */
    static boolean fits(Path folder, ByteCount size) {
        try {
            return Files.getFileStore(folder).getUsableSpace() - MARGIN_BYTES >= size.bytes();
        } catch (IOException e) {
            throw PrivateFolder.failure("ask for the free space of " + folder, e);
        }
    }

    /** Copies a stream into the system's folder for temporary files. */
    static ArchiveFile copy(DumpSource source, StreamSummary stream) {
        return copy(source, stream, PrivateFolder.temporary());
    }

    /**
     * Copies a stream into a folder of its own in this one.
     *
     * @throws BackupFailure NO_SPACE where there is no room for it
     */
    static ArchiveFile copy(DumpSource source, StreamSummary stream, Path parent) {
        if (!fits(parent, stream.size())) {
            throw BackupFailure.of(
                            FailureKind.NO_SPACE,
                            parent + " has no room for the stream " + stream.name() + " of the dump, " + stream.size()
                                    + ", beside a margin of " + new ByteCount(MARGIN_BYTES))
                    .withHint("Make room there, or name another folder with -Djava.io.tmpdir");
        }
        PrivateFolder folder = PrivateFolder.create(parent);
        try {
            ArchiveFile file = new ArchiveFile(folder, folder.createFile(stream.name() + ".archive"));
            file.fill(source, stream);
            return file;
        } catch (BackupFailure e) {
            folder.closeAfter(e);
            throw e;
        }
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    /** Makes another file that only this process's user can read, and that is removed with this one. */
    Path beside(String name) {
        return folder.createFile(name);
    }

    @Override
    public void close() {
        folder.close();
    }

    /** In a thread of its own, because a source may not hear an interrupt. */
    private void fill(DumpSource source, StreamSummary stream) {
        try (InputStream archive = source.open(stream.name());
                WorkGroup work = new WorkGroup("copying the stream " + stream.name() + " of the dump")) {
            work.fork("copy of " + stream.name(), () -> write(archive));
            work.join();
        } catch (IOException e) {
            throw ArchiveFeed.reading(e);
        }
    }

    private void write(InputStream archive) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (OutputStream output = Files.newOutputStream(path, StandardOpenOption.WRITE)) {
            for (int n = ArchiveFeed.read(archive, buffer); n >= 0; n = ArchiveFeed.read(archive, buffer)) {
                output.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw PrivateFolder.failure("write " + path, e);
        }
    }
}
