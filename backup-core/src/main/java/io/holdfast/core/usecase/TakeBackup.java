package io.holdfast.core.usecase;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvent.Phase;
import io.holdfast.core.port.BackupEvents;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpWriter;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Backs up one or more live databases into one new bundle.
 *
 * <p>A dump counts only when the dumper says that all went well, what was stored has been read back as far as its table of
 * contents by the tools that would restore it, and the repository has committed it. The databases are independent: when
 * one fails, the others' dumps stay.
 */
public final class TakeBackup {

    /**
     * How often a dump is begun. A database that is redefined while its streams begin, or a lock that somebody holds, spoils a
     * dump and is gone a moment later.
     */
    public static final int ATTEMPTS = 3;

    private final BundleRepository repository;
    private final DatabaseDumper dumper;
    private final DatabaseRestorer restorer;
    private final BackupEvents events;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * What to back up.
     *
     * @param databases where each database is; at least one; dumped in this order
     * @param cause why
     * @param note kept with the bundle; at most {@link NewDump#NOTE_LIMIT} characters, may be empty
     */
    public record Request(Map<DatabaseName, ConnectionUrl> databases, BackupCause cause, String note) {

        /** Copies the map, keeping its order, and refuses what could not become a dump. */
        public Request {
            databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(note, "note");
            if (databases.isEmpty()) {
                throw new IllegalArgumentException("no database to back up");
            }
            if (note.length() > NewDump.NOTE_LIMIT) {
                throw new IllegalArgumentException(
                        "note: " + note.length() + " characters, at most " + NewDump.NOTE_LIMIT + " are kept");
            }
        }
    }

    /**
     * What came of it.
     *
     * @param bundle the new bundle's id; there is such a bundle only if at least one dump was committed
     * @param dumps the dumps that were committed, in the order in which they were asked for
     * @param failures why the others were not; every database asked for is in one of both
     */
    public record Result(
            BundleId bundle, Map<DatabaseName, DumpSummary> dumps, Map<DatabaseName, BackupFailure> failures) {

        /** Copies the maps, keeping their order. */
        public Result {
            dumps = Collections.unmodifiableMap(new LinkedHashMap<>(dumps));
            failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
        }

        /** Whether every database was backed up. */
        public boolean complete() {
            return failures.isEmpty();
        }
    }

    /** All that it needs; may be used by several threads if these may. */
    public TakeBackup(
            BundleRepository repository,
            DatabaseDumper dumper,
            DatabaseRestorer restorer,
            BackupEvents events,
            InstantSource clock,
            RandomGenerator random) {
        this.repository = Objects.requireNonNull(repository);
        this.dumper = Objects.requireNonNull(dumper);
        this.restorer = Objects.requireNonNull(restorer);
        this.events = Objects.requireNonNull(events);
        this.clock = Objects.requireNonNull(clock);
        this.random = Objects.requireNonNull(random);
    }

    /**
     * Backs the databases up, one after the other. Failures are in the result, one a database; after an interrupt the rest
     * is not begun and reported as CANCELLED.
     */
    public Result backUp(Request request) {
        BundleId bundle = BundleId.create(clock.instant(), random);
        Map<DatabaseName, DumpSummary> dumps = new LinkedHashMap<>();
        Map<DatabaseName, BackupFailure> failures = new LinkedHashMap<>();
        request.databases().forEach((database, url) -> {
            try {
                NewDump dump = new NewDump(bundle, database, request.cause(), request.note());
                dumps.put(database, dump(dump, url));
            } catch (RuntimeException thrown) {
                BackupFailure failure = failure(database, thrown);
                failures.put(database, failure);
                events.on(new BackupEvent.Failed(bundle, database, failure));
            }
        });
        return new Result(bundle, dumps, failures);
    }

    /** A defect in one database's backup must cost the others neither theirs nor the report of it. */
    private static BackupFailure failure(DatabaseName database, RuntimeException thrown) {
        if (thrown instanceof BackupFailure failure) {
            return failure;
        }
        // Without its message, which may hold anything, a password too.
        return BackupFailure.of(
                        FailureKind.PERMANENT,
                        "the backup of " + database + " met a defect in the program: "
                                + thrown.getClass().getSimpleName(),
                        thrown)
                .withHint("Please report it");
    }

    private DumpSummary dump(NewDump dump, ConnectionUrl url) {
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled("the backup of " + dump.database());
        }
        ByteCount expected = lastSize(dump.database()).orElseGet(() -> dumper.estimate(url));
        for (int attempt = 1; ; attempt++) {
            Optional<DumpSummary> summary = dump(dump, url, expected, attempt);
            if (summary.isPresent()) {
                return summary.get();
            }
        }
    }

    /** Empty where the dump has to be begun again. */
    private Optional<DumpSummary> dump(NewDump dump, ConnectionUrl url, ByteCount expected, int attempt) {
        events.on(new BackupEvent.Started(dump.bundle(), dump.database(), Phase.DUMP, expected));
        try (DumpWriter writer = repository.begin(dump)) {
            CountingSink sink = new CountingSink(writer, progress(dump, Phase.DUMP));
            DumpFacts facts;
            try {
                facts = dumper.dump(url, sink);
            } catch (BackupFailure failure) {
                // What fails before it has begun, such as signing in, would only take longer to be told.
                if (failure.kind() != FailureKind.TRANSIENT || !sink.begun() || attempt == ATTEMPTS) {
                    throw failure;
                }
                events.on(new BackupEvent.Repeated(dump.bundle(), dump.database(), failure, attempt + 1));
                return Optional.empty();
            }
            events.on(new BackupEvent.Started(dump.bundle(), dump.database(), Phase.READ_BACK, ByteCount.ZERO));
            restorer.inspect(writer.written());
            DumpSummary summary = writer.commit(facts);
            events.on(new BackupEvent.Committed(summary));
            return Optional.of(summary);
        }
    }

    private LongConsumer progress(NewDump dump, Phase phase) {
        return bytes -> events.on(new BackupEvent.Advanced(dump.bundle(), dump.database(), phase, bytes));
    }

    /** The size of the newest dump that can be read; that a listing fails is no reason not to back up. */
    private Optional<ByteCount> lastSize(DatabaseName database) {
        try {
            return repository.list().stream()
                    .flatMap(bundle -> bundle.dump(database).stream())
                    .flatMap(entry -> entry.summary().stream())
                    .findFirst()
                    .map(DumpSummary::size);
        } catch (BackupFailure failure) {
            if (failure.kind() == FailureKind.CANCELLED) {
                throw failure;
            }
            return Optional.empty();
        }
    }
}
