package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Decides in how many streams a database is dumped, and which tables' rows go where. Pure.
 *
 * <p>Either one stream of everything; or one of the definitions, one ({@code data-0}) of the rows of all tables that no other
 * has, sequences and large objects, and one or more ({@code data-1} …) of the rows of some large tables each. The figures were
 * measured with PostgreSQL 15 on two cores.
 */
final class StreamPlan {

    /** The most streams of rows that can be asked for. */
    static final int MOST_STREAMS = 16;

    /** The most that are taken without being asked for. More have not been seen to be faster, and each is a session. */
    static final int MOST_AUTOMATIC_STREAMS = 8;

    /**
     * From how many bytes of rows on several streams are taken. One stream dumps this in about two seconds; a second one costs up
     * to half a second, for another look at all definitions and another process, so below it there is little to win.
     */
    static final long SEVERAL_FROM_BYTES = 256L << 20;

    /** The smallest table that is dumped apart without being asked for: naming it costs as long as dumping half of this. */
    static final long WORTH_NAMING_BYTES = 1L << 20;

    /** How many tables and sequences are named at most; pg_dump asks the server three times for each. */
    static final int MOST_PATTERNS = 200;

    /** How many bytes could be dumped while a pg_dump of everything looks at one table's definition, twice over. */
    static final long RELATION_BYTES = 256L << 10;

    /** Which part of the room for locks may be taken; others need some too, and the room is an estimate. */
    private static final double LOCK_SHARE = 0.75;

    private final DumpInventory inventory;
    private final List<List<DumpedTable>> separate;
    private final Map<Long, StreamName> streams = new HashMap<>();
    private final String reason;

    private StreamPlan(DumpInventory inventory, List<List<DumpedTable>> separate, String reason) {
        this.inventory = inventory;
        this.separate = separate;
        this.reason = reason;
        for (int i = 0; i < separate.size(); i++) {
            for (DumpedTable table : separate.get(i)) {
                streams.put(table.id(), DumpStreams.data(i + 1));
            }
        }
    }

    /**
     * Decides.
     *
     * @param inventory what there is to dump
     * @param nameable which patterns mean the same to pg_dump as here
     * @param cores how many processors this machine has, at least 1
     * @param asked how many streams of rows were asked for, 1 to {@link #MOST_STREAMS}; where empty, the sizes decide
     */
    static StreamPlan of(DumpInventory inventory, Predicate<TablePattern> nameable, int cores, OptionalInt asked) {
        Objects.requireNonNull(nameable, "nameable");
        int count = asked.orElseGet(() -> automatic(cores, inventory.freeSessions()));
        if (count < 1 || count > MOST_STREAMS) {
            throw new IllegalArgumentException("streams: " + count + ", not from 1 to " + MOST_STREAMS);
        }
        if (count == 1) {
            return whole(
                    inventory,
                    asked.isPresent()
                            ? "as asked for"
                            : cores == 1
                                    ? "there is one processor"
                                    : "only " + inventory.freeSessions() + " more sessions are allowed");
        }
        if (asked.isEmpty() && inventory.bytes() < SEVERAL_FROM_BYTES) {
            return whole(
                    inventory,
                    new ByteCount(inventory.bytes()) + " of rows, and several pay from "
                            + new ByteCount(SEVERAL_FROM_BYTES) + " on");
        }
        List<DumpedTable> named = named(inventory, nameable, asked.isPresent() ? 0 : WORTH_NAMING_BYTES);
        long locks = inventory.relations()
                + named.stream().mapToLong(table -> table.patterns().size()).sum();
        if (locks > inventory.lockCapacity() * LOCK_SHARE) {
            return whole(
                    inventory,
                    "several would need " + locks + " locks, and the server has room for about "
                            + inventory.lockCapacity() + " (max_locks_per_transaction)");
        }
        List<List<DumpedTable>> separate = spread(inventory, named, count);
        if (separate.isEmpty()) {
            return whole(inventory, "no table is large enough, or can be named, to be dumped apart");
        }
        return new StreamPlan(
                inventory,
                separate,
                new ByteCount(inventory.bytes()) + " of rows" + (asked.isPresent() ? ", as asked for" : ""));
    }

