package io.holdfast.testkit.repository;

import static io.holdfast.testkit.repository.SampleDump.CONFIG;
import static io.holdfast.testkit.repository.SampleDump.FACTS;
import static io.holdfast.testkit.repository.SampleDump.ONLY;
import static io.holdfast.testkit.repository.SampleDump.RESULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import io.holdfast.testkit.Rule;
import io.holdfast.testkit.repository.BundleRepositoryHarness.Storage;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/**
 * The rules of {@link BundleRepository}, one test each. Extend it once for a harness that makes plain repositories and once
 * for one that makes encrypted ones.
 *
 * <p>Content is random. The seed is reported with each test; {@code -Dholdfast.seed=} repeats it.
 */
@Timeout(180)
public abstract class BundleRepositoryContract {

    private static final int KIBIBYTE = 1024;
    private static final int MEBIBYTE = 1024 * KIBIBYTE;

    private static final Sizes FULL = new Sizes(32 * MEBIBYTE, 3 * MEBIBYTE, 128L * MEBIBYTE);

    private long seed;
    private BundleRepositoryHarness harness;

    /**
     * How much is stored in the tests that need much.
     *
     * @param known the length of a dump that is stored again
     * @param damaged the length of a dump that is damaged
     * @param memory how much of a dump may be in memory
     */
    record Sizes(int known, int damaged, long memory) {}

    /** A contract over the harnesses of a subclass. */
    protected BundleRepositoryContract() {}

    /** A new harness, with an empty store of its own. The contract closes it. */
    protected abstract BundleRepositoryHarness harness();

    /** Smaller only in the tests of this contract, which run it once for each way to be wrong. */
    Sizes sizes() {
        return FULL;
    }

    @BeforeEach
    final void openHarness(TestReporter reporter) {
        seed = Long.getLong("holdfast.seed", new SplittableRandom().nextLong());
        reporter.publishEntry("holdfast.seed", Long.toString(seed));
        harness = harness();
    }

    @AfterEach
    final void closeHarness() {
        harness.release();
        harness.close();
    }

    @Test
    @Rule("BR-01")
    public final void aDumpIsInvisibleBeforeItsCommit() {
        SampleDump dump = SampleDump.of(1, CONFIG, random(3 * MEBIBYTE));
        try (BundleRepository repository = harness.open();
                DumpWriter writer = repository.begin(dump.dump())) {
            assertNoTraceOf(dump);
            dump.writeTo(writer);
            dump.assertInSource(writer.written());
            assertNoTraceOf(dump);
            Refused.as(
                    FailureKind.INVALID,
                    "a stream's name a second time",
                    () -> writer.open(ONLY).close());
            writer.commit(FACTS);
            dump.assertIn(repository);
        }
    }

    @Test
    @Rule("BR-02")
    public final void aCommittedDumpIsListedAndReadableByAnotherInstanceAtOnce() {
        SampleDump config = SampleDump.of(1, CONFIG, random(MEBIBYTE));
        SampleDump results = SampleDump.of(1, RESULTS, random(2 * MEBIBYTE));
        SampleDump later = SampleDump.of(2, RESULTS, random(MEBIBYTE));
        try (BundleRepository writing = harness.open();
                BundleRepository reading = harness.open()) {
            assertThat(reading.list()).isEmpty();
            DumpSummary ofResults = results.storeIn(writing);
            assertThat(reading.list()).containsExactly(bundle(results, ofResults));
            DumpSummary ofLater = later.storeIn(writing);
            DumpSummary ofConfig = config.storeIn(writing);
            assertThat(reading.list())
                    .as("the newest bundle first, the dumps in the order of their databases")
                    .containsExactly(bundle(later, ofLater), bundle(config, ofConfig, ofResults));
            assertThat(writing.list()).isEqualTo(reading.list());
            List.of(config, results, later).forEach(dump -> dump.assertIn(reading));
            assertDescribes(ofConfig, config, writing);
            Refused.as(
                    FailureKind.ALREADY_EXISTS,
                    "the same dump again",
                    () -> writing.begin(config.dump()).close());
        }
    }

