package io.holdfast.testkit.blob;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs pieces of a test at the same time and brings their failures back. */
final class Concurrently {

    private static final long LIMIT_SECONDS = 120;

    private Concurrently() {}

    /** Lets all tasks begin together, each in a thread of its own, and waits for all of them. */
    static void run(List<Runnable> tasks) {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(() -> {
                await(start);
                task.run();
            })));
            finish(running);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Does some work while another thread does something else over and over, at least once before and once after. */
    static void during(Runnable work, Runnable meanwhile) {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> other = threads.submit(() -> {
                try {
                    boolean last;
                    do {
                        last = done.get();
                        meanwhile.run();
                        begun.countDown();
                    } while (!last);
                } finally {
                    begun.countDown();
                }
            });
            Future<?> main = threads.submit(() -> {
                try {
                    await(begun);
                    work.run();
                } finally {
                    done.set(true);
                }
            });
            finish(List.of(main, other));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("not all threads came to the start", e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing happened within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    private static void finish(List<Future<?>> running) {
        AssertionError first = null;
        for (Future<?> one : running) {
            try {
                one.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                first = joined(first, new AssertionError(e.getCause().toString(), e.getCause()));
            } catch (TimeoutException | InterruptedException e) {
                first = joined(first, new AssertionError("a thread did not end", e));
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static AssertionError joined(AssertionError first, AssertionError next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
