package io.holdfast.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.UnixOperatingSystemMXBean;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.testkit.Rule;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link BlobStore}: one test a rule. An adapter's author extends it and gives it a harness.
 *
 * <p>Where a rule is about bad days, it needs an ability of the store's environment. An ability that the harness declares
 * absent is checked to be refused, and what can be seen of the rule without it is checked.
 */
public abstract class BlobStoreContract {

    private static final int KIB = 1024;
    private static final int MIB = KIB * KIB;
    private static final int THREADS = 64;
    private static final int DYING_WRITERS = 5;

    private final long seed = new Random().nextLong();
    private final List<BlobStore> clients = new ArrayList<>();
    private BlobStoreHarness harness;
    private BlobStore store;

    /** A harness for a store of its own, or one that nobody else uses meanwhile. Called once a test. */
    protected abstract BlobStoreHarness harness();

    @BeforeEach
    final void open() {
        harness = harness();
        harness.wipe();
        store = client();
    }

    @AfterEach
    final void close() {
        clients.forEach(BlobStore::close);
        harness.wipe();
        harness.close();
    }

    /** A name that is not there is NOT_FOUND. */
    @Test
    @Rule("BS-01")
    public final void missingBlobIsNotFoundAndNamed() {
        put("there/blob", text("there"));
        put("there/gone", text("gone"));
        store.delete(names("there/gone"));

        for (String missing : List.of("missing", "there/missing", "nowhere/at/all", "there", "there/gone")) {
            BlobName name = new BlobName(missing);
            for (BackupFailure failure : List.of(failure(() -> store.get(name)), failure(() -> store.stat(name)))) {
                assertThat(failure.kind()).as(missing).isEqualTo(FailureKind.NOT_FOUND);
                assertThat(failure).hasMessageContaining(missing);
            }
        }
    }

