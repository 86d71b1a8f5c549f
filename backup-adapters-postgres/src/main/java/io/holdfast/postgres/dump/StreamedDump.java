package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.DumpSink;
import io.holdfast.postgres.dump.DumpContents.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a dump: a plan, one or several pg_dump at once under the coordinator's snapshot, and beside them a session that
 * counts rows under it and one that watches over all. Used once, by one thread.
 */
final class StreamedDump {

    private static final Logger LOG = LoggerFactory.getLogger(StreamedDump.class);

    /** At most this long is waited for a sequence when all is done. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

    private final PostgresTools tools;
    private final PostgresDatabaseDumper.Options options;
    private final PostgresAddress address;
    private final SessionNames names;
    private final SnapshotSession coordinator;

    /** What was found before the first stream begins. */
    private record Prepared(DumpInventory inventory, StreamPlan plan, Map<Long, Position> before) {}

    /** What was found while and after the streams were written. */
    private record Found(Map<Long, Long> rows, Map<Long, Position> after) {}

    /** @param coordinator holds the snapshot, until this has ended */
    StreamedDump(
            PostgresTools tools,
            PostgresDatabaseDumper.Options options,
            PostgresAddress address,
            SessionNames names,
            SnapshotSession coordinator) {
        this.tools = tools;
        this.options = options;
        this.address = address;
        this.names = names;
        this.coordinator = coordinator;
    }

    /** Dumps, and returns how many rows each table has that can be counted. */
    List<TableRows> run(DumpSink sink) {
        long start = System.nanoTime();
        Duration ownLimit = options.lockLimit().plus(PgDump.GRACE);
        coordinator.limitWaiting(ownLimit);
        try (SnapshotSession counter = SnapshotSession.join(names.address(address, "counter"), coordinator.snapshot());
                LockWatch watch = LockWatch.open(address, names, options.lockLimit());
                PasswordFile password = PasswordFile.create(address.password())) {
            counter.limitWaiting(ownLimit);
            WatchedWork work = new WatchedWork("the dump of " + address, watch, List.of(coordinator, counter));
            Prepared prepared = prepare(work, counter);
            List<DumpStream> streams = open(prepared.plan(), password, sink);
            Found found = carry(work, counter, prepared, streams);
            DumpDocument.CONTENTS.write(sink, contents(prepared, found));
            LOG.info(
                    "Dumped {}: {} tables, {} in {} s",
                    address,
                    prepared.inventory().tables().size(),
                    new ByteCount(streams.stream().mapToLong(DumpStream::bytes).sum()),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
            return rows(prepared.inventory(), found.rows());
        }
    }

    private Prepared prepare(WatchedWork work, SnapshotSession counter) {
        AtomicReference<Prepared> prepared = new AtomicReference<>();
        work.run(Map.of("plan", () -> {
            coordinator.refuseUnreadable();
            DumpInventory inventory = coordinator.inventory();
            String encoding = coordinator.encoding();
            StreamPlan plan = StreamPlan.of(
                    inventory,
                    pattern -> pattern.arrives(encoding),
                    Runtime.getRuntime().availableProcessors(),
                    options.streams());
            LOG.info(
                    "Dumping {} in {}: {}",
                    address,
                    plan.whole() ? "one stream" : plan.size() + " streams of rows",
                    plan.reason());
            prepared.set(new Prepared(inventory, plan, counter.sequences().before(inventory.sequences())));
        }));
        return prepared.get();
    }

    private List<DumpStream> open(StreamPlan plan, PasswordFile password, DumpSink sink) {
        PgDump program = new PgDump(tools.dump(), coordinator.encoding(), coordinator.snapshot(), options.lockLimit());
        Map<StreamName, List<String>> arguments = program.streams(plan);
        List<DumpStream> streams = new ArrayList<>();
        arguments.forEach((name, list) -> streams.add(DumpStream.open(
                name, address, program.path(), list, PgDump.environment(address, names, name, password), sink)));
        return streams;
    }

    /** The definitions and what is left of the rows come one after the other; both lock all tables (see {@link StreamPlan}). */
    private Found carry(WatchedWork work, SnapshotSession counter, Prepared prepared, List<DumpStream> streams) {
        AtomicReference<Found> found = new AtomicReference<>();
        CountDownLatch checked = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(streams.size());
        Map<String, WorkGroup.Work> works = new LinkedHashMap<>();
        List<DumpStream> first = new ArrayList<>();
        for (DumpStream stream : streams) {
            if (stream.name().equals(DumpStreams.SCHEMA) || stream.name().equals(DumpStreams.data(0))) {
                first.add(stream);
            } else {
                works.put("stream " + stream.name(), () -> write(List.of(stream), written));
            }
        }
        if (!first.isEmpty()) {
            works.put("streams " + first.get(0).name(), () -> write(first, written));
        }
        works.put("changes", () -> {
            refuseChanged(streams);
            checked.countDown();
        });
        works.put("rows", () -> {
            checked.await();
            Map<Long, Long> rows = counter.counter().count(prepared.plan().inReadingOrder());
            written.await();
            found.set(new Found(
                    rows, counter.sequences().after(prepared.inventory().sequences(), lastPatience())));
        });
        work.onStop(() -> DumpStream.end(streams));
        work.run(works, () -> stalled(streams));
        return found.get();
    }

    private static void write(List<DumpStream> streams, CountDownLatch written) throws Exception {
        for (DumpStream stream : streams) {
            stream.run();
            written.countDown();
        }
    }

    /** After each stream's first byte, because what is changed after the others' begin can still spoil those that come later. */
    private void refuseChanged(List<DumpStream> streams) throws InterruptedException {
        Set<DumpStream> unchecked = new LinkedHashSet<>(streams);
        while (!unchecked.isEmpty()) {
            DumpStream next = unchecked.iterator().next();
            next.awaitBegin();
            List<DumpStream> begun =
                    unchecked.stream().filter(DumpStream::begun).toList();
            if (!begun.isEmpty()) {
                coordinator.refuseChanged();
            }
            begun.forEach(unchecked::remove);
            // One that ended without a byte fails by itself.
            unchecked.remove(next);
        }
    }

    private Optional<BackupFailure> stalled(List<DumpStream> streams) {
        return streams.stream()
                .flatMap(stream -> stream.stalled(options.stallLimit()).stream())
                .findFirst();
    }

    private Duration lastPatience() {
        Duration half = options.lockLimit().dividedBy(2);
        return half.compareTo(LAST_PATIENCE) < 0 ? half : LAST_PATIENCE;
    }

    private static DumpContents contents(Prepared prepared, Found found) {
        return new DumpContents(
                DumpContents.FORMAT,
                prepared.inventory().tables().stream()
                        .map(table -> new DumpContents.Table(
                                table.id(), prepared.plan().streamOf(table).value()))
                        .toList(),
                prepared.inventory().sequences().stream()
                        .map(sequence -> new DumpContents.Sequence(
                                sequence.id(),
                                sequence.schema(),
                                sequence.name(),
                                prepared.before().get(sequence.id()),
                                found.after().get(sequence.id())))
                        .toList());
    }

    private static List<TableRows> rows(DumpInventory inventory, Map<Long, Long> rows) {
        return inventory.tables().stream()
                .filter(DumpedTable::counted)
                .map(table -> new TableRows(table.schema(), table.name(), rows.get(table.id())))
                .toList();
    }
}
