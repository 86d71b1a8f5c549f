package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.testkit.repository.BundleRepositoryHarness.Storage;
import io.holdfast.testkit.repository.StoredObject.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Damages every stored object that the dumps of a store depend on, one at a time and in every way, and reads everything.
 *
 * <p>What is delivered must always be what was written. That reading fails is demanded wherever the damage cannot be
 * harmless. It can be where nothing authenticates: a bit of a plain object that decides nothing may be flipped, and the
 * dump still comes back exactly.
 */
final class DamageTrial {

    private static final Set<FailureKind> HONEST = EnumSet.of(
            FailureKind.CORRUPT, FailureKind.DENIED, FailureKind.NOT_FOUND, FailureKind.INVALID, FailureKind.PERMANENT);

    private final BundleRepositoryHarness harness;
    private final Map<SampleDump, DumpSummary> dumps;
    private final Map<StoredObject, byte[]> whole = new LinkedHashMap<>();
    private final SplittableRandom random;

    /**
     * @param harness holds these dumps and no others
     * @param dumps each with the summary that its commit returned; no two with equal content
     */
    DamageTrial(BundleRepositoryHarness harness, Map<SampleDump, DumpSummary> dumps, long seed) {
        this.harness = harness;
        this.dumps = dumps;
        this.random = new SplittableRandom(seed);
        harness.stored().stream()
                .filter(object -> object.kind() != Kind.OTHER)
                .forEach(object -> whole.put(object, harness.read(object)));
    }

    /** Whether a damage may be without consequence. */
    private enum Harm {
        CERTAIN,
        POSSIBLE
    }

    /** Tries everything that can be done with this store alone. */
    void damageEverything() {
        assertThat(whole.keySet()).extracting(StoredObject::kind).contains(Kind.FORMAT, Kind.MANIFEST, Kind.CONTENT);
        whole.forEach((object, content) -> {
            Harm flip = harmOfFlip(object);
            int length = content.length;
            for (int at : new int[] {0, length / 2, length - 1, random.nextInt(length)}) {
                replace(object, "with a bit changed in byte " + at, flipped(content, at), flip);
            }
            replace(object, "without its last byte", Arrays.copyOf(content, length - 1), Harm.CERTAIN);
            replace(object, "cut in the middle", Arrays.copyOf(content, length / 2), Harm.CERTAIN);
            replace(object, "empty", new byte[0], Harm.CERTAIN);
            replace(object, "one byte longer", Arrays.copyOf(content, length + 1), flip);
            after(object + " removed", object.kind(), Harm.CERTAIN, () -> harness.remove(object));
        });
        for (Kind kind : Kind.values()) {
            swapNeighbours(kind);
        }
    }

    /** Puts objects of another repository into the places of those that are here. */
    void replaceBy(BundleRepositoryHarness foreign) {
        Map<Kind, StoredObject> strangers = new HashMap<>();
        foreign.stored().forEach(object -> strangers.put(object.kind(), object));
        whole.forEach((object, content) -> {
            byte[] stranger = foreign.read(strangers.get(object.kind()));
            // A plain repository's name is all that the exchange of a plain FORMAT changes, and both may hold equal
            // content.
            boolean harmless = object.kind() == Kind.FORMAT && plain() || Arrays.equals(stranger, content);
            Harm harm = harmless ? Harm.POSSIBLE : Harm.CERTAIN;
            replace(object, "replaced by that of another repository", stranger, harm);
        });
        if (!plain()) {
            after(
                    "a whole dump of another repository moved in",
                    Kind.MANIFEST,
                    Harm.CERTAIN,
                    () -> foreign.stored().stream()
                            .filter(object -> object.kind() == Kind.MANIFEST || !whole.containsKey(object))
                            .forEach(object -> harness.write(object, foreign.read(object))));
        }
    }

