package io.holdfast.repository.lock;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A lock in a repository, as docs/repository-format.md has it: after restic's protocol, on nothing but put, list and delete. It is kept
 * alive by a thread of its own until it is closed. For any number of threads.
 */
public final class RepositoryLock implements AutoCloseable {

    private static final BlobPrefix LOCKS = new BlobPrefix("locks/");
    private static final Pattern NAME = Pattern.compile("locks/[a-z0-9]+-[0-9a-f]{32}");
    private static final int NAME_BYTES = 16;

    private final BlobStore store;
    private final BlobName name;
    private final byte[] content;
    private final LockTimes times;
    private final ScheduledExecutorService keeper;
    private Instant alive;
    private boolean lost;
    private boolean released;

    private RepositoryLock(BlobStore store, BlobName name, byte[] content, LockTimes times) {
        this.store = store;
        this.name = name;
        this.content = content;
        this.times = times;
        this.keeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "holdfast-lock");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether a blob of this name is a lock, of whatever kind, and not just something in the same folder. */
    public static boolean isLock(BlobName name) {
        return NAME.matcher(name.value()).matches();
    }

    /**
     * Takes a lock, waiting as long as {@code times} allow while others are in the way.
     *
     * @param purpose what for, for the people whom it hinders: a word
     * @throws BackupFailure TRANSIENT where others are in the way for too long; CANCELLED; whatever the store says
     */
    public static RepositoryLock acquire(
            BlobStore store, LockKind kind, String purpose, LockTimes times, RandomGenerator random) {
        byte[] id = new byte[NAME_BYTES];
        random.nextBytes(id);
        BlobName name =
                new BlobName("locks/" + kind.label() + "-" + HexFormat.of().formatHex(id));
        long pid = ProcessHandle.current().pid();
        byte[] content = ("{\"purpose\": \"" + purpose + "\", \"pid\": " + pid + "}").getBytes(StandardCharsets.UTF_8);
        RepositoryLock lock = new RepositoryLock(store, name, content, times);
        boolean held = false;
        try {
            lock.take(kind, random);
            lock.keeper.scheduleWithFixedDelay(
                    lock::refreshQuietly,
                    times.refresh().toMillis(),
                    times.refresh().toMillis(),
                    TimeUnit.MILLISECONDS);
            held = true;
            return lock;
        } finally {
            if (!held) {
                lock.keeper.shutdownNow();
            }
        }
    }

    /**
     * Makes sure that the lock was never lost.
     *
     * @throws BackupFailure TRANSIENT where others may have taken its holder for dead
     */
    public void verify() {
        if (!stillHeld()) {
            throw BackupFailure.of(
                            FailureKind.TRANSIENT,
                            "the lock on " + store.location()
                                    + " was lost: this process was suspended or cut off for more than "
                                    + times.stale().toMinutes() + " minutes, and others may have cleaned up meanwhile")
                    .withHint("Nothing was damaged; run it again");
        }
    }

    /** Whether it was never lost until now, by a look at the store. */
    public synchronized boolean stillHeld() {
        refresh();
        return !lost;
    }

    /** Gives the lock back. A lock that cannot be removed grows stale by itself. */
    @Override
    public void close() {
        keeper.shutdownNow();
        synchronized (this) {
            if (released) {
                return;
            }
            released = true;
            boolean interrupted = Thread.interrupted();
            try {
                store.delete(List.of(name));
            } catch (BackupFailure e) {
                // It will be stale in a few minutes, and failing here would hide what happened before.
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void take(LockKind kind, RandomGenerator random) {
        long deadline = System.nanoTime() + times.patience().toNanos();
        while (true) {
            Optional<BlobName> obstacle;
            boolean clear = false;
            try {
                store.put(name, content);
                obstacle = obstacle(kind);
                clear = obstacle.isEmpty();
            } finally {
                if (!clear) {
                    withdraw();
                }
            }
            if (obstacle.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw inTheWay(obstacle.get());
            }
            pause(random);
        }
    }

    /** The lock that this one has to give way to, if any. Removes the stale ones. */
    private Optional<BlobName> obstacle(LockKind kind) {
        List<BlobInfo> locks = new ArrayList<>();
        store.list(LOCKS, blob -> {
            if (isLock(blob.name())) {
                locks.add(blob);
            }
        });
        Instant now = locks.stream()
                .filter(lock -> lock.name().equals(name))
                .map(BlobInfo::modifiedAt)
                .findFirst()
                .orElseThrow(() -> BackupFailure.of(
                        FailureKind.TRANSIENT,
                        "the lock " + name + " that was just put is not in " + store.location()));
        alive = now;
        locks.removeIf(lock -> lock.name().equals(name));
        List<BlobName> stale = locks.stream()
                .filter(lock -> isGap(lock.modifiedAt(), now))
                .map(BlobInfo::name)
                .toList();
        if (!stale.isEmpty()) {
            store.delete(stale);
        }
        return locks.stream()
                .map(BlobInfo::name)
                .filter(lock -> !stale.contains(lock) && kind.yieldsTo(kindOf(lock)))
                .findFirst();
    }

    /** A lock of a kind that is not known is taken for the stronger one. */
    private static LockKind kindOf(BlobName lock) {
        return lock.value().startsWith("locks/shared-") ? LockKind.SHARED : LockKind.EXCLUSIVE;
    }

    private void withdraw() {
        boolean interrupted = Thread.interrupted();
        try {
            store.delete(List.of(name));
        } catch (BackupFailure e) {
            // It will be stale in a few minutes.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void pause(RandomGenerator random) {
        long base = times.pause().toNanos();
        LockSupport.parkNanos(base / 2 + random.nextLong(base));
        if (Thread.interrupted()) {
            throw BackupFailure.cancelled("waiting for the lock on " + store.location());
        }
    }

    private BackupFailure inTheWay(BlobName obstacle) {
        return BackupFailure.of(
                        FailureKind.TRANSIENT, store.location() + " is in use by another process (" + obstacle + ")")
                .withHint("Try again when it has ended. If it was killed, its lock is ignored after "
                        + times.stale().toMinutes() + " minutes");
    }

    private void refreshQuietly() {
        try {
            synchronized (this) {
                refresh();
            }
        } catch (RuntimeException e) {
            // The next attempt may succeed; if none does in time, the holder finds the lock lost when it looks.
        }
    }

    private boolean isGap(Instant from, Instant to) {
        return Duration.between(from, to).compareTo(times.stale()) > 0;
    }

    private void refresh() {
        if (lost || released) {
            return;
        }
        try {
            Instant before = store.stat(name).modifiedAt();
            store.put(name, content);
            Instant now = store.stat(name).modifiedAt();
            // An earlier look may have failed after its put, and that put has hidden how long there was none.
            lost = isGap(alive, before) || isGap(before, now);
            alive = now;
        } catch (BackupFailure e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
            lost = true;
        }
    }
}
