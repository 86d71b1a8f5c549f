package io.holdfast.testkit.cipher;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory a thread has asked the heap for, whether or not it was given back since. */
final class AllocatedMemory {

    private AllocatedMemory() {}

    /** Bytes that the calling thread has allocated since it began. */
    static long ofThisThread() {
        if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                && threads.isThreadAllocatedMemorySupported()
                && threads.isThreadAllocatedMemoryEnabled()) {
            return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        }
        throw new AssertionError(
                "this Java machine does not count what a thread allocates; run the contract on HotSpot");
    }
}
