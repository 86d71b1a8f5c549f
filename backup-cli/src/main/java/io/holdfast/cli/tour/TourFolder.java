package io.holdfast.cli.tour;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where a tour keeps everything: the server, the store, the passphrase. A mark in it tells a folder of a tour from others, and
 * nothing is ever removed from a folder without it.
 *
 * @param path the folder, absolute
 */
record TourFolder(Path path) {

    private static final String MARK = "this-is-a-holdfast-demo";

    TourFolder {
        Objects.requireNonNull(path, "path");
    }

    Path server() {
        return path.resolve("server");
    }

    Path store() {
        return path.resolve("store");
    }

    Path passphraseFile() {
        return path.resolve("passphrase");
    }

    /**
     * Makes the folder, with a passphrase in it; what an earlier tour left there is removed.
     *
     * @throws BackupFailure ALREADY_EXISTS where the folder holds something else; PERMANENT where it cannot be made
     */
    void prepare(String passphrase) {
        try {
            Files.createDirectories(path);
            if (Files.exists(path.resolve(MARK))) {
                for (Path old : List.of(store(), server(), passphraseFile())) {
                    remove(old);
                }
            } else if (!isEmpty()) {
                throw BackupFailure.of(
                                FailureKind.ALREADY_EXISTS, "the folder " + path + " is in use for something else")
                        .withHint("Name an empty or a new one with --folder");
            }
            Files.writeString(path.resolve(MARK), "Everything in here was made by \"holdfast demo\".\n");
            Files.createDirectories(store());
            Files.createFile(
                    passphraseFile(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passphraseFile(), passphrase + "\n");
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "the folder " + path + " cannot be used: " + e, e)
                    .withHint("Name another one with --folder");
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> content = Files.list(path)) {
            return content.findAny().isEmpty();
        }
    }

    private static void remove(Path old) throws IOException {
        if (!Files.exists(old)) {
            return;
        }
        try (Stream<Path> content = Files.walk(old)) {
            for (Path each : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
