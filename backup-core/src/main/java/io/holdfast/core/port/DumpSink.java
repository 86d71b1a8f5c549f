package io.holdfast.core.port;

import io.holdfast.core.bundle.StreamName;
import java.io.OutputStream;

/** Where a dumper writes. */
public interface DumpSink {

    /**
     * Opens a new stream. Different streams may be written by different threads at once; one stream by one thread at a
     * time.
     *
     * <p>Closing the stream marks its end and stores nothing: only committing the whole dump does. A write may block until
     * there is room, and fails with a {@link io.holdfast.core.failure.BackupFailure} when what was written before could not
     * be kept.
     *
     * @throws io.holdfast.core.failure.BackupFailure INVALID where the name was opened before
     */
    OutputStream open(StreamName name);
}
