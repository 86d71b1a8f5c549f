package io.holdfast.core.usecase;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.port.DumpSink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes go into a sink, after the sink has taken them, and whether any stream was begun. */
final class CountingSink implements DumpSink {

    private final DumpSink sink;
    private final LongConsumer progress;
    private volatile boolean begun;

    CountingSink(DumpSink sink, LongConsumer progress) {
        this.sink = sink;
        this.progress = progress;
    }

    /** Whether a stream was opened. */
    boolean begun() {
        return begun;
    }

    @Override
    public OutputStream open(StreamName name) {
        begun = true;
        return new FilterOutputStream(sink.open(name)) {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                progress.accept(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                progress.accept(length);
            }
        };
    }
}
