package io.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A disk that can lose its power. It does what it is asked on the real file system, and remembers how to take back what
 * was not synced: POSIX promises the content of a file after its own fsync, and its name only after that of its folder.
 */
class PoweredDisk extends Disk {

    /** A change of a folder that was not synced yet, and how to take it back. */
    private record Change(Path folder, Runnable undo) {}

    private final Deque<Change> changes = new ArrayDeque<>();

    @Override
    void write(Path file, byte[] content) throws IOException {
        super.write(file, content);
        note(new Change(file.getParent(), () -> remove(file)));
    }

    @Override
    synchronized void makeFolder(Path folder) throws IOException {
        super.makeFolder(folder);
        changes.push(new Change(folder.getParent(), () -> remove(folder)));
    }

    @Override
    synchronized void rename(Path from, Path to) throws IOException {
        Optional<byte[]> old = look(to).isPresent() ? read(to, Integer.MAX_VALUE) : Optional.empty();
        super.rename(from, to);
        changes.removeIf(change -> change.folder().equals(from.getParent()));
        changes.push(new Change(to.getParent(), () -> {
            if (old.isPresent()) {
                restore(to, old.get());
            } else {
                remove(to);
            }
        }));
    }

    @Override
    void sync(Path path) throws IOException {
        List<Change> before = changesOf(path);
        super.sync(path);
        settle(before);
    }

    /** Takes back what was not synced, the newest first. */
    synchronized void cutPower() {
        changes.forEach(change -> change.undo().run());
        changes.clear();
    }

    /** Takes what there is now for the beginning. */
    synchronized void forget() {
        changes.clear();
    }

    private synchronized void note(Change change) {
        changes.push(change);
    }

    private synchronized List<Change> changesOf(Path folder) {
        return changes.stream().filter(change -> change.folder().equals(folder)).toList();
    }

    private synchronized void settle(List<Change> settled) {
        changes.removeAll(settled);
    }

    private static void remove(Path path) {
        try {
            if (Files.isDirectory(path)) {
                try (var below = Files.list(path)) {
                    below.forEach(PoweredDisk::remove);
                }
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void restore(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
