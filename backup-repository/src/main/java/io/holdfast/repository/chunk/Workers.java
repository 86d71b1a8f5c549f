package io.holdfast.repository.chunk;

import io.holdfast.core.failure.BackupFailure;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A fixed number of threads that work on chunks. For any number of threads. */
final class Workers implements AutoCloseable {

    /** How long a worker may take to notice an interrupt; a blocked write to a dead disk must not hold up the failure. */
    private static final long PATIENCE_SECONDS = 30;

    private final ExecutorService threads;

    Workers(String name, int count) {
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "holdfast-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> Future<T> submit(Callable<T> task) {
        try {
            return threads.submit(task);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("it is closed", e);
        }
    }

    /** A task's result, or the failure that it ended with. */
    static <T> T await(Future<T> task, String what) {
        try {
            return task.get();
        } catch (InterruptedException | CancellationException e) {
            throw BackupFailure.cancelled(what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Interrupts what is being worked on and waits for its end, also in an interrupted thread. */
    @Override
    public void close() {
        // Whoever waits for a task that will not be begun any more would wait for ever.
        threads.shutdownNow().forEach(task -> {
            if (task instanceof Future<?> unbegun) {
                unbegun.cancel(false);
            }
        });
        boolean interrupted = Thread.interrupted();
        try {
            threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
