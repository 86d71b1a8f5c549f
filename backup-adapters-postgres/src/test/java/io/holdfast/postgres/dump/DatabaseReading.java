package io.holdfast.postgres.dump;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything about a database, in three ways that know nothing of each other.
 *
 * @param definitions as pg_dump prints them
 * @param rows as pg_dump prints them, in the order that they are stored in
 * @param catalogue what the catalogues hold, and sums of what the tables hold
 */
record DatabaseReading(List<String> definitions, List<String> rows, List<String> catalogue) {

    /** Reads a database, as a superuser. */
    static DatabaseReading of(EmbeddedServer server, String database) {
        List<String> catalogue = new ArrayList<>(CatalogueReading.lines(server, database));
        catalogue.addAll(ContentReading.lines(server, database));
        return new DatabaseReading(Databases.schema(server, database), Databases.rows(server, database), catalogue);
    }

    /** The same without the rows of a table which the database itself writes to while it is restored. */
    DatabaseReading without(String table) {
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : rows) {
            inside = inside || line.startsWith("COPY " + table + " ");
            if (!inside) {
                kept.add(line);
            }
            inside = inside && !line.equals("\\.");
        }
        return new DatabaseReading(
                definitions,
                kept,
                catalogue.stream()
                        .filter(line -> !line.startsWith("rows of " + table + " "))
                        .toList());
    }

    /** What the other has more ({@code +}) and less ({@code -}); empty exactly where both are equal, in the same order. */
    List<String> differences(DatabaseReading other) {
        List<String> differences = new ArrayList<>();
        differences.addAll(differences("definitions", definitions, other.definitions));
        differences.addAll(differences("rows", rows, other.rows));
        differences.addAll(differences("catalogue", catalogue, other.catalogue));
        return differences;
    }

    private static List<String> differences(String what, List<String> expected, List<String> actual) {
        Map<String, Integer> surplus = new LinkedHashMap<>();
        actual.forEach(line -> surplus.merge(line, 1, Integer::sum));
        expected.forEach(line -> surplus.merge(line, -1, Integer::sum));
        List<String> differences = new ArrayList<>();
        surplus.forEach((line, count) -> {
            if (count != 0) {
                differences.add(what + " " + (count > 0 ? "+" : "-") + Math.abs(count) + " " + line);
            }
        });
        if (differences.isEmpty() && !expected.equals(actual)) {
            differences.add(what + ": the same lines in another order");
        }
        return differences;
    }
}
