package io.holdfast.cli.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.demo.DatabaseComparison;
import io.holdfast.cli.demo.DemoServer;
import io.holdfast.cli.demo.SampleDatabases;
import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.usecase.TakeBackup;
import io.holdfast.local.LocalBlobStore;
import io.holdfast.postgres.dump.PostgresDatabaseDumper;
import io.holdfast.postgres.dump.PostgresDatabaseRestorer;
import io.holdfast.postgres.dump.PostgresTools;
import io.holdfast.repository.BlobBundleRepository;
import io.holdfast.repository.RepositoryOptions;
import io.holdfast.tink.TinkBundleCipher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell lines of the format document bring a plain dump back with cat, zstd, jq and pg_restore alone. */
@Timeout(300)
class RestoreByHandTest {

    private static final Pattern LINES =
            Pattern.compile("## Restoring a plain dump by hand.*?```bash\\n(.*?)```", Pattern.DOTALL);
    private static final DatabaseName RESULTS = new DatabaseName("results");

    @TempDir
    private Path folder;

    @Test
    void theDocumentsLinesBringTheDatabaseBack() throws Exception {
        try (DemoServer server = DemoServer.start(folder.resolve("server"), DemoServer.Durability.NONE)) {
            ConnectionUrl original = server.createDatabase("results");
            SampleDatabases.createResults(original, new ByteCount(12_000_000), percent -> {});
            Path store = Files.createDirectory(folder.resolve("store"));
            backUpPlain(store, original);
            ConnectionUrl restored = server.createDatabase("by_hand");
            assertThat(run(documentedLines(), store, manifest(store), restored)).isEqualTo(0);
            assertThat(DatabaseComparison.of(original, restored).differences()).isEmpty();
            ConnectionUrl untouched = server.createDatabase("untouched");
            ConnectionUrl empty = server.createDatabase("empty");
            exchangeTwoChunks(store);
            assertThat(run(documentedLines(), store, manifest(store), untouched))
                    .as("with chunks exchanged")
                    .isNotZero();
            assertThat(DatabaseComparison.of(empty, untouched).differences()).isEmpty();
        }
    }

    private static void backUpPlain(Path folder, ConnectionUrl database) {
        PostgresTools tools = PostgresTools.find(Optional.empty());
        try (LocalBlobStore store = LocalBlobStore.open(folder);
                BundleRepository repository =
                        BlobBundleRepository.open(store, new TinkBundleCipher(), RepositoryOptions.writing())) {
            TakeBackup.Result result = Holdfast.builder()
                    .repository(repository)
                    .dumper(new PostgresDatabaseDumper(tools))
                    .restorer(new PostgresDatabaseRestorer(tools))
                    .build()
                    .takeBackup()
                    .backUp(new TakeBackup.Request(Map.of(RESULTS, database), BackupCause.EMBEDDED, ""));
            assertThat(result.failures()).isEmpty();
        }
    }

    /** Each is a whole zstd frame still, so that only their names can tell. */
    private static void exchangeTwoChunks(Path store) throws IOException {
        try (var files = Files.walk(store.resolve("chunks"))) {
            List<Path> chunks = files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(chunk -> chunk.toFile().length()))
                    .toList();
            Path one = chunks.get(chunks.size() - 1);
            Path other = chunks.get(chunks.size() - 2);
            byte[] content = Files.readAllBytes(one);
            Files.copy(other, one, StandardCopyOption.REPLACE_EXISTING);
            Files.write(other, content);
        }
    }

    private static Path manifest(Path store) throws IOException {
        try (var files = Files.walk(store.resolve("bundles"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private static String documentedLines() throws IOException {
        Matcher lines = LINES.matcher(Files.readString(Path.of("../docs/repository-format.md")));
        assertThat(lines.find()).as("the document has the lines").isTrue();
        return lines.group(1);
    }

    private static int run(String script, Path store, Path manifest, ConnectionUrl target)
            throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
        shell.directory(store.toFile());
        shell.environment().put("M", manifest.toString());
        shell.environment().put("TARGET", target.reveal());
        return shell.inheritIO().start().waitFor();
    }
}
