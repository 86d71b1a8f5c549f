package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Streams a dump that is larger than what a repository may hold of it in memory, in both directions. */
final class MemoryTrial {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BundleRepositoryHarness harness;
    private final long seed;
    private final long limit;
    private final long blocks;

    /**
     * @param limit how much of a dump a repository may hold, whatever the dump's size: for its workers, and for what waits
     *     for them
     */
    MemoryTrial(BundleRepositoryHarness harness, long seed, long limit) {
        this.harness = harness;
        this.seed = seed;
        this.limit = limit;
        this.blocks = 2 * limit / Content.BLOCK;
    }

    /** Writes: a store that stands still has to hold the writer up, and nothing may pile up before the commit. */
    void write() throws InterruptedException, IOException {
        AtomicLong accepted = new AtomicLong();
        try (BundleRepository repository = harness.open();
                DumpWriter writer = repository.begin(SampleDump.newDump(1, SampleDump.RESULTS))) {
            long before = held(Long.MAX_VALUE);
            try (OutputStream out = writer.open(SampleDump.ONLY)) {
                harness.hold();
                try (Background<Void> writing = Background.start(() -> writeBlocks(out, accepted))) {
                    writing.awaitStandstill(accepted::get);
                    assertThat(accepted.get())
                            .as("bytes taken ahead of a store that stands still")
                            .isLessThanOrEqualTo(limit);
                    harness.release();
                    writing.result();
                } finally {
                    harness.release();
                }
            }
            assertThat(held(before + limit - 1) - before)
                    .as("memory held before the commit")
                    .isLessThan(limit);
            writer.commit(SampleDump.FACTS);
        }
    }

    /** Reads what was written. */
    void read() throws IOException {
        try (BundleRepository repository = harness.open();
                DumpReader reader = repository.open(SampleDump.bundle(1), SampleDump.RESULTS)) {
            long before = held(Long.MAX_VALUE);
            try (InputStream in = reader.open(SampleDump.ONLY)) {
                byte[] lines = Content.compressibleLines(seed);
                for (long block = 0; block < blocks; block++) {
                    Content.compressibleBlock(lines, block);
                    assertThat(Arrays.equals(in.readNBytes(Content.BLOCK), lines))
                            .as("block %d comes back", block)
                            .isTrue();
                    if (block == blocks / 8 || block == blocks * 7 / 8) {
                        assertThat(held(before + limit - 1) - before)
                                .as("memory held after block %d was read", block)
                                .isLessThan(limit);
                    }
                }
                assertThat(in.read()).as("the end of the stream").isEqualTo(-1);
            }
        }
    }

    private Void writeBlocks(OutputStream out, AtomicLong accepted) throws IOException {
        byte[] lines = Content.compressibleLines(seed);
        for (long block = 0; block < blocks; block++) {
            Content.compressibleBlock(lines, block);
            out.write(lines);
            accepted.addAndGet(lines.length);
        }
        out.close();
        return null;
    }

    /**
     * The memory that is in use, without what is in the store, which may be in memory too. A collection that is asked for while a
     * thread is in a native critical section, as compressors often are, is left out silently; so it is asked for until what is left
     * is little enough, or for a while.
     *
     * @param enough what is little enough
     */
    private long held(long enough) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long least;
        do {
            System.gc();
            least = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                    - harness.storedBytes().bytes();
        } while (least > enough && System.nanoTime() < deadline);
        return least;
    }
}
