package io.holdfast.repository.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.testkit.SettableClock;
import io.holdfast.testkit.blob.FaultyBlobStore;
import io.holdfast.testkit.blob.InMemoryBlobStore;
import io.holdfast.testkit.blob.StoreOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepositoryLockTest {

    private static final LockTimes IMPATIENT =
            new LockTimes(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMillis(50), Duration.ofMillis(5));
    private static final LockTimes PATIENT =
            new LockTimes(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofSeconds(50), Duration.ofMillis(2));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T02:00:00Z"));
    private final InMemoryBlobStore store = InMemoryBlobStore.create(clock);

    @Test
    void sharedLocksAreHeldSideBySide() {
        try (RepositoryLock first = acquire(LockKind.SHARED);
                RepositoryLock second = acquire(LockKind.SHARED)) {
            assertThat(first.stillHeld()).isTrue();
            assertThat(second.stillHeld()).isTrue();
        }
        assertThat(locks()).isEmpty();
    }

    @Test
    void anExclusiveLockGivesWayToAnyOther() {
        for (LockKind other : LockKind.values()) {
            try (RepositoryLock held = acquire(other)) {
                assertInTheWay(LockKind.EXCLUSIVE);
                assertThat(held.stillHeld()).isTrue();
            }
        }
    }

    @Test
    void aSharedLockGivesWayToAnExclusiveOne() {
        try (RepositoryLock held = acquire(LockKind.EXCLUSIVE)) {
            assertInTheWay(LockKind.SHARED);
            assertThat(held.stillHeld()).isTrue();
        }
        acquire(LockKind.SHARED).close();
    }

    @Test
    void aLockOfAnUnknownKindIsTakenForAnExclusiveOne() {
        store.put(new BlobName("locks/somethingnew-00000000000000000000000000000000"), new byte[0]);
        assertThatThrownBy(() -> acquire(LockKind.SHARED)).hasMessageContaining("in use");
    }

    @Test
    void aStaleLockIsRemovedAndIgnored() {
        BlobName dead = new BlobName("locks/exclusive-00000000000000000000000000000000");
        store.put(dead, new byte[0]);
        clock.advance(Duration.ofMinutes(9));
        assertInTheWay(LockKind.SHARED, dead);
        clock.advance(Duration.ofMinutes(2));
        try (RepositoryLock lock = acquire(LockKind.SHARED)) {
            assertThat(lock.stillHeld()).isTrue();
            assertThat(locks()).hasSize(1).doesNotContain(dead);
        }
    }

    @Test
    void aHolderThatWasSuspendedFindsItsLockLost() {
        try (RepositoryLock lock = acquire(LockKind.SHARED)) {
            clock.advance(Duration.ofMinutes(9));
            assertThatCode(lock::verify).doesNotThrowAnyException();
            clock.advance(Duration.ofMinutes(11));
            assertThatThrownBy(lock::verify)
                    .isInstanceOfSatisfying(
                            BackupFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT))
                    .hasMessageContaining("lost");
            assertThat(lock.stillHeld()).as("it does not come back by itself").isFalse();
        }
    }

    @Test
    void aSuspensionIsNotForgottenWhenTheLookAfterItFails() {
        FaultyBlobStore flaky = new FaultyBlobStore(store);
        try (RepositoryLock lock = RepositoryLock.acquire(flaky, LockKind.SHARED, "test", IMPATIENT, new Random(1))) {
            clock.advance(Duration.ofMinutes(11));
            flaky.after(StoreOperation.PUT, name -> true, FaultyBlobStore.failing(FailureKind.TRANSIENT));
            assertThatThrownBy(lock::verify).isInstanceOf(BackupFailure.class);
            flaky.mend();
            assertThatThrownBy(lock::verify).hasMessageContaining("lost");
        }
    }

    @Test
    void whatIsNoLockIsNeitherInTheWayNorRemoved() {
        BlobName foreign = new BlobName("locks/server.lock");
        store.put(foreign, new byte[0]);
        clock.advance(Duration.ofMinutes(11));
        acquire(LockKind.EXCLUSIVE).close();
        assertThat(locks()).containsExactly(foreign);
    }

    @Test
    void aLockThatOthersRemovedIsLostAndNotPutAgain() {
        try (RepositoryLock lock = acquire(LockKind.SHARED)) {
            store.delete(locks());
            assertThat(lock.stillHeld()).isFalse();
            assertThat(locks()).isEmpty();
        }
    }

    @Test
    void aHolderKeepsItsLockAlive() throws InterruptedException {
        CountDownLatch puts = new CountDownLatch(4);
        FaultyBlobStore watched = new FaultyBlobStore(store)
                .after(StoreOperation.PUT, name -> name.startsWith("locks/shared-"), puts::countDown);
        LockTimes quick = new LockTimes(
                Duration.ofMillis(5), Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofMillis(5));
        try (RepositoryLock lock = RepositoryLock.acquire(watched, LockKind.SHARED, "test", quick, new Random(1))) {
            assertThat(puts.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lock.stillHeld()).isTrue();
        }
    }

    @Test
    void aRefreshThatFailsOnceIsTriedAgain() {
        FaultyBlobStore flaky = new FaultyBlobStore(store);
        try (RepositoryLock lock = RepositoryLock.acquire(flaky, LockKind.SHARED, "test", IMPATIENT, new Random(1))) {
            flaky.before(StoreOperation.STAT, name -> true, FaultyBlobStore.failing(FailureKind.TRANSIENT));
            assertThatThrownBy(lock::verify).isInstanceOf(BackupFailure.class);
            flaky.mend();
            assertThatCode(lock::verify).doesNotThrowAnyException();
        }
    }

    @Test
    void aLockThatCouldNotBeTakenLeavesNothing() {
        FaultyBlobStore broken = new FaultyBlobStore(store)
                .before(StoreOperation.LIST, name -> true, FaultyBlobStore.failing(FailureKind.TRANSIENT));
        assertThatThrownBy(() -> RepositoryLock.acquire(broken, LockKind.SHARED, "test", IMPATIENT, new Random(1)))
                .isInstanceOf(BackupFailure.class);
        assertThat(locks()).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        try (RepositoryLock held = acquire(LockKind.EXCLUSIVE)) {
            CountDownLatch tried = new CountDownLatch(3);
            FaultyBlobStore watched =
                    new FaultyBlobStore(store).after(StoreOperation.LIST, name -> true, tried::countDown);
            ExecutorService waiter = Executors.newSingleThreadExecutor();
            AtomicInteger outcome = new AtomicInteger();
            waiter.execute(() -> {
                try {
                    RepositoryLock.acquire(watched, LockKind.SHARED, "test", PATIENT, new Random(1));
                } catch (BackupFailure failure) {
                    if (failure.kind() == FailureKind.CANCELLED
                            && Thread.currentThread().isInterrupted()) {
                        outcome.incrementAndGet();
                    }
                }
            });
            assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
            waiter.shutdownNow();
            assertThat(waiter.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(outcome).hasValue(1);
            assertThat(locks()).as("only the one that is held").hasSize(1);
            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    void ofManyAtOnceExactlyOneHoldsTheExclusiveLock() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> rivals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random random = new Random(20261122 + i);
            rivals.add(() -> {
                try (RepositoryLock lock =
                        RepositoryLock.acquire(store.reopen(), LockKind.EXCLUSIVE, "test", PATIENT, random)) {
                    int now = holders.incrementAndGet();
                    lock.verify();
                    holders.decrementAndGet();
                    return now;
                }
            });
        }
        for (Future<Integer> rival : threads.invokeAll(rivals)) {
            assertThat(rival.get()).isEqualTo(1);
        }
        threads.shutdown();
    }

    private RepositoryLock acquire(LockKind kind) {
        return RepositoryLock.acquire(store, kind, "test", IMPATIENT, new Random());
    }

    private void assertInTheWay(LockKind kind) {
        List<BlobName> before = locks();
        assertInTheWay(kind, before.get(0));
        assertThat(locks()).isEqualTo(before);
    }

    private void assertInTheWay(LockKind kind, BlobName obstacle) {
        assertThatThrownBy(() -> acquire(kind))
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT))
                .hasMessageContaining(obstacle.value());
    }

    private List<BlobName> locks() {
        List<BlobName> names = new ArrayList<>();
        ((BlobStore) store).list(new BlobPrefix("locks/"), blob -> names.add(blob.name()));
        return names;
    }
}
