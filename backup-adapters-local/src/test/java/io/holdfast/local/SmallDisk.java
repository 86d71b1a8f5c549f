package io.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk of a few MiB, in memory. Mounting one takes root's rights; a test that cannot have them fails and says so. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one of this size. */
    static SmallDisk mount(int mebibytes) {
        try {
            Path folder = Files.createTempDirectory("holdfast-small-disk-").toRealPath();
            Programs.run(List.of(
                    "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "holdfast-test", folder.toString()));
            return new SmallDisk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Takes the disk away and leaves the empty folder that it was mounted on. */
    void unmount() {
        Programs.run(List.of("umount", folder.toString()));
    }

    @Override
    public void close() {
        try {
            if (Files.getFileStore(folder).name().equals("holdfast-test")) {
                unmount();
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
