package io.holdfast.local;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One walk through the folders that can hold names with a prefix. What no blob can be called is somebody else's and is
 * passed over; what is called like a blob and is neither a file nor a folder is refused.
 */
final class BlobListing {

    private final Folder folder;
    private final Disk disk;
    private final BlobPrefix prefix;
    private final Consumer<BlobInfo> receiver;

    BlobListing(Folder folder, Disk disk, BlobPrefix prefix, Consumer<BlobInfo> receiver) {
        this.folder = folder;
        this.disk = disk;
        this.prefix = prefix;
        this.receiver = receiver;
    }

    /** Reports all; what vanishes meanwhile is not reported, and everything else that cannot be seen is a failure. */
    void run() throws IOException {
        folder.requireSame();
        walk(folder.root(), "");
        folder.requireSame();
    }

    private void walk(Path within, String path) throws IOException {
        for (String segment : disk.names(within)) {
            String name = path + segment;
            if (BlobName.isName(name) && canMatch(name)) {
                Path entry = within.resolve(segment);
                Optional<BasicFileAttributes> found = disk.look(entry);
                if (found.isPresent()) {
                    Folder.refuseUnlessPlain(entry, found.get());
                    visit(entry, found.get(), name);
                }
            }
        }
    }

    private void visit(Path entry, BasicFileAttributes found, String name) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled("the listing of " + folder.root());
        }
        if (found.isDirectory()) {
            walk(entry, name + "/");
        } else if (name.startsWith(prefix.value())) {
            receiver.accept(new BlobInfo(
                    new BlobName(name),
                    new ByteCount(found.size()),
                    found.lastModifiedTime().toInstant()));
        }
    }

    /** Whether this name has the prefix, or is on the way to names that have it. */
    private boolean canMatch(String name) {
        return name.startsWith(prefix.value()) || prefix.value().startsWith(name + "/");
    }
}
