package io.holdfast.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.demo.DemoServer;
import io.holdfast.cli.demo.SampleDatabases;
import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.BlobStore;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReadmeTest {

    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theEmbeddingExampleTakesABackup() throws IOException {
        try (DemoServer server = DemoServer.start(folder.resolve("server"), DemoServer.Durability.NONE)) {
            ConnectionUrl database = server.createDatabase("shop");
            SampleDatabases.createConfig(database);
            TakeBackup.Result result =
                    example(Files.createDirectory(folder.resolve("store")), "a secret", database.reveal());
            assertThat(result.complete()).isTrue();
            assertThat(result.dumps().get(new DatabaseName("shop")).rows()).isPositive();
        }
    }

    @Test
    void theEmbeddingExampleIsTheOneInTheReadme() throws IOException {
        Matcher shown = JAVA.matcher(Files.readString(Path.of("../README.md")));
        assertThat(shown.find()).isTrue();
        String source = Files.readString(Path.of("src/test/java/io/holdfast/cli/documents/ReadmeTest.java"));
        assertThat(words(source)).contains(words(shown.group(1).replace("Path.of(\"/backups/shop\")", "folder")));
    }

    private static TakeBackup.Result example(Path folder, String secret, String url) {
        PostgresTools tools = PostgresTools.find(Optional.empty());
        try (BlobStore store = LocalBlobStore.open(folder);
                BundleRepository repository = BlobBundleRepository.open(
                        store,
                        new TinkBundleCipher(),
                        RepositoryOptions.writing().passphrase(new Passphrase(secret)))) {
            Holdfast holdfast = Holdfast.builder()
                    .repository(repository)
                    .dumper(new PostgresDatabaseDumper(tools))
                    .restorer(new PostgresDatabaseRestorer(tools))
                    .build();
            return holdfast.takeBackup()
                    .backUp(new TakeBackup.Request(
                            Map.of(new DatabaseName("shop"), new ConnectionUrl(url)),
                            BackupCause.EMBEDDED,
                            "before the upgrade"));
        }
    }

    /** Without what formatting may change. */
    private static String words(String code) {
        return String.join("", List.of(code.split("\\s+")));
    }
}
