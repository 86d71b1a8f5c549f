package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Asks pg_restore what is in an archive. Needs no server. */
final class ArchiveListing {

    private static final String FORMAT = "--format=custom";
    private static final String LIST = "--list";

    private final PostgresTools tools;
    private final Charset names;

    /** @param properties of the database that the archives are of */
    ArchiveListing(PostgresTools tools, DatabaseProperties properties) {
        this.tools = tools;
        this.names = ArchiveNames.charset(properties);
    }

    /**
     * Reads an archive as far as the end of its table of contents.
     *
     * @throws BackupFailure CORRUPT where it is no archive or is cut, PERMANENT where the program is too old for it
     */
    TableOfContents of(DumpSource source, StreamName stream) {
        AtomicReference<TableOfContents> found = new AtomicReference<>();
        try (InputStream archive = source.open(stream);
                PostgresProcess process =
                        PostgresProcess.start(tools.restore(), List.of(LIST, FORMAT), ToolEnvironment.offline());
                WorkGroup work = new WorkGroup("reading the table of contents of the dump's stream " + stream)) {
            work.onStop(process::end);
            work.fork("archive " + stream + " for pg_restore", () -> ArchiveFeed.carry(archive, process.input()));
            work.fork("list of " + stream, () -> found.set(read(process, "stream " + stream)));
            work.join();
        } catch (IOException e) {
            throw ArchiveFeed.reading(e);
        }
        if (found.get().size() == 0) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT,
                    "pg_restore found no table of contents in the stream " + stream + " of the dump");
        }
        return found.get();
    }

    /**
     * The entries of an archive's sections.
     *
     * @param section such as {@code pre-data}
     */
    List<TableOfContents.Entry> of(Path archive, String section) {
        AtomicReference<TableOfContents> found = new AtomicReference<>();
        List<String> arguments = new ArrayList<>(List.of(LIST, FORMAT, "--section=" + section));
        arguments.add(archive.toString());
        try (PostgresProcess process = PostgresProcess.start(tools.restore(), arguments, ToolEnvironment.offline());
                WorkGroup work = new WorkGroup("reading the table of contents of the dump")) {
            work.onStop(process::end);
            work.fork("list of the section " + section, () -> {
                process.input().close();
                found.set(read(process, "section " + section));
            });
            work.join();
        }
        return found.get().entries();
    }

    private TableOfContents read(PostgresProcess process, String what) throws IOException, InterruptedException {
        TableOfContents contents = TableOfContents.read(process.output(), names);
        int status = process.awaitExit();
        if (status == 0) {
            return contents;
        }
        boolean newer = process.messages().contains("unsupported version");
        BackupFailure failure = ToolFailures.ended(
                process, status, LIST + " of the dump's " + what, newer ? FailureKind.PERMANENT : FailureKind.CORRUPT);
        throw newer ? failure.withHint("Install newer client programs of PostgreSQL") : failure;
    }
}