    @Test
    @Rule("BR-03")
    public final void aDumpThatFailedLeavesNoBundleAndDoesNotHinderTheNext() {
        SampleDump dump = SampleDump.of(1, CONFIG, random(5 * MEBIBYTE));
        try (BundleRepository repository = harness.open()) {
            try (DumpWriter writer = repository.begin(dump.dump())) {
                dump.writeTo(writer);
            }
            assertNoTraceOf(dump);
            try (DumpWriter writer = repository.begin(dump.dump())) {
                dump.writeTo(writer);
                writer.open(new StreamName("unfinished"));
                Refused.as(FailureKind.INVALID, "a commit with an open stream", () -> writer.commit(FACTS));
            }
            assertNoTraceOf(dump);
            try (DumpWriter writer = repository.begin(dump.dump())) {
                Refused.as(FailureKind.INVALID, "a commit without any stream", () -> writer.commit(FACTS));
            }
            assertNoTraceOf(dump);
            writeToAFailingStore(repository, SampleDump.of(1, CONFIG, random(7 * MEBIBYTE)));
            assertNoTraceOf(dump);
            dump.storeIn(repository);
            dump.assertIn(repository);
        }
    }

    @Test
    @Rule("BR-04")
    public final void theSameContentTwiceTakesRoomOnce() {
        int length = 8 * MEBIBYTE;
        byte[] content = random(length);
        SampleDump twice =
                SampleDump.of(2, CONFIG, Map.of(new StreamName("data-0"), content, new StreamName("data-1"), content));
        try (BundleRepository repository = harness.open()) {
            long before = storedBytes();
            twice.storeIn(repository);
            assertThat(storedBytes() - before)
                    .as("room for %d bytes that cannot be compressed, twice", length)
                    .isLessThan(length + length / 8);
            twice.assertIn(repository);
        }
    }

