package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.failure.BackupFailure;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Something that runs in a thread of its own and is expected to fail. */
final class InThread {

    private static final long LIMIT_MILLISECONDS = 60_000;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Thread thread;

    private InThread(Runnable work) {
        thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failure.set(e);
            }
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        thread.setDaemon(true);
        thread.start();
    }

    static InThread start(Runnable work) {
        return new InThread(work);
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean wasInterruptedAtItsEnd() {
        return interrupted.get();
    }

    /** Waits for its end, and returns how it failed. */
    BackupFailure failure() {
        try {
            thread.join(LIMIT_MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.isAlive()).as("still running").isFalse();
        assertThat(failure.get()).isInstanceOf(BackupFailure.class);
        return (BackupFailure) failure.get();
    }
}
