package io.holdfast.testkit.database;

import io.holdfast.core.port.DumpSink;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** How much memory this process holds on to: the heap after a collection, and direct buffers. */
final class Memory {

    private Memory() {}

    static long used() {
        System.gc();
        return heap() + buffers();
    }

    /**
     * Watches for growth over some time, and ends early where there is much of it.
     *
     * @param before what was used before
     * @param limit how many bytes more are too many
     * @return how many bytes more are held at the end
     */
    static long growth(long before, long limit, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        do {
            // Nothing tells that nothing more will come, so some time has to pass.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            if (heap() + buffers() - before > limit && used() - before > limit) {
                break;
            }
        } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
        return used() - before;
    }

    /** A sink that keeps the number of its bytes alone. */
    static DumpSink counting(AtomicLong bytes) {
        return name -> new OutputStream() {
            @Override
            public void write(int b) {
                bytes.incrementAndGet();
            }

            @Override
            public void write(byte[] written, int offset, int length) {
                bytes.addAndGet(length);
            }
        };
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long buffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
