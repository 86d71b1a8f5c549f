package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;

/**
 * The streams of a dump. Either {@link #WHOLE}, or {@link #SCHEMA} and {@link #data data-0, data-1 …}; and in both cases {@link
 * #PROPERTIES} and {@link #CONTENTS}. All but the last two are archives of pg_dump in custom format, uncompressed.
 */
final class DumpStreams {

    /** The whole database in one archive. */
    static final StreamName WHOLE = new StreamName("dump");

    /** All definitions ({@code --section=pre-data --section=post-data}), and no rows. */
    static final StreamName SCHEMA = new StreamName("schema");

    /** What belongs to the database as a whole: {@link DatabaseProperties}. */
    static final StreamName PROPERTIES = new StreamName("properties");

    /** What the archives have to hold: {@link DumpContents}. */
    static final StreamName CONTENTS = new StreamName("contents");

    private static final String DATA = "data-";

    private DumpStreams() {}

    /**
     * A stream of rows ({@code --section=data}): 0 holds the rows of all tables that no other has, all sequences and large
     * objects.
     */
    static StreamName data(int number) {
        return new StreamName(DATA + number);
    }

    /** Whether it is a stream of rows. */
    static boolean isData(StreamName stream) {
        return stream.value().startsWith(DATA);
    }
}