    /** What is put comes back. */
    @Test
    @Rule("BS-02")
    public final void contentAndSizeAreExact() {
        byte[] every = new byte[256];
        IntStream.range(0, every.length).forEach(i -> every[i] = (byte) i);
        List<byte[]> contents = List.of(
                every,
                text("one\r\ntwo\r\n\0three\n\n"),
                text("  \n\t"),
                new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xc3, 0x28, 0},
                random(seed, 100 * KIB));
        for (int i = 0; i < contents.size(); i++) {
            put("exact/" + i, contents.get(i));
        }
        for (int i = 0; i < contents.size(); i++) {
            BlobName name = new BlobName("exact/" + i);
            assertThat(store.get(name)).as("content %d, seed %d", i, seed).isEqualTo(contents.get(i));
            assertThat(store.stat(name).size()).isEqualTo(new ByteCount(contents.get(i).length));
        }
    }

    /** Every size up to the limit, and none above. */
    @Test
    @Rule("BS-03")
    public final void everySizeUpToTheLimitIsStored() {
        BlobName name = new BlobName("sizes/blob");
        for (int size : List.of(0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 8 * MIB, BlobStore.MAX_BLOB_BYTES)) {
            byte[] content = letters(size);
            store.put(name, content);
            assertThat(Arrays.equals(store.get(name), content))
                    .as("%d bytes", size)
                    .isTrue();
            assertThat(store.stat(name).size()).isEqualTo(new ByteCount(size));
        }
        byte[] tooLarge = new byte[BlobStore.MAX_BLOB_BYTES + 1];
        put("sizes/other", text("small"));
        assertThat(failure(() -> put("sizes/other", tooLarge)).kind()).isEqualTo(FailureKind.INVALID);
        assertThat(store.get(new BlobName("sizes/other"))).isEqualTo(text("small"));

        harness.plant(new BlobName("sizes/planted"), tooLarge);
        assertThat(failure(() -> store.get(new BlobName("sizes/planted"))).kind())
                .isEqualTo(FailureKind.CORRUPT);
    }

    /** Whole or not at all. */
    @Test
    @Rule("BS-04")
    public final void blobIsVisibleWholeOrNotAtAll() {
        byte[] content = letters(4 * MIB);
        AtomicInteger current = new AtomicInteger();
        BlobStore reader = client();
        Concurrently.during(
                () -> IntStream.range(0, 8).forEach(i -> {
                    current.set(i);
                    put("whole/" + i, content);
                }),
                () -> wholeOrAbsent(reader, new BlobName("whole/" + current), content));

        for (int i = 0; i < DYING_WRITERS; i++) {
            BlobName name = new BlobName("dying/" + i);
            if (provides(BlobStoreAbility.DYING_WRITER, () -> harness.dieDuringPut(name, content))) {
                harness.dieDuringPut(name, content);
            }
            wholeOrAbsent(client(), name, content);
        }
        assertThat(listed(client(), "").values())
                .allSatisfy(info -> assertThat(info.size()).isEqualTo(new ByteCount(content.length)));
    }

    /** A power cut takes nothing away. */
    @Test
    @Rule("BS-05")
    public final void blobIsDurableWhenPutReturns() {
        Map<String, byte[]> contents = new TreeMap<>(Map.of(
                "durable", text("at the top"),
                "durable-folder/a", text("in a new folder"),
                "durable-folder/deep/er/still/b", letters(MIB),
                "durable-folder/replaced", text("new")));
        put("durable-folder/replaced", text("old"));
        contents.forEach(this::put);
        store.delete(names("never-there"));
        if (provides(BlobStoreAbility.POWER_CUT, () -> harness.cutPower())) {
            harness.cutPower();
        }
        BlobStore after = client();
        contents.forEach((name, content) ->
                assertThat(after.get(new BlobName(name))).as(name).isEqualTo(content));
        assertThat(listed(after, "")).containsOnlyKeys(contents.keySet());
    }

    /** Old or new. */
    @Test
    @Rule("BS-06")
    public final void replacingIsAtomic() {
        BlobName name = new BlobName("replaced/blob");
        byte[] one = letters(MIB);
        byte[] other = text("the other one");
        Set<ByteCount> sizes = Set.of(new ByteCount(one.length), new ByteCount(other.length));
        store.put(name, one);
        BlobStore reader = client();
        Concurrently.during(
                () -> IntStream.range(0, 40).forEach(i -> store.put(name, i % 2 == 0 ? other : one)), () -> {
                    byte[] read = reader.get(name);
                    assertThat(Arrays.equals(read, one) || Arrays.equals(read, other))
                            .as("a blob of %d bytes is one of both", read.length)
                            .isTrue();
                    assertThat(reader.stat(name).size()).isIn(sizes);
                    assertThat(listed(reader, "replaced/").get(name.value()).size())
                            .isIn(sizes);
                });
        assertThat(store.get(name)).isEqualTo(one);
    }

    /** One winner. */
    @Test
    @Rule("BS-07")
    public final void oneOfTwoRacingPutsWinsWhole() {
        BlobStore rival = client();
        byte[] one = filled('1', 512 * KIB);
        byte[] other = filled('2', 700 * KIB);
        for (int i = 0; i < 20; i++) {
            BlobName name = new BlobName("raced/" + i);
            Concurrently.run(List.of(() -> store.put(name, one), () -> rival.put(name, other)));

            byte[] winner = store.get(name);
            assertThat(Arrays.equals(winner, one) || Arrays.equals(winner, other))
                    .as("round %d has one winner", i)
                    .isTrue();
            assertThat(rival.stat(name).size()).isEqualTo(new ByteCount(winner.length));
        }
    }

    /** No client lags behind. */
    @Test
    @Rule("BS-08")
    public final void anotherClientSeesEverythingAtOnce() {
        BlobStore other = client();
        BlobName name = new BlobName("seen/blob");
        for (String content : List.of("first", "second, longer", "third")) {
            store.put(name, text(content));
            assertThat(other.get(name)).isEqualTo(text(content));
            assertThat(other.stat(name).size()).isEqualTo(new ByteCount(content.length()));
            assertThat(listed(other, "seen/").get(name.value()).size()).isEqualTo(new ByteCount(content.length()));
        }
        store.delete(List.of(name));
        assertThat(failure(() -> other.get(name)).kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(failure(() -> other.stat(name)).kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(listed(other, "seen/")).isEmpty();

        other.put(name, text("back"));
        assertThat(store.get(name)).isEqualTo(text("back"));
    }

    /** Lists are exact. */
    @Test
    @Rule("BS-09")
    public final void listIsExact() {
        assertThat(listed(store, "")).isEmpty();
        put("probe/before", text("before"));
        for (String name : List.of("a", "ab", "b/c", "b/cd", "b/c-d", "b/c.d", "b2/c", "b-/c", "z/y/x/w")) {
            put(name, text(name));
        }
        put("probe/after", text("after"));
        assertThat(failure(() -> put("probe/failed", new byte[BlobStore.MAX_BLOB_BYTES + 1])))
                .isNotNull();

        Map<String, BlobInfo> all = listed(store, "");
        assertThat(all).hasSize(11).doesNotContainKey("probe/failed");
        all.forEach((name, info) -> {
            assertThat(info).as(name).isEqualTo(store.stat(info.name()));
            assertThat(info.size().bytes()).isEqualTo(name.startsWith("probe/") ? name.length() - 6 : name.length());
            assertThat(info.modifiedAt())
                    .as(name)
                    .isBetween(
                            all.get("probe/before").modifiedAt(),
                            all.get("probe/after").modifiedAt());
        });
        for (String prefix : List.of("a", "ab", "b", "b/", "b/c", "b/cd", "b/cde", "b-", "z/", "z/y/x", "y", "b2/c")) {
            Set<String> expected = all.keySet().stream()
                    .filter(name -> name.startsWith(prefix))
                    .collect(Collectors.toSet());
            assertThat(listed(store, prefix).keySet()).as("prefix %s", prefix).isEqualTo(expected);
        }

        int many = 2_500;
        Concurrently.run(IntStream.range(0, 10)
                .<Runnable>mapToObj(part -> () -> IntStream.range(part * many / 10, (part + 1) * many / 10)
                        .forEach(i -> put(String.format("many/%02x/%d", i % 16, i), text("x"))))
                .toList());
        assertThat(listed(store, "many/")).hasSize(many);
    }

    /** No silence about what cannot be seen. */
    @Test
    @Rule("BS-10")
    public final void listFailsWhereItCannotSeeEverything() {
        Set<String> all =
                IntStream.range(0, 20).mapToObj(i -> "part-" + i % 4 + "/" + i).collect(Collectors.toSet());
        all.forEach(name -> put(name, text(name)));
        RuntimeException own = new IllegalArgumentException("the receiver's own");
        assertThatThrownBy(() -> store.list(BlobPrefix.ALL, info -> {
                    throw own;
                }))
                .isSameAs(own);
        assertThat(listed(store, "")).containsOnlyKeys(all);

        if (provides(BlobStoreAbility.OBSTRUCTED_LISTING, () -> harness.obstructListing())) {
            harness.obstructListing();
            assertThat(failure(() -> store.list(BlobPrefix.ALL, info -> {}))).isNotNull();
            BlobStore fresh = client();
            assertThat(failure(() -> fresh.list(BlobPrefix.ALL, info -> {}))).isNotNull();
        }
    }

    /** Lists are right while others write. */
    @Test
    @Rule("BS-11")
    public final void listWhileOthersWriteIsWhole() {
        Set<String> stable = IntStream.range(0, 100)
                .mapToObj(i -> "mixed/" + i % 8 + "/s" + i)
                .collect(Collectors.toSet());
        Concurrently.run(IntStream.range(0, 4)
                .<Runnable>mapToObj(part -> () -> stable.stream()
                        .filter(name -> Math.floorMod(name.hashCode(), 4) == part)
                        .forEach(name -> put(name, letters(KIB))))
                .toList());
        BlobStore writer = client();
        AtomicInteger written = new AtomicInteger();
        Concurrently.during(
                () -> {
                    // As long as it takes to have listed many times and beside many writes.
                    for (int lists = 0; lists < 30 || written.get() < 30; lists++) {
                        Map<String, BlobInfo> seen = listed(store, "mixed/");
                        assertThat(seen.keySet()).containsAll(stable);
                        seen.forEach((name, info) -> assertThat(info.size())
                                .as(name)
                                .isEqualTo(new ByteCount(stable.contains(name) ? KIB : 64 * KIB)));
                    }
                },
                () -> {
                    int i = written.get();
                    writer.put(new BlobName("mixed/" + i % 8 + "/t" + i), letters(64 * KIB));
                    if (i >= 4) {
                        writer.delete(names("mixed/" + (i - 4) % 8 + "/t" + (i - 4)));
                    }
                    written.incrementAndGet();
                });
    }

    /** Deleting. */
    @Test
    @Rule("BS-12")
    public final void deleteIsRepeatableUnboundedAndHonest() {
        store.delete(List.of());
        store.delete(names("never-there", "nor/this"));
        List<BlobName> batch = IntStream.range(0, 2_200)
                .mapToObj(i -> new BlobName("batch/" + i % 8 + "/" + i))
                .toList();
        List<BlobName> there = IntStream.range(0, batch.size())
                .filter(i -> i % 100 == 99)
                .mapToObj(batch::get)
                .toList();
        there.forEach(name -> store.put(name, text("x")));
        put("batch/kept", text("kept"));
        List<BlobName> doubled = new ArrayList<>(batch);
        doubled.add(there.get(0));
        store.delete(doubled);
        assertThat(listed(store, "batch/")).containsOnlyKeys("batch/kept");
        store.delete(doubled);

        put("part/free-1", text("1"));
        put("part/protected", text("2"));
        put("part/free-2", text("3"));
        BlobName name = new BlobName("part/protected");
        if (provides(BlobStoreAbility.PROTECTED_BLOB, () -> harness.protect(name))) {
            harness.protect(name);
            BackupFailure failure = failure(() -> store.delete(names("part/free-1", "part/protected", "part/free-2")));
            assertThat(failure)
                    .hasMessageContaining("part/protected")
                    .hasMessageNotContaining("part/free-1")
                    .hasMessageNotContaining("part/free-2");
            assertThat(listed(store, "part/")).containsOnlyKeys("part/protected");
        } else {
            store.delete(names("part/free-1", "part/free-2"));
            assertThat(listed(store, "part/")).containsOnlyKeys("part/protected");
        }
    }

    /** Time moves on. */
    @Test
    @Rule("BS-13")
    public final void modifiedTimeMovesOnWhenReplaced() {
        BlobName name = new BlobName("timed/blob");
        store.put(name, text("same"));
        for (int i = 0; i < 5; i++) {
            BlobInfo before = store.stat(name);
            harness.clockMovesOn();
            store.put(name, text("same"));
            BlobInfo after = store.stat(name);
            assertThat(after.modifiedAt()).isAfter(before.modifiedAt());
            assertThat(listed(store, "timed/").get(name.value())).isEqualTo(after);
        }
    }

    /** Names. */
    @Test
    @Rule("BS-14")
    public final void everyAllowedNameAndPrefixWorks() {
        Random random = new Random(seed);
        String longest = String.join("/", "a".repeat(100), "b".repeat(100), "c".repeat(48));
        List<String> all = new ArrayList<>(List.of(
                longest,
                "0",
                "a..b",
                "a.",
                "p-",
                "q_",
                "x.tmp",
                "lock",
                "con",
                "nul.txt",
                "aux",
                "com1",
                "1/2/3/4/5/6/7/8",
                "9..."));
        IntStream.range(0, 40).forEach(i -> all.add("r" + i + "/" + randomName(random)));
        all.forEach(name -> put(name, text(name)));

        assertThat(listed(store, "")).as("seed %d", seed).containsOnlyKeys(all);
        for (String name : all) {
            assertThat(store.get(new BlobName(name)))
                    .as("%s, seed %d", name, seed)
                    .isEqualTo(text(name));
            for (int cut : List.of(1, name.length() / 2, name.length())) {
                assertThat(listed(store, name.substring(0, cut)))
                        .as("prefix of %d characters of %s", cut, name)
                        .containsKey(name);
            }
        }
        store.delete(all.stream().map(BlobName::new).toList());
        assertThat(listed(store, "")).isEmpty();
    }

    /** No two names meet. */
    @Test
    @Rule("BS-15")
    public final void differentNamesNeverMeet() {
        List<String> all = List.of(
                "a/b", "a/b.c", "a/b-c", "a/b_c", "a/bc", "a/b-", "a/b.", "a/b_", "a.b", "a-b", "a_b", "ab", "a0",
                "a/b.tmp", "a/b.0", "a.b/c", "a-b/c", "a_b/c", "ab/c/d");
        List<String> usable = all.stream()
                .filter(name -> all.stream().noneMatch(other -> other.startsWith(name + "/")))
                .toList();
        usable.forEach(name -> put(name, text("I am " + name)));
        Set<String> left = new TreeSet<>(usable);
        for (String name : usable) {
            assertThat(listed(store, "")).containsOnlyKeys(left);
            left.forEach(other -> assertThat(store.get(new BlobName(other))).isEqualTo(text("I am " + other)));
            store.delete(names(name));
            left.remove(name);
        }
    }

    /** Arrays stay whose they are. */
    @Test
    @Rule("BS-16")
    public final void arraysAreNeitherKeptNorChanged() {
        BlobName name = new BlobName("arrays/blob");
        byte[] given = text("as it was given");
        store.put(name, given);
        assertThat(given).isEqualTo(text("as it was given"));
        Arrays.fill(given, (byte) '!');
        byte[] returned = store.get(name);
        assertThat(returned).isEqualTo(text("as it was given"));
        Arrays.fill(returned, (byte) '?');
        assertThat(store.get(name)).isEqualTo(text("as it was given"));
    }

    /** Interrupts. */
    @Test
    @Rule("BS-17")
    public final void interruptCancelsAndChangesNothingMore() {
        BlobName kept = new BlobName("interrupted/kept");
        BlobName fresh = new BlobName("interrupted/fresh");
        store.put(kept, text("kept"));
        put("interrupted/too", text("too"));
        Set<String> before = harness.rawNames();
        List<ThrowingCallable> calls = List.of(
                () -> store.put(kept, text("changed")),
                () -> store.put(fresh, text("fresh")),
                () -> store.get(kept),
                () -> store.stat(kept),
                () -> store.list(BlobPrefix.ALL, info -> {}),
                () -> store.delete(List.of(kept)),
                () -> store.capacity());
        for (int i = 0; i < calls.size(); i++) {
            Thread.currentThread().interrupt();
            assertCancelled("call " + i, catchThrowable(calls.get(i)), Thread.interrupted());
        }
        Throwable listing = catchThrowable(
                () -> store.list(BlobPrefix.ALL, info -> Thread.currentThread().interrupt()));
        assertCancelled("listing", listing, Thread.interrupted());
        assertThat(harness.rawNames()).isEqualTo(before);
        assertThat(store.get(kept)).isEqualTo(text("kept"));

        byte[] one = letters(8 * MIB);
        byte[] other = letters(7 * MIB);
        interruptWhilePutting(kept, one, other);
        byte[] left = store.get(kept);
        assertThat(Arrays.equals(left, one) || Arrays.equals(left, other))
                .as("a blob of %d bytes is whole", left.length)
                .isTrue();
        assertThat(harness.rawNames()).isEqualTo(before);
    }

    /** Kinds of failure. */
    @Test
    @Rule("BS-18")
    public final void failuresHaveTheRightKind() {
        failsAs(FailureKind.DENIED, BlobStoreAbility.WRONG_CREDENTIALS, () -> harness.openWithWrongCredentials());
        failsAs(FailureKind.NOT_FOUND, BlobStoreAbility.MISSING_PLACE, () -> harness.openMissingPlace())
                .forEach(failure ->
                        assertThat(failure.hint()).as(failure.getMessage()).isPresent());
        failsAs(FailureKind.TRANSIENT, BlobStoreAbility.BROKEN_CONNECTION, () -> harness.openWithBrokenConnection());
        if (provides(BlobStoreAbility.FULL, () -> harness.openFull())) {
            try (BlobStore full = harness.openFull()) {
                full.put(new BlobName("full/small"), text("small"));
                BackupFailure failure =
                        failure(() -> full.put(new BlobName("full/large"), letters(BlobStore.MAX_BLOB_BYTES)));
                assertThat(failure.kind()).as(failure.toString()).isEqualTo(FailureKind.NO_SPACE);
                assertThat(listed(full, "")).containsOnlyKeys("full/small");
                assertThat(full.get(new BlobName("full/small"))).isEqualTo(text("small"));
                full.put(new BlobName("full/small-too"), text("there is room again"));
            }
        }
    }

    /** Secrets. */
    @Test
    @Rule("BS-19")
    public final void noMessageHoldsASecret() {
        List<String> said = new ArrayList<>(List.of(store.location(), store.toString()));
        said.addAll(said(failure(() -> store.get(new BlobName("secrets/missing")))));
        said.addAll(said(failure(() -> put("secrets/large", new byte[BlobStore.MAX_BLOB_BYTES + 1]))));
        Map<BlobStoreAbility, Supplier<BlobStore>> openings = Map.of(
                BlobStoreAbility.WRONG_CREDENTIALS, () -> harness.openWithWrongCredentials(),
                BlobStoreAbility.MISSING_PLACE, () -> harness.openMissingPlace(),
                BlobStoreAbility.BROKEN_CONNECTION, () -> harness.openWithBrokenConnection());
        openings.forEach((ability, opening) -> {
            if (provides(ability, opening::get)) {
                calls().forEach(call -> said.addAll(said(failureOf(opening, call))));
            }
        });
        assertThat(said).allSatisfy(text -> assertThat(text).doesNotContainPattern("://[^/@\\s]*:[^/@\\s]*@"));
        if (provides(BlobStoreAbility.SECRETS, () -> harness.secrets())) {
            assertThat(harness.secrets())
                    .isNotEmpty()
                    .allSatisfy(secret -> assertThat(secret).hasSizeGreaterThanOrEqualTo(8))
                    .allSatisfy(secret -> assertThat(said)
                            .noneSatisfy(text -> assertThat(text).contains(secret)));
        }
    }

    /** Room. */
    @Test
    @Rule("BS-20")
    public final void capacityIsAbsentOrSound() {
        assertThat(store.capacity().isPresent())
                .as("whether there is a capacity")
                .isEqualTo(harness.abilities().has(BlobStoreAbility.CAPACITY));
        put("room/blob", letters(MIB));
        store.capacity().ifPresent(capacity -> {
            assertThat(capacity.free()).isLessThanOrEqualTo(capacity.total());
            assertThat(capacity.total().bytes()).isGreaterThanOrEqualTo(MIB);
        });
    }

    /** Many threads. */
    @Test
    @Rule("BS-21")
    public final void manyThreadsWorkAtOnce() {
        Concurrently.run(IntStream.range(0, THREADS)
                .<Runnable>mapToObj(thread -> () -> {
                    for (int i = 0; i < 4; i++) {
                        String name = "thread-" + thread + "/" + i;
                        put(name, text("content of " + name));
                        assertThat(store.get(new BlobName(name))).isEqualTo(text("content of " + name));
                        assertThat(store.stat(new BlobName(name)).name().value())
                                .isEqualTo(name);
                    }
                    store.delete(names("thread-" + thread + "/0"));
                    assertThat(listed(store, "thread-" + thread + "/")).hasSize(3);
                })
                .toList());
        assertThat(listed(store, "")).hasSize(3 * THREADS);
    }

    /** Lost replies. */
    @Test
    @Rule("BS-22")
    public final void putCanBeRepeatedAfterItsReplyWasLost() {
        BlobName name = new BlobName("lost/reply");
        byte[] content = text("put twice");
        if (provides(BlobStoreAbility.LOST_REPLY, () -> harness.openLosingReply())) {
            try (BlobStore losing = harness.openLosingReply()) {
                BackupFailure failure = failure(() -> losing.put(name, content));
                assertThat(failure.kind()).isIn(FailureKind.TRANSIENT, FailureKind.UNKNOWN_OUTCOME);
                wholeOrAbsent(store, name, content);
                losing.put(name, content);
            }
        } else {
            store.put(name, content);
            store.put(name, content);
        }
        assertThat(store.get(name)).isEqualTo(content);
        assertThat(listed(store, "lost/")).hasSize(1);
    }

    /** The end. */
    @Test
    @Rule("BS-23")
    public final void closeLetsGoOfEverything() throws InterruptedException {
        openUseAndClose();
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        long files = openFiles();
        int rounds = 30;
        for (int i = 0; i < rounds; i++) {
            openUseAndClose();
        }
        assertThat(openFiles()).as("open files after %d rounds", rounds).isLessThan(files + rounds);
        Set<Thread> more = new HashSet<>(Thread.getAllStackTraces().keySet());
        more.removeAll(threads);
        // A thread that serves the whole process may start at any time; what leaks would do so in every round.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        for (Thread thread : more) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        assertThat(more.stream().filter(Thread::isAlive).count())
                .as("threads left of %s", more)
                .isLessThan(rounds);

        BlobStore closed = client();
        put("closed/blob", text("still there"));
        closed.close();
        closed.close();
        calls().forEach(call ->
                assertThatThrownBy(() -> call.accept(closed)).isInstanceOf(IllegalStateException.class));
        assertThatThrownBy(closed::capacity).isInstanceOf(IllegalStateException.class);
        assertThat(store.get(new BlobName("closed/blob"))).isEqualTo(text("still there"));
    }

    private BlobStore client() {
        BlobStore client = harness.open();
        clients.add(client);
        return client;
    }

    private void put(String name, byte[] content) {
        store.put(new BlobName(name), content);
    }

    /** Whether the ability is there; where it is not, its method has to refuse. */
    private boolean provides(BlobStoreAbility ability, ThrowingCallable method) {
        if (harness.abilities().has(ability)) {
            return true;
        }
        assertThatThrownBy(method)
                .as("%s was declared absent", ability)
                .isInstanceOf(UnsupportedOperationException.class);
        return false;
    }

    private List<BackupFailure> failsAs(FailureKind kind, BlobStoreAbility ability, Supplier<BlobStore> opening) {
        List<BackupFailure> failures = new ArrayList<>();
        if (provides(ability, opening::get)) {
            calls().forEach(call -> failures.add(failureOf(opening, call)));
        }
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure.kind())
                        .as("%s: %s", ability, failure)
                        .isEqualTo(kind));
        return failures;
    }

    /** One call of each kind. */
    private static List<Consumer<BlobStore>> calls() {
        BlobName name = new BlobName("called/blob");
        return List.of(
                opened -> opened.put(name, text("content")),
                opened -> opened.get(name),
                opened -> opened.stat(name),
                opened -> opened.list(BlobPrefix.ALL, info -> {}),
                opened -> opened.delete(List.of(name)));
    }

    private static BackupFailure failureOf(Supplier<BlobStore> opening, Consumer<BlobStore> call) {
        return failure(() -> {
            try (BlobStore opened = opening.get()) {
                call.accept(opened);
            }
        });
    }

    private static BackupFailure failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(BackupFailure.class);
        return (BackupFailure) thrown;
    }

    private static void assertCancelled(String call, Throwable thrown, boolean flag) {
        assertThat(thrown).as(call).isInstanceOf(BackupFailure.class);
        assertThat(((BackupFailure) thrown).kind()).as(call).isEqualTo(FailureKind.CANCELLED);
        assertThat(flag).as("%s: the interrupt flag is set again", call).isTrue();
    }

    private void interruptWhilePutting(BlobName name, byte[] one, byte[] other) {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>(false);
        Thread writer = new Thread(() -> {
            thrown.set(catchThrowable(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    store.put(name, one);
                    begun.countDown();
                    store.put(name, other);
                }
                store.put(name, one);
            }));
            flag.set(Thread.interrupted());
            begun.countDown();
        });
        writer.start();
        assertThatCode(() -> {
                    begun.await(1, TimeUnit.MINUTES);
                    writer.interrupt();
                    writer.join(TimeUnit.SECONDS.toMillis(30));
                })
                .doesNotThrowAnyException();
        assertThat(writer.isAlive()).as("the interrupted put has ended").isFalse();
        assertCancelled("put", thrown.get(), flag.get());
    }

    private static void wholeOrAbsent(BlobStore reader, BlobName name, byte[] content) {
        byte[] read;
        try {
            read = reader.get(name);
        } catch (BackupFailure failure) {
            assertThat(failure.kind()).as(failure.toString()).isEqualTo(FailureKind.NOT_FOUND);
            return;
        }
        assertThat(Arrays.equals(read, content))
                .as("%s, %d bytes, is whole", name, read.length)
                .isTrue();
        assertThat(reader.stat(name).size()).isEqualTo(new ByteCount(content.length));
    }

    private void openUseAndClose() {
        BlobName name = new BlobName("used/blob");
        try (BlobStore opened = harness.open()) {
            opened.put(name, text("used"));
            opened.get(name);
            opened.stat(name);
            opened.list(BlobPrefix.ALL, info -> {});
            opened.delete(List.of(name));
            failure(() -> opened.get(name));
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    /** What a failure says, in all its parts, to whoever prints it with its causes. */
    private static List<String> said(Throwable thrown) {
        List<String> said = new ArrayList<>();
        if (thrown != null) {
            said.add(thrown.toString());
            if (thrown instanceof BackupFailure failure) {
                said.add(failure.description());
            }
            said.addAll(said(thrown.getCause()));
            Stream.of(thrown.getSuppressed()).forEach(suppressed -> said.addAll(said(suppressed)));
        }
        return said;
    }

    private static Map<String, BlobInfo> listed(BlobStore from, String prefix) {
        Map<String, BlobInfo> found = new HashMap<>();
        from.list(
                new BlobPrefix(prefix),
                info -> assertThat(found.put(info.name().value(), info))
                        .as("%s is reported once", info.name())
                        .isNull());
        return found;
    }

    private static List<BlobName> names(String... names) {
        return Arrays.stream(names).map(BlobName::new).toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(char with, int size) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) with);
        return content;
    }

    /** Text without line ends, so that only the rules about exactness are about exactness. */
    private static byte[] letters(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) ('a' + (i * 31 + i / 4093) % 26);
        }
        return content;
    }

    private static byte[] random(long seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static String randomName(Random random) {
        String first = "abcdefghijklmnopqrstuvwxyz0123456789";
        String rest = first + "._-";
        return IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(segment -> first.charAt(random.nextInt(first.length()))
                        + IntStream.range(0, random.nextInt(30))
                                .mapToObj(i -> String.valueOf(rest.charAt(random.nextInt(rest.length()))))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("/"));
    }
}
