package io.holdfast.testkit.database;

import io.holdfast.core.failure.BackupFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work in a thread of its own, so that a test can interrupt it and see how it ends. */
final class Background {

    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable failure;
    private volatile boolean interruptedAtEnd;

    private Background(Runnable work) {
        thread = new Thread(() -> run(work), "contract-background");
        thread.setDaemon(true);
    }

    static Background start(Runnable work) {
        Background background = new Background(work);
        background.thread.start();
        return background;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end, which has to come as a failure. */
    BackupFailure failure(Duration patience) {
        await(patience);
        if (failure instanceof BackupFailure expected) {
            return expected;
        }
        throw new AssertionError("it should have failed with a BackupFailure, and ended otherwise", failure);
    }

    /** Whether the thread's interrupt flag was set when the work had ended. */
    boolean interruptedAtEnd() {
        return interruptedAtEnd;
    }

    private void await(Duration patience) {
        try {
            if (!ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                AssertionError stuck = new AssertionError("it has not ended within " + patience);
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            }
        } catch (InterruptedException e) {
            throw BackupFailure.cancelled("waiting for a thread of the contract");
        }
    }

    private void run(Runnable work) {
        try {
            Objects.requireNonNull(work).run();
        } catch (Throwable caught) {
            failure = caught;
        } finally {
            interruptedAtEnd = Thread.currentThread().isInterrupted();
            ended.countDown();
        }
    }
}
