package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of contents of a dump's archives, as {@code pg_restore --list} prints them. */
final class ArchiveList {

    private static final Pattern ENTRY =
            Pattern.compile("[0-9]+; [0-9]+ ([0-9]+) (TABLE DATA|SEQUENCE SET|BLOBS) (.*) [^ ]*");

    private ArchiveList() {}

    /**
     * An entry that holds data.
     *
     * @param id the table's OID; 0 for sequences and large objects
     * @param name schema and name, where they hold no line break
     */
    record Entry(StreamName stream, String type, long id, String name) {}

    /**
     * All entries that hold data, of all archives.
     *
     * @param encoding the one of the database: pg_restore lists names as they are in it
     */
    static List<Entry> data(MemoryDump dump, Charset encoding) {
        return archives(dump)
                .flatMap(stream -> run(dump, stream, List.of("--list"), encoding).stream()
                        .map(ENTRY::matcher)
                        .filter(Matcher::matches)
                        .map(entry ->
                                new Entry(stream, entry.group(2), Long.parseLong(entry.group(1)), entry.group(3))))
                .toList();
    }

    /** The streams that are archives. */
    static Stream<StreamName> archives(MemoryDump dump) {
        return dump.names().stream()
                .filter(name -> !name.equals(DumpStreams.PROPERTIES) && !name.equals(DumpStreams.CONTENTS));
    }

    /** What pg_restore prints of one archive. */
    static List<String> run(MemoryDump dump, StreamName stream, List<String> arguments, Charset encoding) {
        try (PostgresProcess process =
                PostgresProcess.start(EmbeddedServer.tools().restore(), arguments, ToolEnvironment.offline())) {
            Thread feeding = new Thread(() -> {
                try (OutputStream input = process.input()) {
                    input.write(dump.bytes(stream));
                } catch (IOException e) {
                    // A list needs no more than the beginning.
                }
            });
            feeding.start();
            String text = new String(process.output().readAllBytes(), encoding);
            int status = process.awaitExit();
            feeding.join();
            if (status != 0) {
                throw new IllegalStateException(process.messages());
            }
            return text.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
