package io.holdfast.core.restore;

import io.holdfast.core.database.TableRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares the rows that a dump recorded, inside its own snapshot, with those counted after its restore.
 *
 * @param defects what must not be: the restore is wrong
 * @param remarks what differs and is explained: the restore is right
 */
public record RowComparison(List<String> defects, List<String> remarks) {

    private record Table(String schema, String name) {}

    /** Copies the lists. */
    public RowComparison {
        defects = List.copyOf(defects);
        remarks = List.copyOf(remarks);
    }

    /**
     * Compares table by table.
     *
     * @param recorded the rows inside the dump's snapshot
     * @param counted the rows after the restore; tables that do not exist are missing
     * @param surplus whether the database adds rows by itself while it is restored, so that more rows are only remarked
     */
    public static RowComparison of(List<TableRows> recorded, List<TableRows> counted, Surplus surplus) {
        Objects.requireNonNull(surplus, "surplus");
        Map<Table, Long> found = new HashMap<>();
        counted.forEach(table -> found.put(new Table(table.schema(), table.table()), table.rows()));
        List<String> defects = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (TableRows table : recorded) {
            String name = table.schema() + "." + table.table();
            Long rows = found.get(new Table(table.schema(), table.table()));
            if (rows == null) {
                defects.add(name + " is missing; the dump has " + table.rows() + " rows of it");
            } else if (rows > table.rows() && surplus == Surplus.EXPLAINED) {
                remarks.add(name + " has " + rows + " rows, the dump " + table.rows()
                        + ": the database's own event triggers may have added some");
            } else if (rows != table.rows()) {
                defects.add(name + " has " + rows + " rows, the dump " + table.rows());
            }
        }
        return new RowComparison(defects, remarks);
    }

    /** What more rows than recorded mean. */
    public enum Surplus {
        /** The restore is wrong. */
        DEFECT,
        /** The database added them itself. */
        EXPLAINED
    }
}
