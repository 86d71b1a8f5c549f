package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.port.DumpSource;
import io.holdfast.postgres.dump.TableOfContents.Entry;
import io.holdfast.postgres.dump.TableOfContents.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the archives of one dump into a staging database. Where definitions and rows are in archives of their own, first
 * come the tables, then the rows of all streams at once, then what is made of rows. Rows are never written to a disk on the
 * way, but where the operator asks for speed and the dump is one archive: pg_restore can read an archive with several sessions
 * only from a file.
 */
final class ArchiveRestore {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveRestore.class);

    private final ArchiveListing list;
    private final RestoreProgram program;
    private final DumpSource source;
    private final DumpLayout layout;
    private final RestoreJobs jobs;

    ArchiveRestore(
            ArchiveListing list, RestoreProgram program, DumpSource source, DumpLayout layout, RestoreJobs jobs) {
        this.list = list;
        this.program = program;
        this.source = source;
        this.layout = layout;
        this.jobs = jobs;
    }

    /** Restores everything. */
    void run() {
        if (!layout.whole()) {
            several();
        } else if (worthAFile()) {
            whole();
        } else {
            program.run(source, layout.definitions().name(), List.of());
        }
    }

    private boolean worthAFile() {
        if (jobs.choice() == RestoreJobs.Choice.DEFAULT || jobs.count() == 1) {
            return false;
        }
        if (program.jobsOfOneRun() == 1) {
            LOG.info("Restoring with one session: this pg_restore cannot use several on this older server");
            return false;
        }
        StreamSummary archive = layout.definitions();
        if (!ArchiveFile.fits(PrivateFolder.temporary(), archive.size())) {
            LOG.info(
                    "Restoring with one session: {} has no room for {}, which several would need",
                    PrivateFolder.temporary(),
                    archive.size());
            return false;
        }
        return true;
    }

    private void whole() {
        try (ArchiveFile archive = ArchiveFile.copy(source, layout.definitions())) {
            program.run(archive.path(), List.of("--section=pre-data", "--section=data", "--no-privileges", parallel()));
            finish(archive);
        }
    }

    private void several() {
        try (ArchiveFile schema = ArchiveFile.copy(source, layout.definitions())) {
            // Privileges wait: one that the owner has taken away from himself would keep his rows out.
            program.run(schema.path(), List.of("--section=pre-data", "--no-privileges"));
            rows();
            finish(schema);
        }
    }

    private String parallel() {
        return "--jobs=" + program.jobsOfOneRun();
    }

    private void rows() {
        Queue<StreamSummary> waiting = new ConcurrentLinkedQueue<>(layout.rows());
        try (WorkGroup work = new WorkGroup("the restore of the rows")) {
            for (int i = 0; i < Math.min(jobs.count(), layout.rows().size()); i++) {
                work.fork("rows " + i, () -> {
                    for (StreamSummary next = waiting.poll(); next != null; next = waiting.poll()) {
                        program.run(source, next.name(), List.of("--section=data"));
                    }
                });
            }
            work.join();
        }
    }

    /**
     * What is made of rows, and all else. Indexes of partitions are attached to their parents' one after the other, when all are
     * there: two sessions that attach at two levels at once can each miss the other's work, and the parent's index then stays
     * invalid for ever. What needs such an index, a foreign key above all, comes after.
     *
     * <p>In a list of entries pg_restore keeps to its own order of these: first things, then privileges, then what reads through
     * them and event triggers.
     */
    private void finish(ArchiveFile archive) {
        List<Entry> entries = list.of(archive.path(), "post-data");
        List<Entry> indexes = only(entries, Kind.INDEX);
        List<Entry> attachments = only(entries, Kind.ATTACHMENT);
        List<Entry> rest = new ArrayList<>(only(list.of(archive.path(), "pre-data"), Kind.PRIVILEGES));
        rest.addAll(entries);
        rest.removeAll(indexes);
        rest.removeAll(attachments);
        run(archive, "indexes", indexes, parallel());
        run(archive, "attachments", attachments, "--jobs=1");
        run(archive, "rest", rest, parallel());
    }

    private static List<Entry> only(List<Entry> entries, Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).toList();
    }

    private void run(ArchiveFile archive, String name, List<Entry> entries, String sessions) {
        if (entries.isEmpty()) {
            return;
        }
        Path file = archive.beside(name);
        try {
            Files.write(
                    file,
                    entries.stream().map(entry -> entry.id() + ";").toList(),
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw PrivateFolder.failure("write " + file, e);
        }
        program.run(archive.path(), List.of("--use-list=" + file, sessions));
    }
}
