package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Several pieces of work at once that succeed or end together. Reads from pipes and sockets cannot be interrupted, so the
 * work runs in threads of its own while the caller waits, and everything that can block says how it is stopped.
 *
 * <p>The first failure is the one that counts: the others are its consequences.
 */
final class WorkGroup implements AutoCloseable {

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final String what;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Runnable> stoppers = new ArrayList<>();
    private int running;
    private boolean stopped;
    private BackupFailure failure;

    /** Some work. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** @param what what it does as a whole, for messages: "the dump of …" */
    WorkGroup(String what) {
        this.what = what;
    }

    /** How to end something that may block; called once, in the joining thread, when the group fails or is given up. */
    synchronized void onStop(Runnable stopper) {
        stoppers.add(stopper);
    }

    /** Starts a piece of work. */
    synchronized void fork(String name, Work work) {
        Thread thread = new Thread(() -> run(work), "holdfast " + name);
        thread.setDaemon(true);
        threads.add(thread);
        running++;
        thread.start();
    }

    /** Waits for the end of all work. */
    void join() {
        join(Optional::empty);
    }

    /**
     * Waits for the end of all work.
     *
     * @param watch is asked again and again whether something is wrong that the work itself cannot see
     * @throws BackupFailure the first failure, after all work has ended; CANCELLED after an interrupt
     */
    void join(Supplier<Optional<BackupFailure>> watch) {
        boolean interrupted = false;
        try {
            while (!awaitEnd(WATCH_INTERVAL)) {
                watch.get().ifPresent(this::fail);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            fail(BackupFailure.of(FailureKind.CANCELLED, what + " was cancelled"));
        }
        stop();
        if (interrupted || failure != null && failure.kind() == FailureKind.CANCELLED) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        synchronized (this) {
            if (running > 0) {
                fail(BackupFailure.of(FailureKind.CANCELLED, what + " was given up"));
            }
        }
        stop();
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (BackupFailure e) {
            fail(e);
        } catch (InterruptedException e) {
            fail(BackupFailure.of(FailureKind.CANCELLED, what + " was cancelled"));
        } catch (Throwable e) {
            // Whatever it is: work that ended without its result must not pass for work that was done.
            fail(BackupFailure.of(FailureKind.PERMANENT, what + " failed: " + e, e));
        } finally {
            synchronized (this) {
                running--;
                notifyAll();
            }
        }
    }

    private synchronized void fail(BackupFailure first) {
        if (failure == null && !stopped) {
            failure = first;
            notifyAll();
        }
    }

    /** Whether there is nothing more to wait for: all has ended, or something has failed. */
    private synchronized boolean awaitEnd(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (running > 0 && failure == null) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private void stop() {
        List<Runnable> toStop;
        synchronized (this) {
            if (stopped || running == 0) {
                stopped = true;
                return;
            }
            stopped = true;
            toStop = List.copyOf(stoppers);
            threads.forEach(Thread::interrupt);
        }
        for (Runnable stopper : toStop) {
            try {
                stopper.run();
            } catch (RuntimeException e) {
                suppress(e);
            }
        }
        awaitThreads();
    }

    private synchronized void awaitThreads() {
        boolean interrupted = false;
        long end = System.nanoTime() + END_LIMIT.toNanos();
        while (running > 0 && System.nanoTime() < end) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (running > 0) {
            suppress(BackupFailure.of(FailureKind.PERMANENT, "a part of " + what + " could not be ended"));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void suppress(RuntimeException e) {
        if (failure != null) {
            failure.addSuppressed(e);
        }
    }
}
