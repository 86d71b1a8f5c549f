package io.holdfast.cli.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.local.LocalBlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored examples of format version 1 can be read, and gone on with. */
class FormatVersion1Test {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theExampleIsRead(boolean encrypted) {
        try (LocalBlobStore store = example(encrypted);
                BundleRepository repository = ExampleRepository.open(store, encrypted)) {
            assertThat(repository.list()).extracting(Bundle::id).containsExactly(ExampleRepository.BUNDLE);
            DumpEntry entry =
                    repository.list().get(0).dump(ExampleRepository.DATABASE).orElseThrow();
            assertThat(entry.state()).isEqualTo(DumpState.READABLE);
            try (DumpReader dump = repository.open(ExampleRepository.BUNDLE, ExampleRepository.DATABASE)) {
                assertThat(dump.summary().dump().note()).isEqualTo("an example · ü");
                assertThat(dump.summary().finishedAt()).isEqualTo("2026-11-22T02:00:09Z");
                assertThat(dump.summary().key().isPresent()).isEqualTo(encrypted);
                assertThat(dump.facts()).isEqualTo(ExampleRepository.FACTS);
                ExampleRepository.streams().forEach((name, content) -> {
                    try (InputStream stream = dump.open(name)) {
                        assertThat(stream.readAllBytes()).as(name.value()).isEqualTo(content);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                dump.check(bytes -> {});
            }
        }
    }

    /** Cutting, naming and listing are as they were: else a new version would store everything once more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameContentAddsNothing(boolean encrypted) {
        try (LocalBlobStore store = example(encrypted);
                BundleRepository repository = ExampleRepository.open(store, encrypted)) {
            DumpSummary again = ExampleRepository.write(repository, new BundleId("20261123-020000-000-k7m3q9x2"));
            assertThat(again.stored()).isEqualTo(ByteCount.ZERO);
        }
    }

    /** A copy, because whoever reads puts a lock. */
    private LocalBlobStore example(boolean encrypted) {
        Path example = Path.of("src/test/resources/format-1", encrypted ? "encrypted" : "plain");
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(example.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return LocalBlobStore.open(folder);
    }
}
