package io.holdfast.cli.wiring;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a store is, as it is written on the command line: {@code file:///backups/shop}.
 *
 * @param folder the folder that it names
 */
public record StoreUrl(Path folder) {

    private static final String FILE = "file:///";
    private static final String EXAMPLE = "Write it as file:///path/to/folder";

    /** Checks that it is there. */
    public StoreUrl {
        Objects.requireNonNull(folder, "folder");
    }

    /**
     * Reads a URL.
     *
     * @throws BackupFailure INVALID for everything that is no URL of a store, and for stores that this version does not
     *     know
     */
    public static StoreUrl parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("s3:")) {
            throw BackupFailure.of(FailureKind.INVALID, "stores in S3 are not in this version")
                    .withHint("Use a folder: file:///path/to/folder");
        }
        if (text.startsWith("/")) {
            throw BackupFailure.of(FailureKind.INVALID, "the store \"" + text + "\" is a path, not a URL")
                    .withHint("Write it as file://" + text);
        }
        if (!lower.startsWith(FILE)) {
            throw BackupFailure.of(FailureKind.INVALID, "\"" + text + "\" is not the URL of a store")
                    .withHint(EXAMPLE);
        }
        return new StoreUrl(path(text));
    }

    @Override
    public String toString() {
        return folder.toUri().toString();
    }

    private static Path path(String text) {
        try {
            URI url = new URI(text);
            if (url.getRawQuery() != null || url.getRawFragment() != null) {
                throw BackupFailure.of(FailureKind.INVALID, "the store \"" + text + "\" has a '?' or '#' in it")
                        .withHint("In a URL these are written %3F and %23");
            }
            return Path.of(url);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw BackupFailure.of(FailureKind.INVALID, "the store \"" + text + "\" is not a well-formed URL", e)
                    .withHint("In a URL a blank is written %20 and a per cent sign %25");
        }
    }
}
