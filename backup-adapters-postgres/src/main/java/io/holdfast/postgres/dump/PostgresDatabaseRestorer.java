package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores what {@link PostgresDatabaseDumper} has dumped, with pg_restore, into a staging database that gets the target's name
 * at the end.
 */
public final class PostgresDatabaseRestorer implements DatabaseRestorer {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabaseRestorer.class);

    private final PostgresTools tools;
    private final RestoreJobs jobs;

    /** Restores with these programs, and with as many sessions as the machine has processors. */
    public PostgresDatabaseRestorer(PostgresTools tools) {
        this(tools, RestoreJobs.byProcessors());
    }

    /**
     * Restores with these programs.
     *
     * @param jobs how many sessions a restore uses at once
     */
    public PostgresDatabaseRestorer(PostgresTools tools, RestoreJobs jobs) {
        this.tools = Objects.requireNonNull(tools, "tools");
        this.jobs = Objects.requireNonNull(jobs, "jobs");
        PrivateFolder.sweep(PrivateFolder.temporary());
    }

    @Override
    public int inspect(DumpSource source) {
        DatabaseProperties properties = DumpDocument.PROPERTIES.read(source);
        DumpLayout layout = DumpLayout.of(source);
        ArchiveListing list = new ArchiveListing(tools, properties);
        Map<StreamName, TableOfContents> archives = new HashMap<>();
        for (StreamName stream : layout.archives()) {
            archives.put(stream, list.of(source, stream));
        }
        contents(source, layout).ifPresent(contents -> DumpGuard.refuseIncomplete(contents, properties, archives));
        return archives.values().stream().mapToInt(TableOfContents::size).sum();
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
        DatabaseProperties properties = DumpDocument.PROPERTIES.read(source);
        DumpLayout layout = DumpLayout.of(source);
        Optional<DumpContents> contents = contents(source, layout);
        StagingDatabase staging = StagingDatabase.create(target, properties);
        try (RestoreProgram program = new RestoreProgram(tools, target, staging, jobs.count())) {
            new ArchiveRestore(new ArchiveListing(tools, properties), program, source, layout, jobs).run();
        } catch (BackupFailure e) {
            staging.closeAfter(e);
            throw e;
        }
        LOG.info(
                "Restored into the staging database of {} in {} s",
                address,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        return new RestoredDatabase(staging, properties, contents, jobs);
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

    private static Optional<DumpContents> contents(DumpSource source, DumpLayout layout) {
        return layout.described() ? Optional.of(DumpDocument.CONTENTS.read(source)) : Optional.empty();
    }
}
