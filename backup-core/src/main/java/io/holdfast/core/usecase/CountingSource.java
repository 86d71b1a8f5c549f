package io.holdfast.core.usecase;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.port.DumpSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongConsumer;

/** Tells how many bytes are read from a source. */
final class CountingSource implements DumpSource {

    private final DumpSource source;
    private final LongConsumer progress;

    CountingSource(DumpSource source, LongConsumer progress) {
        this.source = source;
        this.progress = progress;
    }

    @Override
    public List<StreamSummary> streams() {
        return source.streams();
    }

    @Override
    public InputStream open(StreamName name) {
        return new FilterInputStream(source.open(name)) {
            @Override
            public int read() throws IOException {
                int b = in.read();
                if (b >= 0) {
                    progress.accept(1);
                }
                return b;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = in.read(bytes, offset, length);
                if (count > 0) {
                    progress.accept(count);
                }
                return count;
            }
        };
    }
}
