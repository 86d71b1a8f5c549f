package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Somebody who, until closed, looks again and again whether something is there, and counts how often it was not. */
final class Lookout implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final BooleanSupplier there;
    private final Semaphore looks = new Semaphore(0);
    private final AtomicInteger missed = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "contract-lookout");
    private volatile boolean stopped;

    Lookout(BooleanSupplier there) {
        this.there = there;
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until it has begun to look, and has looked to the end, once more. */
    void awaitLook() {
        looks.drainPermits();
        try {
            // The first of both may have begun before.
            assertThat(looks.tryAcquire(2, PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("somebody looks")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** How often it was not there. */
    int missed() {
        return missed.get();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            if (!there.getAsBoolean()) {
                missed.incrementAndGet();
            }
            looks.release();
        }
    }
}
