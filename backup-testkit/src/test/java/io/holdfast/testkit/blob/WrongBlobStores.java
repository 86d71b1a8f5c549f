package io.holdfast.testkit.blob;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Adapters that are wrong in one way each, all of them mistakes that real adapters make. */
final class WrongBlobStores {

    private WrongBlobStores() {}

    /** A contract run on an adapter over memory. */
    abstract static class OverMemory extends BlobStoreContract {

        private final UnaryOperator<BlobStore> adapter;

        OverMemory(UnaryOperator<BlobStore> adapter) {
            this.adapter = adapter;
        }

        @Override
        protected BlobStoreHarness harness() {
            return new MemoryHarness(adapter);
        }
    }

    /** BS-01: a blob that is not there is an empty one. */
    static final class EmptyInsteadOfMissing extends OverMemory {
        EmptyInsteadOfMissing() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public BlobInfo stat(BlobName name) {
                    try {
                        return super.stat(name);
                    } catch (BackupFailure failure) {
                        // Only blobs nobody ever wrote to are looked at by this rule alone.
                        if (failure.kind() == FailureKind.NOT_FOUND
                                && name.value().contains("missing")) {
                            return new BlobInfo(name, ByteCount.ZERO, Instant.EPOCH);
                        }
                        throw failure;
                    }
                }
            });
        }
    }

    /** BS-01: the message does not say which blob is missing. */
    static final class NamelessMissing extends OverMemory {
        NamelessMissing() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public byte[] get(BlobName name) {
                    try {
                        return super.get(name);
                    } catch (BackupFailure failure) {
                        throw failure.kind() == FailureKind.NOT_FOUND
                                        && failure.hint().isEmpty()
                                ? BackupFailure.of(FailureKind.NOT_FOUND, "no such blob")
                                : failure;
                    }
                }
            });
        }
    }

    /** BS-02: line ends are brought into the system's form. */
    static final class TextMode extends OverMemory {
        TextMode() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    String text = new String(content, StandardCharsets.ISO_8859_1);
                    super.put(
                            name,
                            text.contains("\r\n")
                                    ? text.replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1)
                                    : content);
                }
            });
        }
    }

    /** BS-03: an empty blob is never sent. */
    static final class NothingForEmpty extends OverMemory {
        NothingForEmpty() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    if (content.length > 0) {
                        super.put(name, content);
                    }
                }
            });
        }
    }

    /** BS-03: whatever a lying store sends is taken. */
    static final class UnboundedRead extends BlobStoreContract {
        @Override
        protected BlobStoreHarness harness() {
            Map<BlobName, byte[]> planted = new ConcurrentHashMap<>();
            return new MemoryHarness(inner -> new ForwardingBlobStore(inner) {
                @Override
                public byte[] get(BlobName name) {
                    return planted.containsKey(name) ? planted.get(name) : super.get(name);
                }
            }) {
                @Override
                public void plant(BlobName name, byte[] content) {
                    planted.put(name, content);
                }
            };
        }
    }

    /** BS-04: it writes under the final name, so that a writer who dies leaves half a blob. */
    static final class HalfWhenItDies extends BlobStoreContract {
        @Override
        protected BlobStoreHarness harness() {
            return new MemoryHarness(inner -> inner) {
                @Override
                public void dieDuringPut(BlobName name, byte[] content) {
                    plant(name, Arrays.copyOf(content, content.length / 2));
                }
            };
        }
    }

    /** BS-05: it returns when the blob is in the system's cache. */
    static final class NoSync extends BlobStoreContract {
        @Override
        protected BlobStoreHarness harness() {
            Set<BlobName> unsynced = ConcurrentHashMap.newKeySet();
            return new MemoryHarness(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    super.put(name, content);
                    unsynced.add(name);
                }
            }) {
                @Override
                public void cutPower() {
                    below().delete(unsynced);
                }
            };
        }
    }

    /** BS-06: it deletes the old blob and then writes the new one. */
    static final class DeleteThenPut extends OverMemory {
        DeleteThenPut() {
            super(inner -> new DeletingBlobStore(inner));
        }
    }

    private static final class DeletingBlobStore extends ForwardingBlobStore {

        /** Counted down by whoever reads in the gap; shared, because readers are other clients. */
        private static final Map<BlobName, CountDownLatch> GAPS = new ConcurrentHashMap<>();

        DeletingBlobStore(BlobStore inner) {
            super(inner);
        }

        @Override
        public void put(BlobName name, byte[] content) {
            if (name.value().equals("replaced/blob") && content.length < BlobStore.MAX_BLOB_BYTES) {
                CountDownLatch gap = new CountDownLatch(1);
                super.delete(List.of(name));
                GAPS.put(name, gap);
                try {
                    gap.await(200, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw BackupFailure.cancelled("put");
                }
            }
            super.put(name, content);
        }

        @Override
        public byte[] get(BlobName name) {
            try {
                return super.get(name);
            } finally {
                Optional.ofNullable(GAPS.remove(name)).ifPresent(CountDownLatch::countDown);
            }
        }
    }

    /** BS-07: two writers of one name share one temporary file. */
    static final class SharedTemporary extends BlobStoreContract {
        @Override
        protected BlobStoreHarness harness() {
            Map<BlobName, byte[]> temporaries = new ConcurrentHashMap<>();
            Exchanger<Integer> rivals = new Exchanger<>();
            return new MemoryHarness(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    if (!name.value().startsWith("raced/")) {
                        super.put(name, content);
                        return;
                    }
                    byte[] temporary = temporaries.computeIfAbsent(name, any -> new byte[MAX_BLOB_BYTES]);
                    int half = content.length / 2;
                    System.arraycopy(content, 0, temporary, 0, half);
                    meet(rivals);
                    System.arraycopy(content, half, temporary, half, content.length - half);
                    meet(rivals);
                    super.put(name, Arrays.copyOf(temporary, content.length));
                }
            });
        }

        /** Gives a rival the time to come to the same point, where there is one. */
        private static void meet(Exchanger<Integer> rivals) {
            try {
                rivals.exchange(0, 1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                // Nobody races.
            } catch (InterruptedException e) {
                throw BackupFailure.cancelled("put");
            }
        }
    }

    /** BS-08: a client keeps what it has read. */
    static final class CachingReads extends OverMemory {
        CachingReads() {
            super(inner -> new ForwardingBlobStore(inner) {
                private final Map<BlobName, byte[]> cache = new ConcurrentHashMap<>();

                @Override
                public void put(BlobName name, byte[] content) {
                    cache.remove(name);
                    super.put(name, content);
                    cache.remove(name);
                }

                @Override
                public void delete(Collection<BlobName> names) {
                    names.forEach(cache::remove);
                    super.delete(names);
                }

                @Override
                public byte[] get(BlobName name) {
                    // Asks for the checks that every call makes, such as that for an interrupt.
                    super.capacity();
                    return cache.computeIfAbsent(name, super::get).clone();
                }
            });
        }
    }

    /** BS-09: it asks for the first page only. */
    static final class FirstPageOnly extends OverMemory {
        FirstPageOnly() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
                    int[] left = {1_000};
                    super.list(prefix, info -> {
                        if (left[0]-- > 0) {
                            receiver.accept(info);
                        }
                    });
                }
            });
        }
    }

    /** BS-09: it forgets that a prefix may end in the middle of a name. */
    static final class FoldersOnly extends OverMemory {
        FoldersOnly() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
                    super.list(prefix, info -> {
                        if (!prefix.value().equals("b/c") || info.name().value().equals("b/c")) {
                            receiver.accept(info);
                        }
                    });
                }
            });
        }
    }

    /** BS-10: what it cannot see, it leaves out. */
    static final class SilentList extends OverMemory {
        SilentList() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
                    try {
                        super.list(prefix, receiver);
                    } catch (BackupFailure failure) {
                        if (failure.kind() != FailureKind.PERMANENT) {
                            throw failure;
                        }
                    }
                }
            });
        }
    }

    /** BS-11: it lists blobs that are still being written. */
    static final class ListsUnfinished extends BlobStoreContract {
        @Override
        protected BlobStoreHarness harness() {
            Set<BlobName> unfinished = ConcurrentHashMap.newKeySet();
            Semaphore listings = new Semaphore(0);
            return new MemoryHarness(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    boolean watched = name.value().startsWith("mixed/") && content.length == 64 * 1024;
                    if (watched) {
                        unfinished.add(name);
                        awaitListing(listings);
                    }
                    super.put(name, content);
                    unfinished.remove(name);
                }

                @Override
                public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
                    Set<BlobName> writing = Set.copyOf(unfinished);
                    writing.forEach(name -> receiver.accept(new BlobInfo(name, ByteCount.ZERO, Instant.EPOCH)));
                    super.list(prefix, info -> {
                        if (!writing.contains(info.name())) {
                            receiver.accept(info);
                        }
                    });
                    listings.release();
                }
            });
        }

        private static void awaitListing(Semaphore listings) {
            try {
                listings.drainPermits();
                listings.tryAcquire(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw BackupFailure.cancelled("put");
            }
        }
    }

    /** BS-12: a blob that is gone already is a failure. */
    static final class DeletesOnce extends OverMemory {
        DeletesOnce() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void delete(Collection<BlobName> names) {
                    if (names.size() == 2) {
                        names.forEach(super::stat);
                    }
                    super.delete(names);
                }
            });
        }
    }

    /** BS-12: the vendor takes a thousand names at most, and nobody divided the batch. */
    static final class FirstThousandOnly extends OverMemory {
        FirstThousandOnly() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void delete(Collection<BlobName> names) {
                    super.delete(names.stream().limit(1_000).toList());
                }
            });
        }
    }

    /** BS-12: the vendor's answer says which names failed, and nobody reads it. */
    static final class DeletesSomeSilently extends OverMemory {
        DeletesSomeSilently() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void delete(Collection<BlobName> names) {
                    try {
                        super.delete(names);
                    } catch (BackupFailure failure) {
                        if (!failure.getMessage().contains("part/protected")) {
                            throw failure;
                        }
                    }
                }
            });
        }
    }

    /** BS-13: what has the same content is not written again. */
    static final class KeepsEqualContent extends OverMemory {
        KeepsEqualContent() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    if (!Arrays.equals(content, "same".getBytes(StandardCharsets.UTF_8)) || !there(name)) {
                        super.put(name, content);
                    }
                }

                private boolean there(BlobName name) {
                    try {
                        super.stat(name);
                        return true;
                    } catch (BackupFailure failure) {
                        return false;
                    }
                }
            });
        }
    }

    /** BS-14: it looks for ".." as for a way out of its folder, and finds it within a name. */
    static final class AfraidOfDots extends OverMemory {
        AfraidOfDots() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    if (name.value().contains("..")) {
                        throw BackupFailure.of(FailureKind.INVALID, "blob name " + name);
                    }
                    super.put(name, content);
                }
            });
        }
    }

    /** BS-15: the vendor has no '-' in names, so it becomes '_', and that is taken back where it was done last. */
    static final class FlattenedNames extends BlobStoreContract {
        @Override
        protected BlobStoreHarness harness() {
            Map<BlobName, BlobName> originals = new ConcurrentHashMap<>();
            return new MemoryHarness(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    super.put(flat(name), content);
                    originals.put(flat(name), name);
                }

                @Override
                public byte[] get(BlobName name) {
                    return super.get(flat(name));
                }

                @Override
                public BlobInfo stat(BlobName name) {
                    BlobInfo info = super.stat(flat(name));
                    return new BlobInfo(name, info.size(), info.modifiedAt());
                }

                @Override
                public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
                    super.list(BlobPrefix.ALL, info -> {
                        BlobName original = originals.getOrDefault(info.name(), info.name());
                        if (prefix.matches(original)) {
                            receiver.accept(new BlobInfo(original, info.size(), info.modifiedAt()));
                        }
                    });
                }

                @Override
                public void delete(Collection<BlobName> names) {
                    super.delete(names.stream().map(this::flat).toList());
                }

                private BlobName flat(BlobName name) {
                    return new BlobName(name.value().replace('-', '_'));
                }
            });
        }
    }

    /** BS-16: it keeps the caller's array. */
    static final class KeepsArrays extends BlobStoreContract {
        @Override
        protected BlobStoreHarness harness() {
            Map<BlobName, byte[]> given = new ConcurrentHashMap<>();
            return new MemoryHarness(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    super.put(name, content);
                    given.put(name, content);
                }

                @Override
                public byte[] get(BlobName name) {
                    byte[] stored = super.get(name);
                    byte[] kept = given.get(name);
                    return kept != null
                                    && kept.length == stored.length
                                    && name.value().startsWith("arrays/")
                            ? kept
                            : stored;
                }
            });
        }
    }

    /** BS-17: it clears the interrupt and goes on. */
    static final class IgnoresInterrupts extends OverMemory {
        IgnoresInterrupts() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    boolean interrupted = Thread.interrupted();
                    super.put(name, content);
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
        }
    }

    /** BS-17: it fails as it should and forgets that the thread was interrupted. */
    static final class LosesTheFlag extends OverMemory {
        LosesTheFlag() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public byte[] get(BlobName name) {
                    try {
                        return super.get(name);
                    } catch (BackupFailure failure) {
                        Thread.interrupted();
                        throw failure;
                    }
                }
            });
        }
    }

    /** BS-18: every refusal is the same. */
    static final class OneKindForAll extends OverMemory {
        OneKindForAll() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
                    try {
                        super.list(prefix, receiver);
                    } catch (BackupFailure failure) {
                        throw failure.kind() == FailureKind.DENIED
                                ? BackupFailure.of(FailureKind.PERMANENT, failure.getMessage(), failure)
                                : failure;
                    }
                }
            });
        }
    }

    /** BS-18: a full disk is the vendor's exception. */
    static final class VendorException extends OverMemory {
        VendorException() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    try {
                        super.put(name, content);
                    } catch (BackupFailure failure) {
                        if (failure.kind() == FailureKind.NO_SPACE) {
                            throw new UncheckedIOException(new IOException("No space left on device"));
                        }
                        throw failure;
                    }
                }
            });
        }
    }

    /** BS-19: the failure quotes what was sent to sign in. */
    static final class TellsSecrets extends OverMemory {
        TellsSecrets() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void put(BlobName name, byte[] content) {
                    try {
                        super.put(name, content);
                    } catch (BackupFailure failure) {
                        throw failure.kind() == FailureKind.DENIED
                                ? BackupFailure.of(
                                        FailureKind.DENIED,
                                        "denied",
                                        new IOException("Authorization: " + MemoryHarness.SECRET))
                                : failure;
                    }
                }
            });
        }
    }

    /** BS-20: free and total are mixed up. */
    static final class MoreFreeThanThereIs extends OverMemory {
        MoreFreeThanThereIs() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public Optional<StoreCapacity> capacity() {
                    return super.capacity().map(sound -> new StoreCapacity(sound.free(), sound.total()));
                }
            });
        }
    }

    /** BS-21: every thread gets a connection of its own, and there are not enough. */
    static final class TooFewConnections extends OverMemory {
        TooFewConnections() {
            super(inner -> new ForwardingBlobStore(inner) {
                private final Set<Long> connections = ConcurrentHashMap.newKeySet();

                @Override
                public void put(BlobName name, byte[] content) {
                    connections.add(Thread.currentThread().getId());
                    if (connections.size() >= 50) {
                        throw BackupFailure.of(FailureKind.TRANSIENT, "no connection is free");
                    }
                    super.put(name, content);
                }
            });
        }
    }

    /** BS-22: the repeat meets what the first one left, and calls that a failure. */
    static final class RepeatMeetsItself extends OverMemory {
        RepeatMeetsItself() {
            super(inner -> new ForwardingBlobStore(inner) {
                private final List<BlobName> lost = new ArrayList<>();

                @Override
                public void put(BlobName name, byte[] content) {
                    if (lost.contains(name)) {
                        throw BackupFailure.of(FailureKind.ALREADY_EXISTS, "there is a blob " + name);
                    }
                    try {
                        super.put(name, content);
                    } catch (BackupFailure failure) {
                        if (failure.kind() == FailureKind.UNKNOWN_OUTCOME) {
                            lost.add(name);
                        }
                        throw failure;
                    }
                }
            });
        }
    }

    /** BS-23: close does nothing. */
    static final class NeverCloses extends OverMemory {
        NeverCloses() {
            super(inner -> new ForwardingBlobStore(inner) {
                @Override
                public void close() {
                    // The mistake.
                }
            });
        }
    }

    /** BS-23: a thread is left behind by every client. */
    static final class LeavesAThread extends OverMemory {
        LeavesAThread() {
            super(inner -> {
                Thread watcher = new Thread(() -> {
                    try {
                        new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                watcher.setDaemon(true);
                watcher.start();
                return inner;
            });
        }
    }
}
