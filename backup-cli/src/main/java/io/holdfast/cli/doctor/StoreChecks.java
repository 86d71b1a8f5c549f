package io.holdfast.cli.doctor;

import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import io.holdfast.repository.RepositoryInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks at a store and the repository in it. To see whether it can be written to, and what its clock says, a small blob is
 * put there and removed again.
 */
final class StoreChecks {

    private static final String STORE = "store";
    private static final String CLOCK = "store clock";
    private static final String REPOSITORY = "repository";
    private static final String BUNDLES = "bundles";
    private static final String PASSPHRASE = "passphrase";
    private static final String SPACE = "free space";

    /** Below that, the service would skip backups. */
    private static final ByteCount LITTLE_SPACE = new ByteCount(500_000_000);

    /** Further apart than that, nothing would be removed by age. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private final Workbench workbench;
    private final InstantSource clock;
    private final List<Check> checks = new ArrayList<>();

    StoreChecks(Workbench workbench, InstantSource clock) {
        this.workbench = Objects.requireNonNull(workbench);
        this.clock = Objects.requireNonNull(clock);
    }

    List<Check> run() {
        if (guarded(STORE, () -> checks.add(Check.ok(STORE, workbench.store().location() + " can be reached")))) {
            guarded(SPACE, this::space);
            probe(workbench.store());
            guarded(REPOSITORY, this::repository);
        }
        return List.copyOf(checks);
    }

    /** Whether there was no failure; if there was, it becomes a problem. */
    private boolean guarded(String subject, Runnable check) {
        try {
            check.run();
            return true;
        } catch (BackupFailure failure) {
            checks.add(Check.problem(subject, failure));
            return false;
        }
    }

    private void space() {
        workbench.store().capacity().ifPresent(capacity -> checks.add(space(capacity)));
    }

    private static Check space(StoreCapacity capacity) {
        String finding = capacity.free() + " of " + capacity.total() + " are free";
        return capacity.free().compareTo(LITTLE_SPACE) < 0
                ? Check.warning(SPACE, finding, "Make room: a backup that finds none left fails")
                : Check.ok(SPACE, finding);
    }

    private void probe(BlobStore store) {
        // Without a folder in its name: stores keep folders that have become empty.
        BlobName name = new BlobName("doctor-" + UUID.randomUUID());
        try {
            Instant before = clock.instant();
            store.put(name, new byte[] {1});
            Instant after = clock.instant();
            checks.add(Check.ok(STORE, "can be written to"));
            guarded(CLOCK, () -> checks.add(clock(before, store.stat(name).modifiedAt(), after)));
        } catch (BackupFailure failure) {
            checks.add(Check.warning(
                    STORE,
                    "cannot be written to: " + failure.getMessage(),
                    failure.hint().orElse("Restores work; for backups give this user the right to write there")));
        } finally {
            guarded(STORE, () -> store.delete(List.of(name)));
        }
    }

    private static Check clock(Instant before, Instant stored, Instant after) {
        Duration difference = stored.isBefore(before)
                ? Duration.between(stored, before)
                : stored.isAfter(after) ? Duration.between(after, stored) : Duration.ZERO;
        String finding = "differs from this machine's by " + difference.toSeconds() + " s";
        return difference.compareTo(CLOCK_DIFFERENCE) > 0
                ? Check.warning(CLOCK, finding, "Set the clocks of both machines by NTP")
                : Check.ok(CLOCK, finding);
    }

    private void repository() {
        Optional<RepositoryInfo> found = workbench.inspect();
        if (found.isEmpty()) {
            checks.add(
                    Check.warning(
                            REPOSITORY,
                            "there is none in this store yet",
                            "The first backup makes one; if there should be one, check the path and whether the disk is mounted"));
            return;
        }
        RepositoryInfo info = found.get();
        boolean encrypted = info.key().isPresent();
        checks.add(Check.ok(
                REPOSITORY,
                "id " + info.id() + ", format version " + info.format() + ", "
                        + (encrypted ? "encrypted" : "not encrypted")));
        if (encrypted && !guarded(PASSPHRASE, this::passphrase)) {
            return;
        }
        guarded(BUNDLES, this::bundles);
    }

    private void passphrase() {
        checks.add(
                workbench.unlocked()
                        ? Check.ok(PASSPHRASE, "opens the repository")
                        : Check.warning(
                                PASSPHRASE,
                                "none was given, so what is encrypted could not be looked at",
                                "Set HOLDFAST_PASSPHRASE_FILE or HOLDFAST_PASSPHRASE"));
    }

    private void bundles() {
        List<Bundle> bundles = workbench.listBundles().list();
        checks.add(Check.ok(
                BUNDLES,
                bundles.isEmpty()
                        ? "none yet"
                        : bundles.size() + ", the newest is " + bundles.get(0).id()));
        for (Bundle bundle : bundles) {
            bundle.dumps().stream()
                    .filter(entry -> entry.state() != DumpState.READABLE && entry.state() != DumpState.LOCKED)
                    .forEach(entry -> checks.add(Check.problem(
                            BUNDLES,
                            "the dump of " + entry.database() + " in " + bundle.id() + " cannot be relied on: "
                                    + entry.reason(),
                            "Restore from another bundle, and take a new backup")));
        }
    }
}
