package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.postgres.dump.TableOfContents.Entry;
import io.holdfast.postgres.dump.TableOfContents.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what the archives of a dump hold with what they have to hold. pg_dump does not complain where a table that it is to
 * leave out does not exist, and a table's rows can then be in two streams or in none.
 */
final class DumpGuard {

    private static final int SHOWN_DEFECTS = 10;

    private final DumpContents contents;
    private final DatabaseProperties properties;
    private final Map<StreamName, TableOfContents> archives;
    private final List<String> defects = new ArrayList<>();

    private DumpGuard(DumpContents contents, DatabaseProperties properties, Map<StreamName, TableOfContents> archives) {
        this.contents = contents;
        this.properties = properties;
        this.archives = new TreeMap<>(archives);
    }

    /**
     * Refuses a dump that is not what it has to be.
     *
     * @param archives every archive of the dump
     * @throws BackupFailure CORRUPT naming what is missing, twice there or in the wrong place
     */
    static void refuseIncomplete(
            DumpContents contents, DatabaseProperties properties, Map<StreamName, TableOfContents> archives) {
        DumpGuard guard = new DumpGuard(contents, properties, archives);
        guard.sections();
        guard.streams();
        guard.rows();
        guard.positions();
        guard.largeObjects();
        if (!guard.defects.isEmpty()) {
            throw BackupFailure.of(FailureKind.CORRUPT, "the dump is not complete: " + guard.listed());
        }
    }

    /**
     * Definitions and rows are apart, except in a stream that has everything. Only large objects come with their definitions:
     * pg_dump counts these among the data from 17 on.
     */
    private void sections() {
        archives.forEach((stream, archive) -> {
            List<Entry> surplus = archive.entries().stream()
                    .filter(entry -> stream.equals(DumpStreams.SCHEMA) && content(entry)
                            || DumpStreams.isData(stream)
                                    && !content(entry)
                                    && !(stream.equals(DumpStreams.data(0)) && describesLargeObjects(entry)))
                    .toList();
            if (!surplus.isEmpty()) {
                defects.add("the stream " + stream + " holds "
                        + (DumpStreams.isData(stream) ? "more than rows, such as " : "rows, such as those of ")
                        + SqlText.shown(surplus.get(0).name()));
            }
        });
    }

    /** No stream of rows that nobody asked for. The first one has what no other has, and may have no table at all. */
    private void streams() {
        Set<String> named =
                contents.tables().stream().map(DumpContents.Table::stream).collect(Collectors.toSet());
        for (StreamName stream : archives.keySet()) {
            if (DumpStreams.isData(stream) && !stream.equals(DumpStreams.data(0)) && !named.contains(stream.value())) {
                defects.add("the stream " + stream + " should have the rows of no table");
            }
        }
    }

    private void rows() {
        Map<Long, List<StreamName>> found = new HashMap<>();
        archives.forEach((stream, archive) -> archive.entries().stream()
                .filter(entry -> entry.kind() == Kind.ROWS)
                .forEach(entry -> found.computeIfAbsent(entry.object(), id -> new ArrayList<>())
                        .add(stream)));
        for (DumpContents.Table table : contents.tables()) {
            List<StreamName> streams = found.getOrDefault(table.id(), List.of());
            if (streams.isEmpty()) {
                defects.add("the rows of the table with OID " + table.id()
                        + " are missing; they should be in the stream " + table.stream());
            } else if (streams.size() == 1 && !streams.get(0).value().equals(table.stream())) {
                defects.add("the rows of the table with OID " + table.id() + " are in the stream " + streams.get(0)
                        + " instead of " + table.stream());
            }
        }
        // Those of extensions are there without being named, but they too only once.
        new TreeMap<>(found).forEach((id, streams) -> {
            if (streams.size() > 1) {
                defects.add("the rows of the table with OID " + id + " are in the dump " + streams.size()
                        + " times, in " + streams);
            }
        });
    }

    /**
     * The list has no OID for the position of a sequence, only schema, name and owner with blanks between. Names with blanks
     * can make two sequences look like one; what is compared then is that there are enough entries for all of them.
     */
    private void positions() {
        TreeMap<String, Integer> found = new TreeMap<>();
        for (TableOfContents archive : archives.values()) {
            for (Entry entry : archive.entries()) {
                if (entry.kind() == Kind.POSITION) {
                    found.merge(ArchiveNames.comparable(entry.name(), properties), 1, Integer::sum);
                }
            }
        }
        Map<String, Integer> expected = new TreeMap<>();
        Map<String, Integer> possible = new HashMap<>();
        for (DumpContents.Sequence sequence : contents.sequences()) {
            String beginning = ArchiveNames.beginning(sequence.schema(), sequence.name(), properties);
            expected.merge(beginning, 1, Integer::sum);
            startingWith(found, beginning).forEach((name, count) -> possible.merge(name, 1, Integer::sum));
        }
        expected.forEach((beginning, count) -> {
            int entries = sum(startingWith(found, beginning).values());
            if (entries < count) {
                defects.add("where the sequence " + SqlText.shown(beginning.strip()) + " stands is missing");
            }
        });
        found.forEach((name, count) -> {
            if (count > Math.max(1, possible.getOrDefault(name, 0))) {
                defects.add("where the sequence " + SqlText.shown(name) + " stands is in the dump " + count + " times");
            }
        });
    }

    private void largeObjects() {
        Set<String> found = new HashSet<>();
        for (TableOfContents archive : archives.values()) {
            for (Entry entry : archive.entries()) {
                if (entry.kind() == Kind.LARGE_OBJECTS && !found.add(entry.name())) {
                    defects.add("large objects are in the dump twice");
                }
            }
        }
        if (found.isEmpty() && properties.largeObjects() > 0) {
            defects.add("the database has " + properties.largeObjects() + " large objects, the dump none");
        }
    }

    private static boolean describesLargeObjects(Entry entry) {
        return entry.name().startsWith("BLOB METADATA ") || entry.name().contains("- LARGE OBJECT");
    }

    private static boolean content(Entry entry) {
        return switch (entry.kind()) {
            case ROWS, POSITION, LARGE_OBJECTS -> true;
            case PRIVILEGES, ATTACHMENT, INDEX, OTHER -> false;
        };
    }

    private static Map<String, Integer> startingWith(TreeMap<String, Integer> names, String beginning) {
        return names.subMap(beginning, true, beginning + Character.MAX_VALUE, true);
    }

    private static int sum(Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    private String listed() {
        String shown = String.join("; ", defects.subList(0, Math.min(defects.size(), SHOWN_DEFECTS)));
        return defects.size() > SHOWN_DEFECTS
                ? shown + "; and " + (defects.size() - SHOWN_DEFECTS) + " defects more"
                : shown;
    }
}
