package io.holdfast.core.port;

import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.DumpFacts;
import java.util.function.LongConsumer;

/** A committed dump, open for reading. */
public interface DumpReader extends DumpSource, AutoCloseable {

    /** What is known of it. */
    DumpSummary summary();

    /** Either READABLE or UNAUTHENTICATED. */
    DumpState state();

    /** What the dumper knew of it, the rows of each table among it; read from the store. */
    DumpFacts facts();

    /**
     * Reads and checks the whole content without delivering any of it.
     *
     * @param progress is told how many bytes more were checked; called from any thread
     * @throws io.holdfast.core.failure.BackupFailure CORRUPT at the first damage
     */
    void check(LongConsumer progress);

    @Override
    void close();
}
