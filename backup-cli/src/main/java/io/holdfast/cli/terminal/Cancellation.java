package io.holdfast.cli.terminal;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Makes Ctrl-C and SIGTERM stop a command in good order: the thread that works is interrupted, and the process ends when it
 * has cleaned up. Used once.
 */
public final class Cancellation {

    /** What a cancelled process ends with: 128 and the number of SIGINT, as shells have it. */
    private static final int CANCELLED = 130;

    /** A supervisor that asked for an end usually kills after 30 seconds at the earliest. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Surroundings surroundings;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode = 1;

    /** Says on standard error when something did not end in time. */
    public Cancellation(Surroundings surroundings) {
        this.surroundings = Objects.requireNonNull(surroundings);
    }

    /** Runs the work in this thread and returns its exit code. Stays in force until the process ends. */
    public int guard(IntSupplier work) {
        Thread worker = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker), "cancellation"));
        try {
            exitCode = work.getAsInt();
            return exitCode;
        } finally {
            ended.countDown();
        }
    }

    /** Runs as a shutdown hook: in one, {@link System#exit} would wait for ever, so that the process is halted. */
    private void stop(Thread worker) {
        if (ended.getCount() == 0) {
            // The process ends by itself, with the exit code of its work.
            return;
        }
        worker.interrupt();
        if (!endedInTime()) {
            surroundings.notice("cancelled, but the clean-up did not end within " + PATIENCE.toSeconds() + " seconds");
        }
        surroundings.out().flush();
        surroundings.err().flush();
        Runtime.getRuntime().halt(finishedAllTheSame() ? 0 : CANCELLED);
    }

    private boolean finishedAllTheSame() {
        return ended.getCount() == 0 && exitCode == 0;
    }

    private boolean endedInTime() {
        try {
            return ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
