package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryDumpTest {

    private static final StreamName A = new StreamName("a");
    private static final StreamName B = new StreamName("b");
    private static final BackupFailure FAULT = BackupFailure.of(FailureKind.NO_SPACE, "the fault");

    @Test
    void whatIsWrittenToClosedStreamsIsReadAnyNumberOfTimes() throws IOException {
        InMemoryDump dump = new InMemoryDump();
        write(dump, B, 3);
        write(dump, A, 5);
        OutputStream open = dump.sink().open(new StreamName("open"));
        open.write(1);

        assertThat(dump.source().streams())
                .containsExactly(new StreamSummary(A, new ByteCount(5)), new StreamSummary(B, new ByteCount(3)));
        assertThat(read(dump, A)).isEqualTo(read(dump, A)).containsExactly(0, 1, 2, 3, 4);
        assertThat(dump.size()).isEqualTo(new ByteCount(8));
    }

    @Test
    void aNameIsOpenedOnceAndAnUnknownOneIsNotFound() {
        InMemoryDump dump = new InMemoryDump();
        dump.sink().open(A);
        assertThatThrownBy(() -> dump.sink().open(A))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID));
        assertThatThrownBy(() -> dump.source().open(A))
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_FOUND));
    }

    @Test
    void aStreamIsCutOrExchangedInACopy() throws IOException {
        InMemoryDump dump = new InMemoryDump();
        write(dump, A, 5);
        assertThat(read(dump.truncated(A, 2), A)).containsExactly(0, 1);
        assertThat(read(dump.truncated(A, 0), A)).isEmpty();
        assertThat(read(dump.with(A, new byte[] {9}), A)).containsExactly(9);
        assertThat(read(dump, A)).hasSize(5);
        assertThatThrownBy(() -> dump.truncated(A, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 6, 9})
    void aFailingSinkTakesExactlySoManyBytesOfAllStreams(int position) {
        InMemoryDump dump = new InMemoryDump();
        Disturbance failing = Disturbance.failureAt(position, FAULT);
        assertThatThrownBy(() -> {
                    for (StreamName name : List.of(A, B)) {
                        try (OutputStream out = failing.around(dump.sink()).open(name)) {
                            out.write(bytes(5));
                        }
                    }
                })
                .isInstanceOfSatisfying(
                        BackupFailure.class, e -> assertThat(e.kind()).isEqualTo(FAULT.kind()));
        assertThat(dump.size()).isEqualTo(new ByteCount(position));
        assertThat(failing.awaitReached(Duration.ZERO)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void aFailingSourceGivesExactlySoManyBytes(int position) throws IOException {
        InMemoryDump dump = new InMemoryDump();
        write(dump, A, 5);
        List<Integer> read = new ArrayList<>();
        assertThatThrownBy(() -> {
                    try (InputStream in = Disturbance.failureAt(position, FAULT)
                            .around(dump.source())
                            .open(A)) {
                        for (int b = in.read(); b >= 0; b = in.read()) {
                            read.add(b);
                        }
                    }
                })
                .hasMessage(FAULT.getMessage());
        assertThat(read).hasSize(position);
    }

    @Test
    void aPositionThatIsNeverReachedDisturbsNothing() throws IOException {
        InMemoryDump dump = new InMemoryDump();
        Disturbance late = Disturbance.failureAt(6, FAULT);
        try (OutputStream out = late.around(dump.sink()).open(A)) {
            out.write(bytes(5));
        }
        assertThat(dump.size()).isEqualTo(new ByteCount(5));
        assertThat(late.awaitReached(Duration.ZERO)).isFalse();
    }

    @Test
    void closingFailsWhereThatIsTheFault() throws IOException {
        OutputStream out = Disturbance.failureAtClose(FAULT)
                .around(new InMemoryDump().sink())
                .open(A);
        out.write(1);
        assertThatThrownBy(out::close).hasMessage(FAULT.getMessage());
    }

    @Test
    void anActionRunsEverySoManyBytes() throws IOException {
        AtomicInteger runs = new AtomicInteger();
        try (OutputStream out = Disturbance.actionEvery(4, runs::incrementAndGet)
                .around(InMemoryDump.discarding())
                .open(A)) {
            out.write(bytes(13));
        }
        assertThat(runs).hasValue(3);
    }

    @Test
    void aStandstillEndsWithItsReleaseOrAnInterrupt() {
        Disturbance released = Disturbance.blockAt(2);
        InMemoryDump dump = new InMemoryDump();
        Background writer = Background.start(() -> {
            writeTo(dump, released);
            throw FAULT;
        });
        assertThat(released.awaitReached(Duration.ofSeconds(30))).isTrue();
        released.release();
        assertThat(writer.failure(Duration.ofSeconds(30))).isSameAs(FAULT);
        assertThat(dump.size()).isEqualTo(new ByteCount(5));

        Disturbance interrupted = Disturbance.blockAt(2);
        Background second = Background.start(() -> writeTo(new InMemoryDump(), interrupted));
        assertThat(interrupted.awaitReached(Duration.ofSeconds(30))).isTrue();
        second.interrupt();
        assertThat(second.failure(Duration.ofSeconds(30)).kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(second.interruptedAtEnd()).isTrue();
    }

    private static void writeTo(InMemoryDump dump, Disturbance disturbance) {
        try (OutputStream out = disturbance.around(dump.sink()).open(A)) {
            out.write(bytes(5));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(InMemoryDump dump, StreamName name, int length) throws IOException {
        try (OutputStream out = dump.sink().open(name)) {
            out.write(bytes(length));
        }
    }

    private static byte[] read(InMemoryDump dump, StreamName name) throws IOException {
        try (InputStream in = dump.source().open(name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
