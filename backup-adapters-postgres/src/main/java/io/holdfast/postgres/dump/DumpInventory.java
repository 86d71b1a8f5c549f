package io.holdfast.postgres.dump;

import java.util.List;

/**
 * What there is to dump in a database.
 *
 * @param tables the tables whose rows are dumped, by schema and name
 * @param sequences the sequences
 * @param largeObjectBytes what large objects take on the server's disk
 * @param relations how many tables and sequences a pg_dump of the whole database locks
 * @param freeSessions how many more sessions this user can have in the database now
 * @param lockCapacity for how many locks the server has room, all sessions together; about
 */
record DumpInventory(
        List<DumpedTable> tables,
        List<DumpedSequence> sequences,
        long largeObjectBytes,
        long relations,
        long freeSessions,
        long lockCapacity) {

    DumpInventory {
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
    }

    /** What all rows and large objects take on the server's disk. */
    long bytes() {
        return largeObjectBytes + tables.stream().mapToLong(DumpedTable::bytes).sum();
    }
}
