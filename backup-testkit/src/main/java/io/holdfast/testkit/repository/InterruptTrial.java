package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import java.util.concurrent.Callable;

/** Interrupts threads while they write, commit and read. */
final class InterruptTrial {

    /** Several pieces, however a repository cuts. */
    private static final int LENGTH = 12 * 1024 * 1024;

    private final BundleRepositoryHarness harness;
    private final SampleDump dump;

    InterruptTrial(BundleRepositoryHarness harness, long seed) {
        this.harness = harness;
        this.dump = SampleDump.of(1, SampleDump.CONFIG, Content.random(seed, LENGTH));
    }

    void whileItWrites() throws InterruptedException {
        try (BundleRepository repository = harness.open();
                DumpWriter writer = repository.begin(dump.dump())) {
            assertCancelledWhileItWaits(() -> {
                dump.writeTo(writer);
                return writer.commit(dump.facts());
            });
        }
        assertNothingListed();
    }

    void beforeItWrites() throws InterruptedException {
        try (BundleRepository repository = harness.open();
                DumpWriter writer = repository.begin(dump.dump())) {
            assertCancelled(() -> {
                Thread.currentThread().interrupt();
                dump.writeTo(writer);
                return writer.commit(dump.facts());
            });
        }
        assertNothingListed();
    }

    void whileItCommits() throws InterruptedException {
        try (BundleRepository repository = harness.open();
                DumpWriter writer = repository.begin(dump.dump())) {
            dump.writeTo(writer);
            writer.written().streams();
            assertCancelledWhileItWaits(() -> writer.commit(dump.facts()));
        }
        assertNothingListed();
    }

    void beforeItCommits() throws InterruptedException {
        try (BundleRepository repository = harness.open();
                DumpWriter writer = repository.begin(dump.dump())) {
            dump.writeTo(writer);
            writer.written().streams();
            assertCancelled(() -> {
                Thread.currentThread().interrupt();
                return writer.commit(dump.facts());
            });
        }
        assertNothingListed();
    }

    void whileItReads() throws InterruptedException {
        try (BundleRepository repository = harness.open()) {
            dump.storeIn(repository);
            try (DumpReader reader = repository.open(dump.bundle(), dump.database())) {
                assertCancelledWhileItWaits(() -> {
                    dump.assertInSource(reader);
                    return null;
                });
            }
            dump.assertIn(repository);
        }
    }

    private void assertCancelledWhileItWaits(Callable<?> work) throws InterruptedException {
        harness.hold();
        try (Background<?> background = Background.start(work)) {
            background.awaitStandstill(() -> 0);
            background.interrupt();
            assertCancelled(background);
        } finally {
            harness.release();
        }
    }

    private static void assertCancelled(Callable<?> work) throws InterruptedException {
        try (Background<?> background = Background.start(work)) {
            assertCancelled(background);
        }
    }

    private static void assertCancelled(Background<?> background) throws InterruptedException {
        BackupFailure failure = background.failure();
        assertThat(failure.kind()).as(failure.description()).isEqualTo(FailureKind.CANCELLED);
        assertThat(background.endedInterrupted())
                .as("the interrupt flag is set again")
                .isTrue();
    }

    private void assertNothingListed() {
        try (BundleRepository repository = harness.open()) {
            assertThat(repository.list()).as("bundles after an interrupt").isEmpty();
            Refused.as(
                    FailureKind.NOT_FOUND,
                    "the dump that was interrupted",
                    () -> repository.open(dump.bundle(), dump.database()).close());
        }
    }
}
