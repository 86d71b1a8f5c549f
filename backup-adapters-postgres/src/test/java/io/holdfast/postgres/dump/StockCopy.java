package io.holdfast.postgres.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A database copied by PostgreSQL's own programs alone, as its manual says: {@code pg_dump | pg_restore}. */
final class StockCopy {

    private StockCopy() {}

    /**
     * Dumps one database as one user and restores it into another, empty one, as another user.
     *
     * @return the messages of pg_restore; empty where all went well
     */
    static String copy(
            EmbeddedServer server, String from, String dumpedBy, EmbeddedServer to, String into, String restoredBy) {
        Path folder = EmbeddedServer.tools().folder();
        try {
            Path messages = Files.createTempFile("stock-copy", ".log");
            try {
                List<Process> processes = ProcessBuilder.startPipeline(List.of(
                        program(server, dumpedBy, folder.resolve("pg_dump").toString(), "-Fc", "-Z0", "-d", from)
                                .redirectError(ProcessBuilder.Redirect.INHERIT),
                        program(to, restoredBy, folder.resolve("pg_restore").toString(), "-d", into)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(messages.toFile())));
                for (Process process : processes) {
                    process.waitFor();
                }
                if (processes.get(0).exitValue() != 0) {
                    throw new IllegalStateException(
                            "pg_dump ended with " + processes.get(0).exitValue());
                }
                String text = Files.readString(messages);
                return processes.get(1).exitValue() == 0
                        ? text
                        : "status " + processes.get(1).exitValue() + "\n" + text;
            } finally {
                Files.delete(messages);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProcessBuilder program(EmbeddedServer server, String user, String... command) {
        ProcessBuilder program = new ProcessBuilder(command);
        program.environment()
                .putAll(Map.of("PGHOST", "localhost", "PGPORT", Integer.toString(server.port()), "PGUSER", user));
        return program;
    }
}
