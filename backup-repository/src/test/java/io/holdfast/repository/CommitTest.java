package io.holdfast.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpWriter;
import io.holdfast.repository.chunk.Chunking;
import io.holdfast.testkit.SettableClock;
import io.holdfast.testkit.blob.FaultyBlobStore;
import io.holdfast.testkit.blob.InMemoryBlobStore;
import io.holdfast.testkit.blob.StoreOperation;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when the store fails, or the lock is lost, around the one moment that makes a dump exist. */
@Timeout(60)
class CommitTest {

    private static final DatabaseName CONFIG = new DatabaseName("config");
    private static final StreamName DUMP = new StreamName("dump");
    private static final Predicate<String> MANIFEST = name -> name.startsWith("bundles/");
    private static final DumpFacts FACTS =
            new DumpFacts("15.18", "15.18", List.of(new TableRows("public", "users", 3)));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T02:00:00Z"));
    private final InMemoryBlobStore store = InMemoryBlobStore.create(clock);
    private final FaultyBlobStore faulty = new FaultyBlobStore(store);
    private final byte[] content = content();

    @Test
    void aLostReplyToTheManifestIsNoFailure() {
        faulty.after(
                StoreOperation.PUT,
                MANIFEST,
                FaultyBlobStore.times(1, FaultyBlobStore.failing(FailureKind.UNKNOWN_OUTCOME)));
        try (DumpWriter writer = begin()) {
            write(writer);
            assertThat(writer.commit(FACTS).rows()).isEqualTo(3);
        }
        assertThat(open(store).list()).hasSize(1);
    }

    @Test
    void aManifestThatIsThereButMayNotLastIsNotCalledCommitted() {
        faulty.after(StoreOperation.PUT, MANIFEST, FaultyBlobStore.failing(FailureKind.UNKNOWN_OUTCOME));
        try (DumpWriter writer = begin()) {
            write(writer);
            assertFailsAs(FailureKind.UNKNOWN_OUTCOME, () -> writer.commit(FACTS));
        }
    }

    @Test
    void aManifestThatDidNotArriveIsAFailureAndNoBundle() {
        faulty.before(StoreOperation.PUT, MANIFEST, FaultyBlobStore.failing(FailureKind.TRANSIENT));
        try (DumpWriter writer = begin()) {
            write(writer);
            assertFailsAs(FailureKind.TRANSIENT, () -> writer.commit(FACTS));
        }
        assertThat(open(store).list()).isEmpty();
    }

    @Test
    void whenNobodyCanTellWhetherItArrivedThatIsWhatIsSaid() {
        faulty.after(StoreOperation.PUT, MANIFEST, FaultyBlobStore.failing(FailureKind.TRANSIENT));
        faulty.before(StoreOperation.GET, MANIFEST, FaultyBlobStore.failing(FailureKind.TRANSIENT));
        try (DumpWriter writer = begin()) {
            write(writer);
            assertFailsAs(FailureKind.UNKNOWN_OUTCOME, () -> writer.commit(FACTS));
        }
    }

    @Test
    void aWriterThatWasSuspendedFailsInsteadOfCommitting() {
        try (DumpWriter writer = begin()) {
            write(writer);
            clock.advance(Duration.ofMinutes(11));
            assertFailsAs(FailureKind.TRANSIENT, () -> writer.commit(FACTS));
        }
        assertThat(open(store).list()).isEmpty();
    }

    @Test
    void aManifestWhoseChunksWereSweptMeanwhileIsTakenBack() {
        faulty.after(StoreOperation.PUT, MANIFEST, () -> {
            store.delete(names("locks/"));
            store.delete(names("chunks/").subList(0, 1));
        });
        try (DumpWriter writer = begin()) {
            write(writer);
            assertFailsAs(FailureKind.CORRUPT, () -> writer.commit(FACTS));
        }
        assertThat(names("bundles/")).isEmpty();
    }

