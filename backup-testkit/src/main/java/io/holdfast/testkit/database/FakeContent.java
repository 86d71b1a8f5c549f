package io.holdfast.testkit.database;

import io.holdfast.core.database.TableRows;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in one database of {@link FakeDatabases} at one moment; never changes, so holding it is a snapshot.
 *
 * @param tables the rows of each table, in their order
 * @param sequences where each sequence stands
 * @param properties what belongs to the database as a whole: its {@link #OWNER}, to whom it is {@link #GRANTED}, its settings
 * @param roles the roles that have to be on the server for it
 * @param extensions the extensions that have to be on the server for it
 * @param onlyName the name that a database must have to take in any of these rows; empty where any will do
 */
public record FakeContent(
        SortedMap<Table, List<String>> tables,
        SortedMap<String, Long> sequences,
        SortedMap<String, String> properties,
        SortedSet<String> roles,
        SortedSet<String> extensions,
        Optional<String> onlyName) {

    /** The property that says to whom the database belongs. */
    public static final String OWNER = "owner";

    /** The property that says to whom somebody has granted something in the database. */
    public static final String GRANTED = "granted to";

    /** A property, of any value, that makes a database add a row to each of its tables while it is restored. */
    public static final String ADDS_ROWS_BY_ITSELF = "adds rows by itself";

    /** Nothing at all. */
    public static final FakeContent EMPTY = of(Map.of(), Map.of(), Set.of(), Set.of(), Optional.empty());

    /**
     * The name of a table.
     *
     * @param schema its schema
     * @param name its name within the schema
     */
    public record Table(String schema, String name) implements Comparable<Table> {

        /** Checks that both are there. */
        public Table {
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(name, "name");
        }

        @Override
        public int compareTo(Table other) {
            int bySchema = schema.compareTo(other.schema);
            return bySchema != 0 ? bySchema : name.compareTo(other.name);
        }
    }

    /** Copies the maps and sets; the lists of rows must not change any more. */
    public FakeContent {
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        sequences = Collections.unmodifiableSortedMap(new TreeMap<>(sequences));
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        extensions = Collections.unmodifiableSortedSet(new TreeSet<>(extensions));
        Objects.requireNonNull(onlyName, "onlyName");
    }

    /** The same with these rows in a table, which is made where it is missing. */
    public FakeContent withTable(Table table, List<String> rows) {
        SortedMap<Table, List<String>> more = new TreeMap<>(tables);
        more.put(table, List.copyOf(rows));
        return new FakeContent(more, sequences, properties, roles, extensions, onlyName);
    }

    /** The same without a table. */
    public FakeContent withoutTable(Table table) {
        SortedMap<Table, List<String>> fewer = new TreeMap<>(tables);
        fewer.remove(table);
        return new FakeContent(fewer, sequences, properties, roles, extensions, onlyName);
    }

    /** The same with a sequence standing here; it is made where it is missing. */
    public FakeContent withSequence(String name, long position) {
        SortedMap<String, Long> more = new TreeMap<>(sequences);
        more.put(name, position);
        return new FakeContent(tables, more, properties, roles, extensions, onlyName);
    }

    /** The same with this property. */
    public FakeContent withProperty(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(properties);
        more.put(name, value);
        return new FakeContent(tables, sequences, more, roles, extensions, onlyName);
    }

    /** The same without one property. */
    public FakeContent withoutProperty(String name) {
        SortedMap<String, String> fewer = new TreeMap<>(properties);
        fewer.remove(name);
        return new FakeContent(tables, sequences, fewer, roles, extensions, onlyName);
    }

    /** The same without any property. */
    public FakeContent withoutProperties() {
        return new FakeContent(tables, sequences, new TreeMap<>(), roles, extensions, onlyName);
    }

    /** The same, needing these roles and extensions. */
    public FakeContent needing(Set<String> newRoles, Set<String> newExtensions) {
        return new FakeContent(
                tables, sequences, properties, new TreeSet<>(newRoles), new TreeSet<>(newExtensions), onlyName);
    }

    /** The same, refusing to be restored under any other name than this one. */
    public FakeContent onlyUnder(String name) {
        return new FakeContent(tables, sequences, properties, roles, extensions, Optional.of(name));
    }

    /** The number of rows of each table. */
    public List<TableRows> rows() {
        return tables.entrySet().stream()
                .map(entry -> new TableRows(
                        entry.getKey().schema(),
                        entry.getKey().name(),
                        entry.getValue().size()))
                .toList();
    }

    /** About how many bytes it has. */
    public long size() {
        return tables.values().stream()
                .flatMap(List::stream)
                .mapToLong(String::length)
                .sum();
    }

    /** The same as if it were newly made out of these parts; for the format of a dump. */
    static FakeContent of(
            Map<String, Long> sequences,
            Map<String, String> properties,
            Set<String> roles,
            Set<String> extensions,
            Optional<String> name) {
        return new FakeContent(
                new TreeMap<>(),
                new TreeMap<>(sequences),
                new TreeMap<>(properties),
                new TreeSet<>(roles),
                new TreeSet<>(extensions),
                name);
    }
}
