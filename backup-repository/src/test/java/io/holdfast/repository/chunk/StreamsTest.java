package io.holdfast.repository.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import io.holdfast.testkit.blob.FaultyBlobStore;
import io.holdfast.testkit.blob.InMemoryBlobStore;
import io.holdfast.testkit.blob.StoreOperation;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that fail, and streams whose reader or writer is closed by another thread. */
@Timeout(60)
class StreamsTest {

    private static final Chunking CHUNKING = new Chunking(64, 1024, 4096, 16384);

    private final FaultyBlobStore store = new FaultyBlobStore(InMemoryBlobStore.create());
    private final byte[] content = content();

    @Test
    void afterAFailureNoLaterChunkIsDelivered() throws Exception {
        StoredStream stored = store();
        try (ChunkReader reader = new ChunkReader(store, Protection.plain(), 2)) {
            InputStream stream = reader.content(stored);
            assertThat(stream.read()).isGreaterThanOrEqualTo(0);
            stream.skipNBytes(63);
            store.before(
                    StoreOperation.GET,
                    name -> true,
                    FaultyBlobStore.times(1, FaultyBlobStore.failing(FailureKind.TRANSIENT)));
            assertThatThrownBy(stream::readAllBytes).isInstanceOf(BackupFailure.class);
            assertThatThrownBy(stream::read).isInstanceOf(BackupFailure.class);
        }
    }

    @Test
    void twoStreamsThatFailForOneReasonFailAsThat() {
        store.before(StoreOperation.PUT, name -> true, FaultyBlobStore.failing(FailureKind.NO_SPACE));
        try (ChunkWriter writer = new ChunkWriter(store, Protection.plain(), CHUNKING, 2)) {
            assertThatThrownBy(() -> {
                        try (OutputStream first = writer.stream(stored -> {});
                                OutputStream second = writer.stream(stored -> {})) {
                            first.write(content, 0, 500);
                            second.write(content);
                            second.write(content);
                        }
                    })
                    .isInstanceOfSatisfying(
                            BackupFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.NO_SPACE));
        }
    }

    @Test
    void closingTheReaderEndsEveryReadThatWaits() throws Exception {
        StoredStream stored = store();
        CountDownLatch held = new CountDownLatch(1);
        ChunkReader reader = new ChunkReader(store, Protection.plain(), 1);
        store.before(StoreOperation.GET, name -> true, () -> hold(held));
        assertBothEndWhenClosed(reader, held, () -> reader.content(stored).readAllBytes());
    }

    @Test
    void closingTheWriterEndsEveryWriteThatWaits() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        store.before(StoreOperation.PUT, name -> true, () -> hold(held));
        ChunkWriter writer = new ChunkWriter(store, Protection.plain(), CHUNKING, 1);
        assertBothEndWhenClosed(writer, held, () -> {
            try (OutputStream stream = writer.stream(stored -> {})) {
                stream.write(content, 0, 50);
            }
            return null;
        });
    }

    /** Of two threads one waits for what the only worker does, and the other for what it would have done next. */
    private static void assertBothEndWhenClosed(AutoCloseable closed, CountDownLatch held, Callable<Object> work)
            throws Exception {
        ExecutorService others = Executors.newFixedThreadPool(2);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Callable<Object> failing = () -> {
            threads.add(Thread.currentThread());
            assertThatThrownBy(work::call).isInstanceOf(BackupFailure.class);
            return null;
        };
        List<Future<Object>> endings = List.of(others.submit(failing), others.submit(failing));
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        while (threads.size() < 2 || threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        closed.close();
        for (Future<Object> ending : endings) {
            ending.get(10, TimeUnit.SECONDS);
        }
        others.shutdownNow();
    }

    private static void hold(CountDownLatch held) {
        held.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw BackupFailure.cancelled("a test");
        }
    }

    private StoredStream store() throws Exception {
        AtomicReference<StoredStream> stored = new AtomicReference<>();
        try (ChunkWriter writer = new ChunkWriter(store, Protection.plain(), CHUNKING, 2);
                OutputStream stream = writer.stream(stored::set)) {
            stream.write(content);
        }
        return stored.get();
    }

    private static byte[] content() {
        byte[] bytes = new byte[300_000];
        new Random(20261122).nextBytes(bytes);
        return bytes;
    }
}
