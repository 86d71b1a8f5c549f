package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * pg_restore, for one staging database. Each run is a session or several of its own, and returns when the program has ended
 * well; it may be run by several threads at once.
 */
final class RestoreProgram implements AutoCloseable {

    private static final String APPLICATION = "holdfast-restore";

    /** All sessions together; a session has at least the lower, and at most the upper bound, in mebibytes. */
    private static final int MEMORY_OF_ALL = 512;

    private static final int LEAST_MEMORY = 64;
    private static final int MOST_MEMORY = 256;

    private final PostgresTools tools;
    private final PostgresAddress target;
    private final PostgresAddress staging;
    private final RestoreTarget options;
    private final int jobs;
    private final NewerRestoreProgram program;
    private final PasswordFile password;

    /** @param jobs how many sessions there are at most, in all runs together */
    RestoreProgram(PostgresTools tools, RestoreTarget target, StagingDatabase staging, int jobs) {
        this.tools = tools;
        this.target = PostgresAddress.of(target.database());
        this.staging = staging.address();
        this.options = target;
        this.jobs = jobs;
        this.program = new NewerRestoreProgram(tools, staging.serverVersion());
        this.password = PasswordFile.create(this.target.password());
    }

    /** How many sessions one run may use: {@code --jobs}. */
    int jobsOfOneRun() {
        return program.countsErrors() ? 1 : jobs;
    }

    /**
     * Restores an archive that the program reads from its standard input.
     *
     * @param arguments what of it to restore
     */
    void run(DumpSource source, StreamName stream, List<String> arguments) {
        try (InputStream archive = source.open(stream);
                PostgresProcess process = start(arguments);
                WorkGroup work = new WorkGroup("the restore of the stream " + stream + " into " + target)) {
            work.onStop(process::end);
            work.fork("archive " + stream + " for " + target.database(), () -> {
                if (!ArchiveFeed.carry(archive, process.input())) {
                    // It stopped reading: it has failed, or has all it needs, and then the rest has to be sound too.
                    program.refuse(process, process.awaitExit(), target);
                    archive.transferTo(OutputStream.nullOutputStream());
                }
            });
            work.fork("restore of " + stream + " into " + target.database(), () -> await(process));
            work.join();
        } catch (IOException e) {
            throw ArchiveFeed.reading(e);
        }
    }

    /**
     * Restores an archive that is in a file.
     *
     * @param arguments what of it to restore
     */
    void run(Path archive, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add(archive.toString());
        try (PostgresProcess process = start(all);
                WorkGroup work = new WorkGroup("the restore into " + target)) {
            work.onStop(process::end);
            work.fork("restore into " + target.database(), () -> {
                process.input().close();
                await(process);
            });
            work.join();
        }
    }

    @Override
    public void close() {
        password.close();
    }

    private PostgresProcess start(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--format=custom",
                "--no-password",
                // pg_restore connects only when told a database here; a connection string that names none leaves
                // the name to PGDATABASE, where nothing in it is read as anything else.
                "--dbname=application_name=" + APPLICATION));
        if (options.has(RestoreOption.WITHOUT_OWNER)) {
            all.add("--no-owner");
        }
        if (options.has(RestoreOption.WITHOUT_PRIVILEGES) && !arguments.contains("--no-privileges")) {
            all.add("--no-privileges");
        }
        all.addAll(arguments);
        return PostgresProcess.start(
                tools.restore(),
                program.arguments(all),
                ToolEnvironment.connecting(staging, password.path(), APPLICATION)
                        .withSessionSettings(settings()));
    }

    /**
     * The staging database is thrown away when anything goes wrong, so no commit has to wait for the disk; and indexes are
     * most of the work. Limits of the role's or the server's would end the program's first statements, before it can lift them.
     */
    private String settings() {
        int memory = Math.max(LEAST_MEMORY, Math.min(MOST_MEMORY, MEMORY_OF_ALL / jobs));
        return "-c synchronous_commit=off -c maintenance_work_mem=" + memory
                + "MB -c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0"
                + " -c idle_in_transaction_session_timeout=0";
    }

    private void await(PostgresProcess process) throws IOException, InterruptedException {
        process.output().transferTo(OutputStream.nullOutputStream());
        program.refuse(process, process.awaitExit(), target);
    }
}
