package io.holdfast.postgres.dump;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores what {@link PostgresDatabaseDumper} has dumped, with one pg_restore that reads the archive from its standard
 * input, into a staging database that gets the target's name at the end.
 */
public final class PostgresDatabaseRestorer implements DatabaseRestorer {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabaseRestorer.class);
    private static final String APPLICATION = "holdfast-restore";

    /**
     * The staging database is thrown away when anything goes wrong, so no commit has to wait for the disk; and indexes are
     * most of the work.
     */
    private static final String SESSION_SETTINGS =
            "-c synchronous_commit=off -c maintenance_work_mem=256MB -c default_transaction_read_only=off";

    private static final Pattern ENTRIES = Pattern.compile(";\\s+TOC Entries: ([0-9]{1,9})");

    private final PostgresTools tools;

    /** Restores with these programs. */
    public PostgresDatabaseRestorer(PostgresTools tools) {
        this.tools = Objects.requireNonNull(tools, "tools");
        PasswordFile.sweep();
    }

    @Override
    public int inspect(DumpSource source) {
        DumpDocument.PROPERTIES.read(source);
        AtomicInteger entries = new AtomicInteger();
        try (InputStream archive = source.open(DumpStreams.WHOLE);
                PostgresProcess process = PostgresProcess.start(
                        tools.restore(), List.of("--list", "--format=custom"), ToolEnvironment.offline());
                WorkGroup work = new WorkGroup("reading the dump's table of contents")) {
            work.onStop(process::end);
            work.fork("archive for pg_restore", () -> feed(archive, process.input()));
            work.fork("list of pg_restore", () -> {
                entries.set(entries(process.output()));
                refuseUnreadable(process, process.awaitExit());
            });
            work.join();
        } catch (IOException e) {
            throw reading(e);
        }
        if (entries.get() == 0) {
            throw BackupFailure.of(FailureKind.CORRUPT, "pg_restore found no table of contents in the dump");
        }
        return entries.get();
    }

    @Override
    public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
        PostgresAddress address = PostgresAddress.of(target.database());
        DatabaseProperties properties = DumpDocument.PROPERTIES.read(source);
        try (PostgresSession session = Administration.open(address)) {
            return new RestoreCheck(target, tools, properties, facts, session).problems();
        }
    }

    @Override
    public StagedRestore stage(RestoreTarget target, DumpSource source) {
        PostgresAddress address = PostgresAddress.of(target.database());
        long start = System.nanoTime();
        StagingDatabase staging = StagingDatabase.create(target, DumpDocument.PROPERTIES.read(source));
        try {
            restore(staging, address, source);
        } catch (BackupFailure e) {
            staging.closeAfter(e);
            throw e;
        }
        LOG.info(
                "Restored into the staging database of {} in {} s",
                address,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        return staging;
    }

    @Override
    public List<KeptDatabase> kept(ConnectionUrl server) {
        return new KeptDatabases(PostgresAddress.of(server)).list();
    }

    @Override
    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
        return new KeptDatabases(PostgresAddress.of(target)).undo(name);
    }

    @Override
    public KeptDatabase discard(ConnectionUrl server, String name) {
        return new KeptDatabases(PostgresAddress.of(server)).discard(name);
    }

    private void restore(StagingDatabase staging, PostgresAddress target, DumpSource source) {
        NewerRestoreProgram program = new NewerRestoreProgram(tools, staging.serverVersion());
        try (InputStream archive = source.open(DumpStreams.WHOLE);
                PasswordFile password = PasswordFile.create(target.password());
                PostgresProcess process = PostgresProcess.start(
                        tools.restore(),
                        program.arguments(List.of(
                                "--format=custom",
                                "--no-password",
                                // pg_restore connects only when told a database here; a connection string that names
                                // none leaves the name to PGDATABASE, where nothing in it is read as anything else.
                                "--dbname=application_name=" + APPLICATION)),
                        ToolEnvironment.connecting(staging.address(), password.path(), APPLICATION)
                                .withSessionSettings(SESSION_SETTINGS));
                WorkGroup work = new WorkGroup("the restore into " + target)) {
            work.onStop(process::end);
            work.fork("archive for " + target.database(), () -> {
                if (!feed(archive, process.input())) {
                    // It stopped reading: it has failed, or has all it needs, and then the rest has to be sound too.
                    program.refuse(process, process.awaitExit(), target);
                    archive.transferTo(OutputStream.nullOutputStream());
                }
            });
            work.fork("restore of " + target.database(), () -> {
                process.output().transferTo(OutputStream.nullOutputStream());
                program.refuse(process, process.awaitExit(), target);
            });
            work.join();
        } catch (IOException e) {
            throw reading(e);
        }
    }

    /**
     * Carries the archive into a program.
     *
     * @return false where the program stopped reading before the end, which is not for this side to judge
     */
    private static boolean feed(InputStream archive, OutputStream input) {
        byte[] buffer = new byte[64 * 1024];
        for (int n = read(archive, buffer); n >= 0; n = read(archive, buffer)) {
            try {
                input.write(buffer, 0, n);
            } catch (IOException e) {
                return false;
            }
        }
        return closed(input);
    }

    private static boolean closed(OutputStream input) {
        try {
            input.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int read(InputStream archive, byte[] buffer) {
        try {
            return archive.read(buffer);
        } catch (IOException e) {
            throw reading(e);
        }
    }

    /** From the head of the list; the lines below it leave out those that every dump has. */
    private static int entries(InputStream list) throws IOException {
        int entries = 0;
        BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.ISO_8859_1));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher head = ENTRIES.matcher(line);
            if (entries == 0 && head.matches()) {
                entries = Integer.parseInt(head.group(1));
            }
        }
        return entries;
    }

    private static void refuseUnreadable(PostgresProcess process, int status) {
        if (status == 0) {
            return;
        }
        boolean newer = process.messages().contains("unsupported version");
        BackupFailure failure = ToolFailures.ended(
                process, status, "--list of the dump", newer ? FailureKind.PERMANENT : FailureKind.CORRUPT);
        throw newer ? failure.withHint("Install newer client programs of PostgreSQL") : failure;
    }

    private static BackupFailure reading(IOException e) {
        return BackupFailure.of(FailureKind.TRANSIENT, "could not read the dump: " + e.getMessage(), e);
    }
}
