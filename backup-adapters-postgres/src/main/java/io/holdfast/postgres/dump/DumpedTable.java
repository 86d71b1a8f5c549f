package io.holdfast.postgres.dump;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A table whose rows the dump holds.
 *
 * @param id its OID
 * @param file the number of the file that its rows are in; another one means that it was truncated or rewritten
 * @param schema the name of its schema
 * @param name its name
 * @param kind what can be done with its rows
 * @param bytes what its rows take on the server's disk, with what was moved out of them because of its length; about
 * @param sequences the patterns of the sequences that belong to its columns: pg_dump takes them wherever it takes the table
 */
record DumpedTable(
        long id, long file, String schema, String name, Kind kind, long bytes, List<TablePattern> sequences) {

    /** What can be done with a table's rows. */
    enum Kind {

        /** They can be dumped apart from others, and counted. */
        ORDINARY,

        /** They can be counted. Unlogged: on a standby there are none, and asking for them alone gives an empty archive. */
        UNLOGGED,

        /**
         * Neither: an extension's, of which pg_dump takes only those that the extension asks it to take, and does so only when it
         * dumps the extension too.
         */
        EXTENSION
    }

    DumpedTable {
        Objects.requireNonNull(kind, "kind");
        sequences = List.copyOf(sequences);
    }

    /** Its name in SQL. */
    String identifier() {
        return SqlText.identifier(schema, name);
    }

    /** Its name for messages. */
    String shown() {
        return SqlText.shown(schema + "." + name);
    }

    /** What names it and its sequences, and nothing else, to pg_dump. */
    List<TablePattern> patterns() {
        return Stream.concat(Stream.of(new TablePattern(schema, name)), sequences.stream())
                .toList();
    }

    /** Whether its rows can be counted. */
    boolean counted() {
        return kind != Kind.EXTENSION;
    }
}
