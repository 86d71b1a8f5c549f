package io.holdfast.testkit.database;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.port.DumpSource;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Something that happens when so many bytes of a dump have gone by: a failure, a standstill, a delay, an action of the
 * test. It can be put around any sink or source. The bytes of all streams are counted together; position 0 is before the
 * first byte, when a stream is opened. One disturbance is for one dump. May be used by several threads at once.
 */
public final class Disturbance {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long AT_CLOSE = -1;

    private final long period;
    private final Runnable action;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private long next;
    private long passed;

    /** Acts at a position and then again each time so many bytes further; 0 is at the same position for ever. */
    private Disturbance(long position, long period, Runnable action) {
        this.next = position;
        this.period = period;
        this.action = action;
    }

    /** Nothing happens. */
    public static Disturbance none() {
        return new Disturbance(NEVER, NEVER, () -> {});
    }

    /**
     * Every call from this position on fails.
     *
     * @param position how many bytes still go through
     */
    public static Disturbance failureAt(long position, BackupFailure failure) {
        Objects.requireNonNull(failure, "failure");
        return new Disturbance(notNegative(position), 0, failing(failure));
    }

    /** All bytes go through, and closing a stream fails. */
    public static Disturbance failureAtClose(BackupFailure failure) {
        Objects.requireNonNull(failure, "failure");
        return new Disturbance(AT_CLOSE, 0, failing(failure));
    }

    /**
     * The call that reaches this position stands still until {@link #release()}, or until its thread is interrupted: then it
     * fails as CANCELLED.
     *
     * @param position how many bytes go through before
     */
    public static Disturbance blockAt(long position) {
        CountDownLatch[] gate = new CountDownLatch[1];
        Disturbance blocking = new Disturbance(notNegative(position), NEVER, () -> await(gate[0]));
        gate[0] = blocking.released;
        return blocking;
    }

    /**
     * Runs an action once.
     *
     * @param position how many bytes go through before
     */
    public static Disturbance actionAt(long position, Runnable action) {
        return new Disturbance(notNegative(position), NEVER, Objects.requireNonNull(action, "action"));
    }

    /**
     * Runs an action again and again, which makes a stream as slow as the action is.
     *
     * @param bytes after how many bytes each time; at least 1
     */
    public static Disturbance actionEvery(long bytes, Runnable action) {
        if (bytes < 1) {
            throw new IllegalArgumentException("an action every " + bytes + " bytes: at least 1");
        }
        return new Disturbance(bytes, bytes, Objects.requireNonNull(action, "action"));
    }

    /**
     * Waits until the position was reached.
     *
     * @return whether it was, within that time
     */
    public boolean awaitReached(Duration patience) {
        try {
            return reached.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw BackupFailure.cancelled("waiting for a position in a dump");
        }
    }

    /** Lets a call that stands still go on, and all that come later. */
    public void release() {
        released.countDown();
    }

    /** A sink that hands everything to this one and is disturbed. */
    public DumpSink around(DumpSink sink) {
        return name -> {
            opened();
            return new DisturbedOutput(sink.open(name));
        };
    }

    /** A source that takes everything from this one and is disturbed. */
    public DumpSource around(DumpSource source) {
        return new DumpSource() {
            @Override
            public List<StreamSummary> streams() {
                return source.streams();
            }

            @Override
            public InputStream open(StreamName name) {
                opened();
                return new DisturbedInput(source.open(name));
            }
        };
    }

    /** Throws a new failure each time: one that is thrown twice, by a write and the close after it, would suppress itself. */
    private static Runnable failing(BackupFailure failure) {
        return () -> {
            BackupFailure again = BackupFailure.of(failure.kind(), failure.getMessage(), failure);
            throw failure.hint().map(again::withHint).orElse(again);
        };
    }

    private static long notNegative(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + " is below 0");
        }
        return position;
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw BackupFailure.cancelled("a stream that stands still");
        }
    }

    private void opened() {
        admit(0);
    }

    private void closed() {
        synchronized (this) {
            if (next != AT_CLOSE) {
                return;
            }
        }
        reached.countDown();
        action.run();
    }

    /** Acts if it is time, and says how many of the bytes wanted may go through before it is time again. */
    private int admit(int wanted) {
        boolean now;
        synchronized (this) {
            now = passed == next;
            if (now && period > 0) {
                next = period == NEVER ? NEVER : next + period;
            }
        }
        if (now) {
            reached.countDown();
            action.run();
        }
        synchronized (this) {
            int admitted = next > passed ? (int) Math.min(wanted, next - passed) : wanted;
            passed += admitted;
            return admitted;
        }
    }

    private synchronized void giveBack(int bytes) {
        passed -= bytes;
    }

    private final class DisturbedOutput extends FilterOutputStream {

        DisturbedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int admitted = admit(length - done);
                out.write(bytes, offset + done, admitted);
                done += admitted;
            }
        }

        @Override
        public void close() throws IOException {
            closed();
            super.close();
        }
    }

    private final class DisturbedInput extends FilterInputStream {

        DisturbedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int admitted = admit(length);
            int count = in.read(bytes, offset, admitted);
            giveBack(admitted - Math.max(count, 0));
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            // Through read, so that skipped bytes are counted too.
            byte[] skipped = new byte[(int) Math.min(count, 8192)];
            return skipped.length == 0 ? 0 : Math.max(read(skipped, 0, skipped.length), 0);
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            closed();
            super.close();
        }
    }
}
