package io.holdfast.core.usecase;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvent.Phase;
import io.holdfast.core.port.BackupEvents;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.restore.RowComparison;
import io.holdfast.core.restore.RowComparison.Surplus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Restores one database of a bundle, into a database that does not exist yet or in the place of one that does.
 *
 * <p>Everything that can be checked is checked before anything starts. The dump is restored into a staging database beside
 * the target, what came back is compared with what was recorded inside the dump's snapshot, and only then it gets the
 * target's name. A database that had this name is kept under another, see {@link UndoRestore}. Whatever fails on the way, the
 * target is as it was. Nothing else was touched, but that missing roles which were made on demand stay.
 */
public final class RestoreDatabase {

    private final BundleRepository repository;
    private final DatabaseRestorer restorer;
    private final BackupEvents events;

    /** Which dumps may be restored. */
    public enum Trust {
        /** Only those that are known to come from this repository. */
        AUTHENTICATED_ONLY,
        /** Those too that anybody could have put there: their content runs with the restoring role's rights. */
        UNAUTHENTICATED_TOO
    }

    /**
     * What to restore.
     *
     * @param bundle from which bundle
     * @param database which of its databases
     * @param target where to, and how
     * @param trust which dumps may be restored
     */
    public record Request(BundleId bundle, DatabaseName database, RestoreTarget target, Trust trust) {

        /** Checks that all are there. */
        public Request {
            Objects.requireNonNull(bundle, "bundle");
            Objects.requireNonNull(database, "database");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(trust, "trust");
        }
    }

    /**
     * What came of it.
     *
     * @param dump what was restored
     * @param tables how many tables' rows were compared
     * @param rows how many rows they have
     * @param remarks differences that are explained
     * @param previous under which name the database that was replaced is kept; empty where there was none
     */
    public record Result(DumpSummary dump, int tables, long rows, List<String> remarks, Optional<String> previous) {

        /** Copies the list. */
        public Result {
            Objects.requireNonNull(dump, "dump");
            Objects.requireNonNull(previous, "previous");
            remarks = List.copyOf(remarks);
        }
    }

    /** All that it needs; may be used by several threads if these may. */
    public RestoreDatabase(BundleRepository repository, DatabaseRestorer restorer, BackupEvents events) {
        this.repository = Objects.requireNonNull(repository);
        this.restorer = Objects.requireNonNull(restorer);
        this.events = Objects.requireNonNull(events);
    }

    /**
     * Restores.
     *
     * @throws BackupFailure of any kind; ALREADY_EXISTS where the target exists and may not be replaced; the target is then as
     *     it was (UNKNOWN_OUTCOME: as it was, or replaced)
     */
    public Result restore(Request request) {
        try (DumpReader dump = repository.open(request.bundle(), request.database())) {
            refuseUntrusted(request, dump);
            if (dump.summary().key().isEmpty()) {
                // Plain chunks are only hashed, and a program must not see a byte of a dump that is not whole, not even
                // its table of contents, which the restorer's own check may read.
                started(request, Phase.CHECK, dump.summary().size());
                dump.check(progress(request, Phase.CHECK));
            }
            DumpFacts facts = dump.facts();
            refuseHopeless(request, restorer.check(request.target(), dump, facts));
            started(request, Phase.RESTORE, dump.summary().size());
            CountingSource source = new CountingSource(dump, progress(request, Phase.RESTORE));
            try (StagedRestore staged = restorer.stage(request.target(), source)) {
                RowComparison comparison = compare(request, facts, staged);
                Optional<String> previous = staged.promote();
                events.on(new BackupEvent.Restored(request.bundle(), request.database()));
                return new Result(dump.summary(), facts.tables().size(), facts.rows(), comparison.remarks(), previous);
            }
        } catch (BackupFailure failure) {
            events.on(new BackupEvent.Failed(request.bundle(), request.database(), failure));
            throw failure;
        }
    }

    private static void refuseUntrusted(Request request, DumpReader dump) {
        if (dump.state() == DumpState.UNAUTHENTICATED && request.trust() == Trust.AUTHENTICATED_ONLY) {
            throw BackupFailure.of(
                            FailureKind.DENIED,
                            "the dump of " + request.database() + " in bundle " + request.bundle()
                                    + " is stored plain where only encrypted dumps are expected, so anybody who can write to"
                                    + " the store could have made it")
                    .withHint("If you know where it comes from, restore it with --allow-unauthenticated");
        }
    }

    private static void refuseHopeless(Request request, List<RestoreProblem> problems) {
        if (!problems.isEmpty()) {
            throw BackupFailure.of(
                    problems.get(0).kind(),
                    request.database() + " of bundle " + request.bundle() + " cannot be restored there, and nothing was"
                            + " started: "
                            + problems.stream().map(RestoreProblem::message).collect(Collectors.joining("; ")));
        }
    }

    private RowComparison compare(Request request, DumpFacts facts, StagedRestore staged) {
        started(request, Phase.COUNT, ByteCount.ZERO);
        RowComparison comparison = RowComparison.of(
                facts.tables(),
                staged.count(facts.tables()),
                staged.addsRowsByItself() ? Surplus.EXPLAINED : Surplus.DEFECT);
        List<String> defects = new ArrayList<>(comparison.defects());
        defects.addAll(staged.differences());
        if (!defects.isEmpty()) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT,
                    "the restored database differs from the dump, and was removed again: "
                            + String.join("; ", defects));
        }
        return comparison;
    }

    private void started(Request request, Phase phase, ByteCount expected) {
        events.on(new BackupEvent.Started(request.bundle(), request.database(), phase, expected));
    }

    private LongConsumer progress(Request request, Phase phase) {
        return bytes -> events.on(new BackupEvent.Advanced(request.bundle(), request.database(), phase, bytes));
    }
}
