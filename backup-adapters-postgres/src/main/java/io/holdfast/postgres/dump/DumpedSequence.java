package io.holdfast.postgres.dump;

/**
 * A sequence that the dump holds.
 *
 * @param id its OID
 * @param schema the name of its schema
 * @param name its name
 * @param last the last value that it can hand out before it ends or begins again
 */
record DumpedSequence(long id, String schema, String name, long last) {

    /** Its name for messages. */
    String shown() {
        return SqlText.shown(schema + "." + name);
    }
}
