package io.holdfast.postgres.dump;

/**
 * A table whose rows the dump holds.
 *
 * @param id its OID
 * @param file the number of the file that its rows are in; another one means that it was truncated or rewritten
 * @param schema the name of its schema
 * @param name its name
 */
record DumpedTable(long id, long file, String schema, String name) {

    /** Its name in SQL. */
    String identifier() {
        return SqlText.identifier(schema, name);
    }

    /** Its name for messages. */
    String shown() {
        return SqlText.shown(schema + "." + name);
    }
}
