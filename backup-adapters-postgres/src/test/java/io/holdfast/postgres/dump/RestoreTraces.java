package io.holdfast.postgres.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a restore of this process may leave behind on this machine. */
final class RestoreTraces {

    private RestoreTraces() {}

    /** The files in its private folders. */
    static List<String> files() {
        ProcessIdentity me = ProcessIdentity.current();
        String mine = "holdfast-postgres-" + me.pid() + "-";
        try (Stream<Path> folders = Files.list(PrivateFolder.temporary())) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith(mine))
                    .flatMap(RestoreTraces::files)
                    .map(Path::toString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The programs that it runs. */
    static List<String> programs() {
        return ProcessHandle.current()
                .descendants()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains("pg_restore") || line.contains("sleep 86"))
                .toList();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return Stream.concat(Stream.of(folder), files.toList().stream()).filter(path -> !Files.isDirectory(path));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
