package io.holdfast.core.port;

import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.DumpFacts;

/** A dump that is being written into a repository. Closing it without a commit leaves no dump. */
public interface DumpWriter extends DumpSink, AutoCloseable {

    /**
     * What was written so far, read back through the same path as a restore would; streams that were closed only. Waits
     * until their bytes are in the store.
     */
    DumpSource written();

    /**
     * Makes the dump exist: it is durable, complete and listed when this returns, and not there at all when it fails (where
     * that cannot be known, the kind is UNKNOWN_OUTCOME).
     *
     * @throws io.holdfast.core.failure.BackupFailure INVALID where a stream is still open or there is none; CANCELLED in an
     *     interrupted thread
     */
    DumpSummary commit(DumpFacts facts);

    /** Gives the dump up unless it was committed. May be called twice. */
    @Override
    void close();
}