    /** Puts a copy of a dump's manifest where that of another bundle would be. */
    void pretend(SampleDump dump, SampleDump pretended) {
        byte[] manifest = harness.read(harness.manifest(dump.bundle(), dump.database()));
        StoredObject copy = harness.manifest(pretended.bundle(), pretended.database());
        harness.write(copy, manifest);
        try (BundleRepository repository = harness.open()) {
            Refused.as(
                    FailureKind.CORRUPT,
                    "a manifest under another bundle's name",
                    () -> repository
                            .open(pretended.bundle(), pretended.database())
                            .close());
            assertThat(repository.find(pretended.bundle()).dumps())
                    .extracting("state")
                    .containsExactly(DumpState.DAMAGED);
        } finally {
            harness.remove(copy);
        }
    }

    private void swapNeighbours(Kind kind) {
        List<StoredObject> alike =
                whole.keySet().stream().filter(object -> object.kind() == kind).toList();
        for (int i = 1; i < alike.size(); i++) {
            StoredObject one = alike.get(i - 1);
            StoredObject other = alike.get(i);
            after(one + " and " + other + " swapped", kind, Harm.CERTAIN, () -> {
                harness.write(one, whole.get(other));
                harness.write(other, whole.get(one));
            });
        }
    }

    private void replace(StoredObject object, String how, byte[] content, Harm harm) {
        after(object + " " + how, object.kind(), harm, () -> harness.write(object, content));
    }

    private void after(String what, Kind kind, Harm harm, Runnable damage) {
        damage.run();
        try {
            boolean found = false;
            for (Map.Entry<SampleDump, DumpSummary> dump : dumps.entrySet()) {
                Optional<BackupFailure> failure = read(dump.getKey(), dump.getValue(), what);
                failure.ifPresent(found0 -> assertHonest(what, kind, found0));
                found |= failure.isPresent();
            }
            assertThat(found || harm == Harm.POSSIBLE)
                    .as(what + ": reading everything finds it")
                    .isTrue();
        } finally {
            mend();
        }
    }

    /**
     * Reads all of a dump; that a repository cannot be opened counts as well. What is known beside the content is compared
     * last: a plain manifest of another repository may look right until its content is not found.
     */
    private Optional<BackupFailure> read(SampleDump dump, DumpSummary summary, String what) {
        try (BundleRepository repository = harness.open();
                DumpReader reader = repository.open(dump.bundle(), dump.database())) {
            assertThat(reader.state()).as(what).isEqualTo(DumpState.READABLE);
            Optional<BackupFailure> checked = failure(() -> reader.check(bytes -> {}));
            Optional<BackupFailure> delivered = failure(
                    () -> dump.streams().forEach((name, content) -> SampleDump.assertStream(reader, name, content)));
            assertThat(delivered.isEmpty() || checked.isPresent())
                    .as("what reading finds, check() finds too")
                    .isTrue();
            if (delivered.isEmpty() && checked.isEmpty()) {
                dump.assertIn(reader);
                assertThat(reader.summary()).isEqualTo(summary);
            }
            return delivered.or(() -> checked);
        } catch (BackupFailure failure) {
            return Optional.of(failure);
        } catch (AssertionError error) {
            throw new AssertionError(what + ": " + error.getMessage(), error);
        }
    }

    private static Optional<BackupFailure> failure(Runnable reading) {
        try {
            reading.run();
            return Optional.empty();
        } catch (BackupFailure failure) {
            return Optional.of(failure);
        }
    }

    private static void assertHonest(String what, Kind kind, BackupFailure failure) {
        Set<FailureKind> honest = kind == Kind.CONTENT ? EnumSet.of(FailureKind.CORRUPT) : HONEST;
        assertThat(failure.kind()).as(what + ": " + failure.description()).isIn(honest);
    }

    private void mend() {
        Set<StoredObject> surplus = new HashSet<>(harness.stored());
        surplus.removeAll(whole.keySet());
        surplus.forEach(harness::remove);
        whole.forEach(harness::write);
    }

    private Harm harmOfFlip(StoredObject object) {
        return plain() || object.kind() == Kind.FORMAT ? Harm.POSSIBLE : Harm.CERTAIN;
    }

    private boolean plain() {
        return harness.storage() == Storage.PLAIN;
    }

    private byte[] flipped(byte[] content, int at) {
        byte[] damaged = content.clone();
        damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return damaged;
    }
}
