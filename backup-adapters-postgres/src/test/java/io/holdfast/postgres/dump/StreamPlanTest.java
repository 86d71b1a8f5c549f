package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.postgres.dump.DumpedTable.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamPlanTest {

    private static final long MIB = 1L << 20;
    private static final Predicate<TablePattern> ALL = pattern -> true;
    private static final long ROOM = 15_616;
    private static final long SESSIONS = 90;

    @ParameterizedTest(name = "{0} MiB in equal tables, {1} cores: {2} streams")
    @CsvSource({
        "255, 8, 1",
        "256, 1, 1",
        "256, 2, 2",
        "256, 3, 3",
        "10000, 2, 2",
        "10000, 8, 8",
        "10000, 64, 8",
    })
    void sizeAndCoresDecide(long mebibytes, int cores, int streams) {
        DumpInventory inventory = inventory(LongStream.range(0, 16)
                .map(i -> mebibytes * MIB / 16 + (i == 0 ? mebibytes * MIB % 16 : 0))
                .toArray());
        assertThat(StreamPlan.of(inventory, ALL, cores, OptionalInt.empty()).size())
                .isEqualTo(streams);
    }

    @ParameterizedTest(name = "asked for {0}, {1} tables: {2} streams")
    @CsvSource({"1, 5, 1", "2, 5, 2", "3, 5, 3", "16, 5, 6", "16, 100, 16", "2, 1, 2", "2, 0, 1"})
    void whatIsAskedForDoesNotDependOnSizeOrCores(int asked, int tables, int streams) {
        StreamPlan plan = StreamPlan.of(inventory(new long[tables]), ALL, 1, OptionalInt.of(asked));
        assertThat(plan.size()).isEqualTo(streams);
        assertThat(plan.whole()).isEqualTo(streams == 1);
    }

    @ParameterizedTest
    @CsvSource({"0", "17", "-1"})
    void nothingElseCanBeAskedFor(int streams) {
        assertThatThrownBy(() -> StreamPlan.of(inventory(MIB), ALL, 2, OptionalInt.of(streams)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(streams))
                .hasMessageContaining("1 to 16");
    }

    @ParameterizedTest(name = "{0} free sessions, 4 cores: {1} streams")
    @CsvSource({"-3, 1", "0, 1", "3, 1", "4, 2", "7, 3", "8, 4", "90, 4"})
    void fewFreeSessionsMeanFewerStreams(long free, int streams) {
        DumpInventory inventory = inventory(100 * MIB, 100 * MIB, 100 * MIB, 100 * MIB);
        DumpInventory busy = new DumpInventory(inventory.tables(), List.of(), 0, inventory.relations(), free, ROOM);
        assertThat(StreamPlan.of(busy, ALL, 4, OptionalInt.empty()).size()).isEqualTo(streams);
        assertThat(StreamPlan.of(busy, ALL, 4, OptionalInt.of(3)).size()).isEqualTo(3);
    }

    @Test
    void theLargestTableIsAlonePerStreamAndTheRestIsTogether() {
        StreamPlan plan = StreamPlan.of(
                inventory(600 * MIB, 100 * MIB, 200 * MIB, 50 * MIB, 10 * MIB), ALL, 2, OptionalInt.empty());
        assertThat(plan.patterns(1)).extracting(TablePattern::name).containsExactly("t0");
    }

    @Test
    void smallTablesStayWithTheRest() {
        StreamPlan plan = StreamPlan.of(inventory(300 * MIB, MIB, MIB - 1), ALL, 8, OptionalInt.empty());
        assertThat(plan.patterns()).extracting(TablePattern::name).containsExactlyInAnyOrder("t0", "t1");
    }

    @Test
    void aLargeDatabaseOfSmallTablesIsOneStream() {
        long[] sizes = new long[2_000];
        Arrays.fill(sizes, MIB / 2);
        StreamPlan plan = StreamPlan.of(inventory(sizes), ALL, 8, OptionalInt.empty());
        assertThat(plan.whole()).isTrue();
        assertThat(plan.reason()).contains("no table");
    }

    @Test
    void largeObjectsAreALoadOfTheRest() {
        DumpInventory inventory = inventory(100 * MIB, 90 * MIB, 80 * MIB);
        DumpInventory withLargeObjects =
                new DumpInventory(inventory.tables(), List.of(), 5_000 * MIB, inventory.relations(), SESSIONS, ROOM);
        StreamPlan without = StreamPlan.of(inventory, ALL, 2, OptionalInt.empty());
        StreamPlan with = StreamPlan.of(withLargeObjects, ALL, 2, OptionalInt.empty());
        assertThat(without.patterns()).hasSizeLessThan(3);
        assertThat(with.patterns()).hasSize(3);
    }

    @Test
    void onlyOrdinaryTablesWithNamesThatArriveAreApart() {
        DumpInventory inventory = new DumpInventory(
                List.of(
                        table(1, "unlogged", Kind.UNLOGGED, 300 * MIB),
                        table(2, "extension", Kind.EXTENSION, 300 * MIB),
                        table(3, "unspeakable", Kind.ORDINARY, 300 * MIB),
                        table(4, "owner", Kind.ORDINARY, 300 * MIB, "unspeakable_seq"),
                        table(5, "fine", Kind.ORDINARY, 300 * MIB, "fine_seq")),
                List.of(),
                0,
                5,
                SESSIONS,
                ROOM);
        StreamPlan plan =
                StreamPlan.of(inventory, pattern -> !pattern.name().startsWith("unspeakable"), 8, OptionalInt.empty());
        assertThat(plan.patterns()).extracting(TablePattern::name).containsExactly("fine", "fine_seq");
        assertThat(plan.streamOf(inventory.tables().get(4))).isEqualTo(DumpStreams.data(1));
        assertThat(plan.streamOf(inventory.tables().get(0))).isEqualTo(DumpStreams.data(0));
    }

    @Test
    void nothingThatCanBeApartMeansOneStream() {
        DumpInventory inventory = new DumpInventory(
                List.of(table(1, "unlogged", Kind.UNLOGGED, 300 * MIB)), List.of(), 0, 1, SESSIONS, ROOM);
        StreamPlan plan = StreamPlan.of(inventory, ALL, 8, OptionalInt.of(4));
        assertThat(plan.whole()).isTrue();
        assertThat(plan.streamOf(inventory.tables().get(0))).isEqualTo(DumpStreams.WHOLE);
    }

    @ParameterizedTest(name = "{0} tables and sequences, {1} asked for: whole {2}")
    @CsvSource({"11710, 2, false", "11712, 2, true", "11712, , true", "11712, 16, true", "1000000, 16, true"})
    void tooFewLocksMeanOneStream(long relations, Integer asked, boolean whole) {
        DumpInventory inventory = new DumpInventory(
                List.of(table(1, "big", Kind.ORDINARY, 300 * MIB, "seq")), List.of(), 0, relations, SESSIONS, ROOM);
        OptionalInt streams = asked == null ? OptionalInt.empty() : OptionalInt.of(asked);
        StreamPlan plan = StreamPlan.of(inventory, ALL, 2, streams);
        assertThat(plan.whole()).isEqualTo(whole);
        if (whole) {
            assertThat(plan.reason()).contains("locks", "15616");
        }
    }

    @Test
    void anyPlanKeepsTheInvariants() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            DumpInventory inventory = random(random);
            OptionalInt asked = random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(16)) : OptionalInt.empty();
            Predicate<TablePattern> nameable = pattern -> pattern.name().hashCode() % 5 != 0;
            StreamPlan plan = StreamPlan.of(inventory, nameable, 1 + random.nextInt(16), asked);
            holdsInvariants("seed " + seed + ", run " + run, inventory, plan, nameable);
        }
    }

    private static void holdsInvariants(
            String what, DumpInventory inventory, StreamPlan plan, Predicate<TablePattern> nameable) {
        assertThat(plan.patterns()).as(what).hasSizeLessThanOrEqualTo(StreamPlan.MOST_PATTERNS);
        assertThat(plan.patterns()).as(what).allMatch(nameable).doesNotHaveDuplicates();
        List<TablePattern> ofStreams = new ArrayList<>();
        for (int i = 1; i < plan.size(); i++) {
            assertThat(plan.patterns(i)).as(what).isNotEmpty();
            ofStreams.addAll(plan.patterns(i));
        }
        assertThat(plan.patterns()).as(what).isEqualTo(ofStreams);
        long[] load = new long[plan.size()];
        long largest = 0;
        for (DumpedTable table : inventory.tables()) {
            int stream = number(plan.streamOf(table));
            load[stream] += table.bytes() + StreamPlan.RELATION_BYTES;
            boolean apart = stream > 0;
            largest = apart ? Math.max(largest, table.bytes()) : largest;
            assertThat(apart ? plan.patterns(stream) : List.<TablePattern>of())
                    .as(what)
                    .containsAll(apart ? table.patterns() : List.of());
            assertThat(new HashSet<>(plan.patterns()).containsAll(table.patterns()))
                    .as(what)
                    .isEqualTo(apart);
        }
        // Graham: no stream that got its last table by choice ends later than the mean and that table.
        long mean = (Arrays.stream(load).sum()
                        + inventory.largeObjectBytes()
                        + inventory.relations() * StreamPlan.RELATION_BYTES)
                / load.length;
        for (int i = 1; i < load.length; i++) {
            assertThat(load[i]).as(what).isLessThanOrEqualTo(mean + largest + StreamPlan.RELATION_BYTES);
        }
        assertThat(plan.inReadingOrder()).as(what).containsExactlyInAnyOrderElementsOf(inventory.tables());
        for (int i = 0; i < plan.size(); i++) {
            StreamName stream = plan.whole() ? DumpStreams.WHOLE : DumpStreams.data(i);
            assertThat(plan.inReadingOrder().stream()
                            .filter(table -> plan.streamOf(table).equals(stream)))
                    .as(what)
                    .containsExactlyElementsOf(inventory.tables().stream()
                            .filter(table -> plan.streamOf(table).equals(stream))
                            .toList());
        }
    }

    private static int number(StreamName stream) {
        return stream.equals(DumpStreams.WHOLE)
                ? 0
                : Integer.parseInt(stream.value().substring("data-".length()));
    }

    private static DumpInventory random(Random random) {
        List<DumpedTable> tables = IntStream.range(0, random.nextInt(400))
                .mapToObj(i -> table(
                        i,
                        "t" + i,
                        Kind.values()[random.nextInt(10) == 0 ? random.nextInt(3) : 0],
                        (long) Math.exp(random.nextDouble() * 22),
                        random.nextInt(3) == 0 ? new String[] {"s" + i} : new String[0]))
                .toList();
        return new DumpInventory(tables, List.of(), random.nextInt(3) * 100 * MIB, tables.size() * 2L, SESSIONS, ROOM);
    }

    private static DumpInventory inventory(long... sizes) {
        return new DumpInventory(
                IntStream.range(0, sizes.length)
                        .mapToObj(i -> table(i, "t" + i, Kind.ORDINARY, sizes[i]))
                        .toList(),
                List.of(),
                0,
                sizes.length,
                SESSIONS,
                ROOM);
    }

    private static DumpedTable table(long id, String name, Kind kind, long bytes, String... sequences) {
        return new DumpedTable(
                id,
                id,
                "public",
                name,
                kind,
                bytes,
                Stream.of(sequences)
                        .map(sequence -> new TablePattern("public", sequence))
                        .toList());
    }
}
