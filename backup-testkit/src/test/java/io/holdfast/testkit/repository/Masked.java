package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.DumpWriter;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.ToIntFunction;

/** Changes every byte on the way in and back on the way out, so that equal content is not stored equally. */
final class Masked {

    private Masked() {}

    /**
     * @param mask what is added to each byte of a stream; 0 leaves it as it is
     */
    static DumpWriter writer(DumpWriter right, ToIntFunction<StreamName> mask) {
        return new ForwardingRepository.Writer(right) {
            @Override
            public OutputStream open(StreamName name) {
                return masked(super.open(name), mask.applyAsInt(name));
            }

            @Override
            public DumpSource written() {
                DumpSource source = super.written();
                return new DumpSource() {
                    @Override
                    public List<StreamSummary> streams() {
                        return source.streams();
                    }

                    @Override
                    public InputStream open(StreamName name) {
                        return unmasked(source.open(name), mask.applyAsInt(name));
                    }
                };
            }
        };
    }

    /**
     * @param mask what was added to each byte of a stream
     */
    static DumpReader reader(DumpReader right, ToIntFunction<StreamName> mask) {
        return new ForwardingRepository.Reader(right) {
            @Override
            public InputStream open(StreamName name) {
                return unmasked(super.open(name), mask.applyAsInt(name));
            }
        };
    }

    private static OutputStream masked(OutputStream right, int mask) {
        return new FilterOutputStream(right) {
            @Override
            public void write(int b) throws IOException {
                out.write(b + mask);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                byte[] changed = new byte[length];
                for (int i = 0; i < length; i++) {
                    changed[i] = (byte) (bytes[offset + i] + mask);
                }
                out.write(changed, 0, length);
            }
        };
    }

    private static InputStream unmasked(InputStream right, int mask) {
        return new FilterInputStream(right) {
            @Override
            public int read() throws IOException {
                int b = in.read();
                return b < 0 ? b : (b - mask) & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = in.read(bytes, offset, length);
                for (int i = 0; i < count; i++) {
                    bytes[offset + i] -= (byte) mask;
                }
                return count;
            }
        };
    }
}
