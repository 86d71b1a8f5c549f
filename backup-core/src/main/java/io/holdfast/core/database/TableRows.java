package io.holdfast.core.database;

import java.util.Objects;

/**
 * How many rows a table had inside the snapshot that was dumped.
 *
 * @param schema the table's schema, as the server spells it
 * @param table the table's name, as the server spells it
 * @param rows at least 0
 */
public record TableRows(String schema, String table, long rows) {

    /** Checks that there is a name and no negative count. */
    public TableRows {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(table, "table");
        if (rows < 0) {
            throw new IllegalArgumentException("rows of " + schema + "." + table + ": " + rows + " is below 0");
        }
    }
}
