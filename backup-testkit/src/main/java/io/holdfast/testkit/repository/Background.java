package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.failure.BackupFailure;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Work in a thread of its own, which can be watched, interrupted and waited for. Closing it interrupts it. */
final class Background<T> implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLISECONDS = 50;
    private static final int LOOKS_WITHOUT_PROGRESS = 4;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private T result;
    private Throwable failure;
    private boolean interrupted;

    private Background(Callable<T> work) {
        thread = new Thread(() -> run(work), "contract-background");
        thread.setDaemon(true);
    }

    /** Starts the work. */
    static <T> Background<T> start(Callable<T> work) {
        Background<T> background = new Background<>(work);
        background.thread.start();
        return background;
    }

    /** Waits until the work has ended well. */
    T result() throws InterruptedException {
        awaitEnd();
        if (failure != null) {
            throw new AssertionError("work in another thread failed", failure);
        }
        return result;
    }

    /** Waits until the work has failed, as it should. */
    BackupFailure failure() throws InterruptedException {
        awaitEnd();
        assertThat(failure).as("the failure that the work should end in").isInstanceOf(BackupFailure.class);
        return (BackupFailure) failure;
    }

    /** Whether the thread's interrupt flag was set when the work ended. */
    boolean endedInterrupted() throws InterruptedException {
        awaitEnd();
        return interrupted;
    }

    /** Waits until the work has ended, or waits for something itself and its progress stands still. */
    void awaitStandstill(LongSupplier progress) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long before = -1;
        int unchanged = 0;
        while (unchanged < LOOKS_WITHOUT_PROGRESS && !ended.await(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
            long now = progress.getAsLong();
            unchanged = now == before && waits() ? unchanged + 1 : 0;
            before = now;
            assertThat(System.nanoTime()).as("time until it stands still").isLessThan(deadline);
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean waits() {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }

    private void awaitEnd() throws InterruptedException {
        assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("work in another thread ends within " + PATIENCE_SECONDS + " seconds")
                .isTrue();
    }

    private void run(Callable<T> work) {
        try {
            result = work.call();
        } catch (Throwable e) {
            failure = e;
        } finally {
            interrupted = Thread.currentThread().isInterrupted();
            ended.countDown();
        }
    }
}