    @Test
    @Rule("BR-05")
    public final void streamsAreWrittenAndReadAtTheSameTime() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        int[] lengths = {
            0,
            1,
            64 * KIBIBYTE - 1,
            MEBIBYTE - 1,
            MEBIBYTE,
            MEBIBYTE + 1,
            2 * MEBIBYTE + 1,
            4 * MEBIBYTE + random.nextInt(MEBIBYTE)
        };
        Map<StreamName, byte[]> streams = new TreeMap<>();
        for (int i = 0; i < lengths.length; i++) {
            streams.put(new StreamName("data-" + i), Content.random(seed + i, lengths[i]));
        }
        SampleDump dump = SampleDump.of(1, RESULTS, streams);
        try (BundleRepository repository = harness.open()) {
            try (DumpWriter writer = repository.begin(dump.dump())) {
                CyclicBarrier allOpen = new CyclicBarrier(lengths.length);
                inParallel(dump, name -> writeInPieces(writer, name, streams.get(name), allOpen));
                dump.assertInSource(writer.written());
                writer.commit(FACTS);
            }
            dump.assertIn(repository);
            try (DumpReader reader = repository.open(dump.bundle(), RESULTS)) {
                inParallel(dump, name -> {
                    SampleDump.assertStream(reader, name, streams.get(name));
                    SampleDump.assertStream(reader, name, streams.get(name));
                });
            }
        }
    }

    @Test
    @Rule("BR-06")
    public final void damageIsNeverDelivered() {
        SampleDump dump = SampleDump.of(1, CONFIG, random(sizes().damaged()));
        SampleDump other = SampleDump.of(2, CONFIG, Content.random(seed + 1, 100 * KIBIBYTE));
        Map<SampleDump, DumpSummary> dumps = new LinkedHashMap<>();
        try (BundleRepository repository = harness.open()) {
            dumps.put(dump, dump.storeIn(repository));
            dumps.put(other, other.storeIn(repository));
        }
        DamageTrial trial = new DamageTrial(harness, dumps, seed);
        trial.damageEverything();
        trial.pretend(dump, SampleDump.of(3, CONFIG, new byte[0]));
        try (BundleRepositoryHarness foreign = harness()) {
            try (BundleRepository repository = foreign.open()) {
                SampleDump.of(1, CONFIG, Content.random(seed + 2, 200 * KIBIBYTE))
                        .storeIn(repository);
            }
            trial.replaceBy(foreign);
        }
        try (BundleRepository repository = harness.open()) {
            dumps.keySet().forEach(whole -> whole.assertIn(repository));
        }
    }

    @Test
    @Rule("BR-07")
    public final void theDumpsOfABundleAreIndependent() {
        SampleDump config = SampleDump.of(1, CONFIG, random(MEBIBYTE));
        SampleDump results = SampleDump.of(1, RESULTS, Content.random(seed + 1, MEBIBYTE));
        try (BundleRepository repository = harness.open()) {
            config.storeIn(repository);
            repository.begin(results.dump()).close();
            assertThat(repository.find(config.bundle()).dumps())
                    .extracting(DumpEntry::database)
                    .containsExactly(CONFIG);
            results.storeIn(repository);
        }
        for (SampleDump lost : List.of(config, results)) {
            SampleDump left = lost.equals(config) ? results : config;
            StoredObject manifest = harness.manifest(lost.bundle(), lost.database());
            byte[] content = harness.read(manifest);
            harness.write(manifest, Arrays.copyOf(content, content.length / 2));
            assertReadable(left);
            harness.remove(manifest);
            assertReadable(left);
            harness.write(manifest, content);
            assertReadable(lost);
        }
    }

    @Test
    @Rule("BR-13")
    public final void aNewerFormatIsRefusedAndHidesNothingElse() {
        SampleDump newer = SampleDump.of(1, CONFIG, random(100));
        SampleDump known = SampleDump.of(2, CONFIG, Content.random(seed + 1, 100));
        try (BundleRepository repository = harness.open()) {
            newer.storeIn(repository);
            known.storeIn(repository);
        }
        harness.newerFormat(newer.bundle(), CONFIG);
        try (BundleRepository repository = harness.open()) {
            assertThat(repository.list()).extracting(Bundle::id).containsExactly(known.bundle(), newer.bundle());
            DumpEntry entry = entry(repository, newer);
            assertThat(entry.state()).isEqualTo(DumpState.NEWER_FORMAT);
            assertThat(entry.reason()).isNotBlank();
            assertAsksForAnUpdate(Refused.as(
                    FailureKind.PERMANENT,
                    "a newer dump",
                    () -> repository.open(newer.bundle(), CONFIG).close()));
            known.assertIn(repository);
        }
        harness.newerRepositoryFormat();
        List<StoredObject> before = harness.stored();
        assertAsksForAnUpdate(Refused.as(
                FailureKind.PERMANENT,
                "a newer repository",
                () -> harness.open().close()));
        assertThat(harness.stored()).as("what is stored after the refusal").isEqualTo(before);
    }

    @Test
    @Rule("BR-14")
    public final void memoryDoesNotGrowWithTheDump() throws Exception {
        MemoryTrial trial = new MemoryTrial(harness, seed, sizes().memory());
        trial.write();
        trial.read();
    }

    @Test
    @Rule("BR-15")
    public final void plainAmongEncryptedIsMarkedAndEncryptedIsLocked() {
        if (harness.storage() == Storage.ENCRYPTED) {
            new TrustTrial(harness, seed).plainDumpsSlippedIn();
        } else {
            new TrustTrial(harness, seed).encryptionExpectedOfAPlainOne();
        }
    }

    @Test
    @Rule("BR-17")
    public final void knownContentAddsNextToNothing() {
        int length = sizes().known();
        byte[] content = random(length);
        try (BundleRepository repository = harness.open()) {
            long first = growthBy(repository, SampleDump.of(1, RESULTS, content));
            assertThat(growthBy(repository, SampleDump.of(2, RESULTS, content)))
                    .as("growth by an unchanged dump")
                    .isLessThan(first / 200);
            assertThat(growthBy(repository, SampleDump.of(3, RESULTS, withInsertion(content, 100_000))))
                    .as("growth by one with a few bytes put in near the beginning")
                    .isLessThan(first / 3);
            byte[] changed = withInsertion(content, length - MEBIBYTE);
            for (int place = 1; place <= 3; place++) {
                byte[] news = Content.random(seed + place, length / 60);
                System.arraycopy(news, 0, changed, place * length / 4, news.length);
            }
            SampleDump last = SampleDump.of(4, RESULTS, changed);
            assertThat(growthBy(repository, last))
                    .as("growth by one with 5 % changed in three places")
                    .isLessThan(first * 3 / 5);
            last.assertIn(repository);
        }
    }

    @Test
    @Rule("BR-18")
    public final void aRepositoryIsNotTakenForAnother() throws Exception {
        RepositoryId absent = new RepositoryId("0123456789abcdef0123456789abcdef");
        assertRefusedForGood("an empty store where a repository was expected", absent);
        assertThat(harness.stored())
                .as("what is stored after an empty store was refused")
                .isEmpty();
        RepositoryId id = openedAtOnce();
        List<StoredObject> before = harness.stored();
        assertRefusedForGood("another repository than the expected one", absent);
        assertThat(harness.stored()).isEqualTo(before);
        try (BundleRepository repository = harness.openExpecting(id)) {
            assertThat(repository.id()).isEqualTo(id);
        }
        try (BundleRepositoryHarness other = harness();
                BundleRepository repository = other.open()) {
            assertThat(repository.id()).as("the id of another repository").isNotEqualTo(id);
        }
    }

    @Test
    @Rule("BR-20")
    public final void anInterruptEndsItAsCancelledAndLeavesNoBundle() throws Exception {
        InterruptTrial trial = new InterruptTrial(harness, seed);
        trial.whileItWrites();
        trial.beforeItWrites();
        trial.whileItCommits();
        trial.beforeItCommits();
        trial.whileItReads();
    }

    /** Two first openings race; both write a dump; whoever opens the store later finds one repository with both. */
    private RepositoryId openedAtOnce() throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(2);
        List<Background<RepositoryId>> openings = new ArrayList<>();
        List<SampleDump> dumps = List.of(SampleDump.of(1, CONFIG, random(100)), SampleDump.of(2, CONFIG, random(200)));
        for (SampleDump dump : dumps) {
            openings.add(Background.start(() -> {
                together.await();
                try (BundleRepository repository = harness.open()) {
                    dump.storeIn(repository);
                    return repository.id();
                }
            }));
        }
        RepositoryId id = openings.get(0).result();
        assertThat(openings.get(1).result())
                .as("the id that the other of two first runs sees")
                .isEqualTo(id);
        try (BundleRepository repository = harness.open()) {
            assertThat(repository.id()).isEqualTo(id);
            dumps.forEach(dump -> dump.assertIn(repository));
        }
        return id;
    }

    private void assertRefusedForGood(String what, RepositoryId expected) {
        BackupFailure failure =
                Refused.refused(what, () -> harness.openExpecting(expected).close());
        assertThat(failure.kind())
                .as(failure.description())
                .isIn(FailureKind.NOT_FOUND, FailureKind.INVALID, FailureKind.DENIED, FailureKind.PERMANENT);
    }

    private void writeToAFailingStore(BundleRepository repository, SampleDump dump) {
        try (DumpWriter writer = repository.begin(dump.dump())) {
            harness.failWrites(FailureKind.NO_SPACE);
            Refused.as(FailureKind.NO_SPACE, "a dump to a full store", () -> {
                dump.writeTo(writer);
                writer.commit(FACTS);
            });
            harness.release();
            Refused.refused("the commit of a dump that lost bytes", () -> writer.commit(FACTS));
        } finally {
            harness.release();
        }
    }

    private static void writeInPieces(DumpWriter writer, StreamName name, byte[] content, CyclicBarrier allOpen)
            throws Exception {
        SplittableRandom random = new SplittableRandom(content.length);
        try (OutputStream out = writer.open(name)) {
            allOpen.await();
            int position = 0;
            if (content.length > 0) {
                out.write(content[position++]);
            }
            while (position < content.length) {
                int count = Math.min(content.length - position, 1 + random.nextInt(100_000));
                out.write(content, position, count);
                position += count;
            }
        }
    }

    /** What is done with one stream of a dump. */
    @FunctionalInterface
    private interface StreamWork {
        void with(StreamName name) throws Exception;
    }

    private static void inParallel(SampleDump dump, StreamWork work) throws InterruptedException {
        List<Background<Void>> all = dump.streams().keySet().stream()
                .map(name -> Background.<Void>start(() -> {
                    work.with(name);
                    return null;
                }))
                .toList();
        for (Background<Void> one : all) {
            one.result();
        }
    }

    private void assertNoTraceOf(SampleDump dump) {
        try (BundleRepository repository = harness.open()) {
            assertThat(repository.list()).isEmpty();
            BundleId bundle = dump.bundle();
            DatabaseName database = dump.database();
            Refused.as(FailureKind.NOT_FOUND, "finding it", () -> repository.find(bundle));
            Refused.as(
                    FailureKind.NOT_FOUND,
                    "opening it",
                    () -> repository.open(bundle, database).close());
        }
    }

    private void assertReadable(SampleDump dump) {
        try (BundleRepository repository = harness.open()) {
            assertThat(repository.list()).extracting(Bundle::id).containsExactly(dump.bundle());
            dump.assertIn(repository);
        }
    }

    private static void assertDescribes(DumpSummary summary, SampleDump dump, BundleRepository repository) {
        assertThat(summary.dump()).isEqualTo(dump.dump());
        assertThat(summary.serverVersion()).isEqualTo(FACTS.serverVersion());
        assertThat(summary.toolVersion()).isEqualTo(FACTS.toolVersion());
        assertThat(summary.tables()).isEqualTo(FACTS.tables().size());
        assertThat(summary.rows()).isEqualTo(FACTS.rows());
        assertThat(summary.key()).isEqualTo(repository.key());
    }

    private static void assertAsksForAnUpdate(BackupFailure failure) {
        assertThat(failure.hint())
                .as(failure.getMessage())
                .hasValueSatisfying(hint -> assertThat(hint).containsIgnoringCase("update"));
    }

    private static DumpEntry entry(BundleRepository repository, SampleDump dump) {
        return repository.find(dump.bundle()).dump(dump.database()).orElseThrow();
    }

    private static Bundle bundle(SampleDump dump, DumpSummary... summaries) {
        return new Bundle(
                dump.bundle(),
                Arrays.stream(summaries)
                        .map(summary -> new DumpEntry(summary.database(), DumpState.READABLE, Optional.of(summary), ""))
                        .toList());
    }

    private long growthBy(BundleRepository repository, SampleDump dump) {
        long before = storedBytes();
        dump.storeIn(repository);
        return storedBytes() - before;
    }

    private long storedBytes() {
        return harness.storedBytes().bytes();
    }

    private byte[] random(int length) {
        return Content.random(seed, length);
    }

    private static byte[] withInsertion(byte[] content, int at) {
        byte[] inserted = "a row that was not there yesterday\n".getBytes(StandardCharsets.US_ASCII);
        byte[] longer = Arrays.copyOf(content, content.length + inserted.length);
        System.arraycopy(inserted, 0, longer, at, inserted.length);
        System.arraycopy(content, at, longer, at + inserted.length, content.length - at);
        return longer;
    }
}
