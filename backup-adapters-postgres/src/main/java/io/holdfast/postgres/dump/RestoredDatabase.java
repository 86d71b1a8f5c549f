package io.holdfast.postgres.dump;

import io.holdfast.core.database.TableRows;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.postgres.dump.DumpContents.Sequence;
import io.holdfast.postgres.dump.SequenceComparison.Advance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A staging database with everything restored into it, to be compared with what its dump recorded. */
final class RestoredDatabase implements StagedRestore {

    private static final String APPLICATION = "holdfast-restore";

    private final StagingDatabase staging;
    private final DatabaseProperties source;
    private final Optional<DumpContents> contents;
    private final RestoreJobs jobs;

    /** @param contents what the archives had to hold; empty for a dump of an earlier version, which does not say it */
    RestoredDatabase(
            StagingDatabase staging, DatabaseProperties source, Optional<DumpContents> contents, RestoreJobs jobs) {
        this.staging = Objects.requireNonNull(staging, "staging");
        this.source = Objects.requireNonNull(source, "source");
        this.contents = Objects.requireNonNull(contents, "contents");
        this.jobs = Objects.requireNonNull(jobs, "jobs");
    }

    @Override
    public List<TableRows> count(List<TableRows> tables) {
        return RowCount.of(staging.address(), tables, jobs.count());
    }

    @Override
    public boolean addsRowsByItself() {
        return source.eventTriggers();
    }

    @Override
    public List<String> differences() {
        AtomicReference<List<String>> differences = new AtomicReference<>();
        try (PostgresSession session = PostgresSession.open(staging.address(), APPLICATION);
                WorkGroup work = new WorkGroup("comparing " + staging.address() + " with the dump")) {
            work.onStop(session::abort);
            work.fork("comparison of " + staging.address().database(), () -> differences.set(differences(session)));
            work.join();
        }
        return differences.get();
    }

    @Override
    public Optional<String> promote() {
        return staging.promote();
    }

    @Override
    public void close() {
        staging.close();
    }

    private List<String> differences(PostgresSession session) {
        List<String> differences = new ArrayList<>();
        largeObjects(session).ifPresent(differences::add);
        List<Sequence> sequences = contents.map(DumpContents::sequences).orElse(List.of());
        if (!sequences.isEmpty()) {
            SequenceComparison comparison = new SequenceComparison(advance(session));
            RestoredSequences restored = RestoredSequences.read(session, sequences);
            sequences.forEach(sequence ->
                    comparison.difference(sequence, restored.find(sequence)).ifPresent(differences::add));
        }
        return differences;
    }

    private Optional<String> largeObjects(PostgresSession session) {
        long found = session.one(
                "count the large objects of " + staging.address(),
                "SELECT count(*) FROM pg_catalog.pg_largeobject_metadata",
                row -> row.getLong(1));
        boolean explained = found == source.largeObjects() || found > source.largeObjects() && addsRowsByItself();
        return explained
                ? Optional.empty()
                : Optional.of("there are " + found + " large objects, the dump has " + source.largeObjects());
    }

    private Advance advance(PostgresSession session) {
        boolean queried = session.one(
                "look for materialized views in " + staging.address(),
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relkind = 'm')",
                row -> row.getBoolean(1));
        return queried || addsRowsByItself() ? Advance.POSSIBLE : Advance.IMPOSSIBLE;
    }
}