    @Test
    void anInterruptAfterALostLockLeavesNoBundle() {
        faulty.after(StoreOperation.PUT, MANIFEST, () -> {
            store.delete(names("locks/"));
            Thread.currentThread().interrupt();
        });
        try (DumpWriter writer = begin()) {
            write(writer);
            assertFailsAs(FailureKind.CANCELLED, () -> writer.commit(FACTS));
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(names("bundles/")).isEmpty();
    }

    @Test
    void aManifestThatCannotBeTakenBackIsAnUnknownOutcome() {
        faulty.after(StoreOperation.PUT, MANIFEST, () -> {
            store.delete(names("locks/"));
            store.delete(names("chunks/").subList(0, 1));
        });
        faulty.before(StoreOperation.DELETE, MANIFEST, FaultyBlobStore.failing(FailureKind.TRANSIENT));
        try (DumpWriter writer = begin()) {
            write(writer);
            assertFailsAs(FailureKind.UNKNOWN_OUTCOME, () -> writer.commit(FACTS));
        }
    }

    @Test
    void aLockLostAtTheVeryEndIsForgivenWhenEveryChunkIsThere() {
        faulty.after(StoreOperation.PUT, MANIFEST, () -> store.delete(names("locks/")));
        try (DumpWriter writer = begin()) {
            write(writer);
            writer.commit(FACTS);
        }
        assertReadable();
    }

    @Test
    void aChunkThatCouldNotBePutFailsTheStreamAndIsPutByTheNextBackup() {
        faulty.before(
                StoreOperation.PUT,
                name -> name.startsWith("chunks/"),
                FaultyBlobStore.times(1, FaultyBlobStore.failing(FailureKind.NO_SPACE)));
        try (DumpWriter writer = begin()) {
            assertFailsAs(FailureKind.NO_SPACE, () -> write(writer));
            assertFailsAs(FailureKind.INVALID, () -> writer.commit(FACTS));
        }
        assertThat(open(store).list()).isEmpty();
        try (DumpWriter writer = begin()) {
            write(writer);
            writer.commit(FACTS);
        }
        assertReadable();
    }

    @Test
    void anEmptyChunkThatACrashLeftIsWrittenAnew() {
        backUp();
        names("chunks/").forEach(name -> store.plant(name, new byte[0]));
        backUp();
        assertReadable();
    }

    @Test
    void nothingButTheBackupIsLeftInTheStore() {
        backUp();
        assertThat(names("locks/")).isEmpty();
    }

    private void backUp() {
        try (DumpWriter writer = begin()) {
            write(writer);
            writer.commit(FACTS);
        }
    }

    private void assertReadable() {
        BlobBundleRepository repository = open(store);
        try (DumpReader reader = repository.open(repository.list().get(0).id(), CONFIG)) {
            assertThat(reader.facts()).isEqualTo(FACTS);
            assertThat(reader.open(DUMP).readAllBytes()).isEqualTo(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private DumpWriter begin() {
        clock.advance(Duration.ofSeconds(1));
        BundleId id = BundleId.create(clock.instant(), new Random());
        return open(faulty).begin(new NewDump(id, CONFIG, BackupCause.CLI, ""));
    }

    private BlobBundleRepository open(BlobStore on) {
        return BlobBundleRepository.open(
                on,
                NoCipher.INSTANCE,
                RepositoryOptions.writing()
                        .chunking(new Chunking(64, 1024, 4096, 16384))
                        .clock(clock));
    }

    private void write(DumpWriter writer) {
        try (OutputStream stream = writer.open(DUMP)) {
            stream.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<BlobName> names(String prefix) {
        List<BlobName> names = new ArrayList<>();
        store.list(new BlobPrefix(prefix), blob -> names.add(blob.name()));
        return names;
    }

    private static void assertFailsAs(FailureKind kind, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static byte[] content() {
        byte[] bytes = new byte[300_000];
        new Random(20261122).nextBytes(bytes);
        return bytes;
    }
}
