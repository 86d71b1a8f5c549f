package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Carries what a program writes into a sink, and knows for how long the program has written nothing. */
final class OutputPump {

    /** A pipe of Linux holds 64 KiB, so no read returns more. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean waiting;
    private volatile long waitingSince;
    private volatile long bytes;

    /** Carries everything, until the program closes its output. */
    void carry(InputStream output, OutputStream sink) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int n = read(output, buffer); n >= 0; n = read(output, buffer)) {
                bytes += n;
                begun.countDown();
                write(sink, buffer, n);
            }
        } finally {
            begun.countDown();
        }
    }

    /** Waits for the program's first byte, or for its end where it writes none. */
    void awaitBegin() throws InterruptedException {
        begun.await();
    }

    /** How many bytes it has written. */
    long bytes() {
        return bytes;
    }

    /** For how long it has been waited for the program; nothing while it is the sink that is waited for. */
    Duration silence() {
        long since = waitingSince;
        return waiting ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
    }

    private int read(InputStream output, byte[] buffer) throws IOException {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            return output.read(buffer);
        } finally {
            waiting = false;
        }
    }

    private static void write(OutputStream sink, byte[] buffer, int length) {
        try {
            sink.write(buffer, 0, length);
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "could not pass the dump on: " + e.getMessage(), e);
        }
    }
}