    /** Whether everything goes into one archive, definitions and all. */
    boolean whole() {
        return separate.isEmpty();
    }

    /** How many streams of rows there are. */
    int size() {
        return separate.size() + 1;
    }

    /** Why it is so, for the log. */
    String reason() {
        return reason;
    }

    /** The stream that holds a table's rows. */
    StreamName streamOf(DumpedTable table) {
        return streams.getOrDefault(table.id(), whole() ? DumpStreams.WHOLE : DumpStreams.data(0));
    }

    /**
     * What the stream {@code data-n} is asked for by name.
     *
     * @param number from 1 on
     */
    List<TablePattern> patterns(int number) {
        return separate.get(number - 1).stream()
                .flatMap(table -> table.patterns().stream())
                .toList();
    }

    /** All that is asked for by name, and has to be kept out of {@code data-0}. */
    List<TablePattern> patterns() {
        return separate.stream()
                .flatMap(List::stream)
                .flatMap(table -> table.patterns().stream())
                .toList();
    }

    /**
     * The tables in about the order in which they are read, all streams together: pg_dump reads those of a stream by name. Whoever
     * reads them in this order too finds them in the server's memory, or leaves them there.
     */
    List<DumpedTable> inReadingOrder() {
        Map<StreamName, Long> read = new HashMap<>();
        Map<Long, Long> begin = new HashMap<>();
        for (DumpedTable table : inventory.tables()) {
            long before = read.merge(streamOf(table), table.bytes(), Long::sum) - table.bytes();
            begin.put(table.id(), before);
        }
        return inventory.tables().stream()
                .sorted(Comparator.comparing(table -> begin.get(table.id())))
                .toList();
    }

    /** One a processor, but at most half of the sessions that are left: others want some too. */
    private static int automatic(int cores, long freeSessions) {
        return (int) Math.max(1, Math.min(Math.min(cores, MOST_AUTOMATIC_STREAMS), freeSessions / 2));
    }

    private static StreamPlan whole(DumpInventory inventory, String reason) {
        return new StreamPlan(inventory, List.of(), reason);
    }

    /** The largest tables that can be dumped apart, as many as may be named, the largest first. */
    private static List<DumpedTable> named(DumpInventory inventory, Predicate<TablePattern> nameable, long smallest) {
        List<DumpedTable> named = new ArrayList<>();
        int patterns = 0;
        for (DumpedTable table : bySize(inventory.tables())) {
            boolean separable = table.kind() == DumpedTable.Kind.ORDINARY
                    && table.bytes() >= smallest
                    && table.patterns().stream().allMatch(nameable);
            if (separable && patterns + table.patterns().size() <= MOST_PATTERNS) {
                patterns += table.patterns().size();
                named.add(table);
            }
        }
        return named;
    }

    /**
     * The largest first, each to the stream that has least to do (Graham's longest-processing-time rule: at most a third slower
     * than the best). The first stream has the definitions and all the rest to dump besides, and keeps what falls to it.
     */
    private static List<List<DumpedTable>> spread(DumpInventory inventory, List<DumpedTable> named, int count) {
        long[] load = new long[count];
        load[0] = inventory.relations() * RELATION_BYTES
                + inventory.bytes()
                - named.stream().mapToLong(DumpedTable::bytes).sum();
        List<List<DumpedTable>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>());
        }
        for (DumpedTable table : named) {
            int least = leastLoaded(load);
            load[least] += table.bytes() + RELATION_BYTES;
            parts.get(least).add(table);
        }
        return parts.subList(1, count).stream()
                .filter(part -> !part.isEmpty())
                .map(List::copyOf)
                .toList();
    }

    private static int leastLoaded(long[] load) {
        long least = Arrays.stream(load).min().orElseThrow();
        for (int i = 1; i < load.length; i++) {
            if (load[i] == least) {
                return i;
            }
        }
        return 0;
    }

    private static List<DumpedTable> bySize(List<DumpedTable> tables) {
        return tables.stream()
                .sorted(Comparator.comparingLong(DumpedTable::bytes).reversed().thenComparingLong(DumpedTable::id))
                .toList();
    }
}
