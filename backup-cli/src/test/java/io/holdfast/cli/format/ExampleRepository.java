package io.holdfast.cli.format;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpWriter;
import io.holdfast.local.LocalBlobStore;
import io.holdfast.repository.BlobBundleRepository;
import io.holdfast.repository.RepositoryOptions;
import io.holdfast.repository.chunk.Chunking;
import io.holdfast.tink.TinkBundleCipher;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the examples of format version 1 under {@code src/test/resources/format-1} hold. They were made once, by {@link #main}, and
 * are never made again: every later version has to read those that are there.
 */
final class ExampleRepository {

    static final String PASSPHRASE = "correct horse battery staple";
    static final BundleId BUNDLE = new BundleId("20261122-020000-123-k7m3q9x2");
    static final DatabaseName DATABASE = new DatabaseName("config");
    static final DumpFacts FACTS = new DumpFacts(
            "15.18",
            "15.20",
            List.of(new TableRows("public", "users", 12), new TableRows("odd \"schema\"", "täble\n", 3)));

    private static final Instant MADE = Instant.parse("2026-11-22T02:00:09Z");

    private ExampleRepository() {}

    /** The streams: one of several chunks, a short one, an empty one. */
    static SortedMap<StreamName, byte[]> streams() {
        byte[] several = new byte[20_000];
        new Random(1).nextBytes(several);
        return new TreeMap<>(Map.of(
                new StreamName("dump"),
                several,
                new StreamName("empty"),
                new byte[0],
                new StreamName("properties"),
                "{}".getBytes(StandardCharsets.UTF_8)));
    }

    static RepositoryOptions options(boolean encrypted) {
        RepositoryOptions options = RepositoryOptions.writing()
                .chunking(new Chunking(64, 256, 1024, 4096))
                .clock(() -> MADE);
        return encrypted ? options.passphrase(new Passphrase(PASSPHRASE)) : options;
    }

    static BundleRepository open(LocalBlobStore store, boolean encrypted) {
        return BlobBundleRepository.open(store, new TinkBundleCipher(), options(encrypted));
    }

    static DumpSummary write(BundleRepository repository, BundleId bundle) {
        try (DumpWriter writer = repository.begin(new NewDump(bundle, DATABASE, BackupCause.CLI, "an example · ü"))) {
            streams().forEach((name, content) -> {
                try (OutputStream stream = writer.open(name)) {
                    stream.write(content);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return writer.commit(FACTS);
        }
    }

    /** Makes the examples in the folder that is the only argument. */
    public static void main(String[] arguments) throws IOException {
        for (boolean encrypted : new boolean[] {false, true}) {
            Path folder = Files.createDirectories(Path.of(arguments[0], encrypted ? "encrypted" : "plain"));
            try (LocalBlobStore store = LocalBlobStore.open(folder);
                    BundleRepository repository = open(store, encrypted)) {
                write(repository, BUNDLE);
            }
        }
    }
}
