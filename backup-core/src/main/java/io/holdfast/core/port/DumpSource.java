package io.holdfast.core.port;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import java.io.InputStream;
import java.util.List;

/** Where a restorer reads. */
public interface DumpSource {

    /** The streams there are, in the order of their names. */
    List<StreamSummary> streams();

    /**
     * Opens a stream from its beginning; any stream may be opened many times and several may be read at once by different
     * threads.
     *
     * <p>Every byte that a read returns is one that was written: each was checked before it is delivered. A read fails with
     * a {@link io.holdfast.core.failure.BackupFailure} of kind CORRUPT at the first damage, and the stream ends only where
     * it ended when it was written.
     *
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where there is no such stream
     */
    InputStream open(StreamName name);
}
