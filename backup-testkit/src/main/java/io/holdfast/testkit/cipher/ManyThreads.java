package io.holdfast.testkit.cipher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** Runs the same work in many threads that all begin together. */
final class ManyThreads {

    private static final long LONGEST_SECONDS = 120;

    private ManyThreads() {}

    /** Runs the work once for each number below the count; the first failure of any thread is thrown here. */
    static void run(int count, IntConsumer work) {
        CyclicBarrier start = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                ends.add(threads.submit(() -> {
                    start.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                    work.accept(number);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(LONGEST_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a thread of " + count + " failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(count + " threads did not come to an end", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
