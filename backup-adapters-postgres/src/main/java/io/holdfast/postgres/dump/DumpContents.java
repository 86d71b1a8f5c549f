package io.holdfast.postgres.dump;

import java.util.List;
import java.util.Objects;

/**
 * What the archives of a dump have to hold, written when all of them have ended: with it a dump can be checked for being
 * complete before it counts, and what pg_dump does not read under the snapshot can be compared after a restore.
 *
 * @param format the version of this form; {@link #FORMAT}
 * @param tables every table whose rows the dump holds
 * @param sequences every sequence
 */
record DumpContents(int format, List<Table> tables, List<Sequence> sequences) {

    /** The version of the form that this program writes, and the newest that it reads. */
    static final int FORMAT = 1;

    DumpContents {
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
    }

    /**
     * A table.
     *
     * @param id its OID in the database that was dumped, as archives name it
     * @param stream the name of the stream that has its rows
     */
    record Table(long id, String stream) {

        Table {
            Objects.requireNonNull(stream, "stream");
        }
    }

    /**
     * A sequence. pg_dump reads it at some time during the dump, not under the snapshot, so what it read lies between these.
     *
     * @param id its OID
     * @param schema the name of its schema
     * @param name its name
     * @param before where it stood before the first stream began
     * @param after where it stood after the last stream had ended
     */
    record Sequence(long id, String schema, String name, Position before, Position after) {}

    /**
     * Where a sequence stands.
     *
     * @param value {@code last_value}
     * @param called {@code is_called}: whether that value was handed out
     */
    record Position(long value, boolean called) {}
}
