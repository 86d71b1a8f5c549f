package io.holdfast.testkit.blob;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A store on which things go wrong as a test wants it: an action runs before or after an operation on certain subjects, in
 * the thread that asked. An action that throws makes the operation fail; one that waits holds it up; one that throws after
 * a put loses its reply. Without actions it does what the store inside does.
 */
public final class FaultyBlobStore extends ForwardingBlobStore {

    private record Fault(StoreOperation operation, Predicate<String> subjects, Runnable action) {

        void strike(StoreOperation asked, String subject) {
            if (operation == asked && subjects.test(subject)) {
                action.run();
            }
        }
    }

    private final List<Fault> before = new CopyOnWriteArrayList<>();
    private final List<Fault> after = new CopyOnWriteArrayList<>();

    /** Decorates a store, which it owns. */
    public FaultyBlobStore(BlobStore inner) {
        super(inner);
    }

    /** Runs the action before this operation is done on such a subject. */
    public FaultyBlobStore before(StoreOperation operation, Predicate<String> subjects, Runnable action) {
        before.add(new Fault(operation, subjects, action));
        return this;
    }

    /** Runs the action after this operation was done on such a subject. */
    public FaultyBlobStore after(StoreOperation operation, Predicate<String> subjects, Runnable action) {
        after.add(new Fault(operation, subjects, action));
        return this;
    }

    /** Takes all actions away. */
    public void mend() {
        before.clear();
        after.clear();
    }

    /** An action that fails with this kind. */
    public static Runnable failing(FailureKind kind) {
        return () -> {
            throw BackupFailure.of(kind, "a fault that a test asked for: " + kind);
        };
    }

    /** An action that does what the other does the first so many times, and then nothing. */
    public static Runnable times(int count, Runnable action) {
        AtomicInteger left = new AtomicInteger(count);
        return () -> {
            if (left.getAndDecrement() > 0) {
                action.run();
            }
        };
    }

    @Override
    public void put(BlobName name, byte[] content) {
        strike(before, StoreOperation.PUT, name.value());
        super.put(name, content);
        strike(after, StoreOperation.PUT, name.value());
    }

    @Override
    public byte[] get(BlobName name) {
        strike(before, StoreOperation.GET, name.value());
        byte[] content = super.get(name);
        strike(after, StoreOperation.GET, name.value());
        return content;
    }

    @Override
    public BlobInfo stat(BlobName name) {
        strike(before, StoreOperation.STAT, name.value());
        BlobInfo info = super.stat(name);
        strike(after, StoreOperation.STAT, name.value());
        return info;
    }

    @Override
    public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
        strike(before, StoreOperation.LIST, prefix.value());
        super.list(prefix, info -> {
            strike(before, StoreOperation.REPORT, info.name().value());
            receiver.accept(info);
            strike(after, StoreOperation.REPORT, info.name().value());
        });
        strike(after, StoreOperation.LIST, prefix.value());
    }

    /** Where actions fail for some of the names, the others are deleted all the same. */
    @Override
    public void delete(Collection<BlobName> names) {
        List<BlobName> possible = new ArrayList<>();
        List<BlobName> impossible = new ArrayList<>();
        BackupFailure first = null;
        for (BlobName name : names) {
            try {
                strike(before, StoreOperation.DELETE, name.value());
                possible.add(name);
            } catch (BackupFailure failure) {
                first = first == null ? failure : first;
                impossible.add(name);
            }
        }
        super.delete(possible);
        possible.forEach(name -> strike(after, StoreOperation.DELETE, name.value()));
        if (first != null) {
            BackupFailure failure = BackupFailure.of(first.kind(), "could not delete " + impossible, first);
            throw first.hint().map(failure::withHint).orElse(failure);
        }
    }

    @Override
    public Optional<StoreCapacity> capacity() {
        strike(before, StoreOperation.CAPACITY, "");
        Optional<StoreCapacity> capacity = super.capacity();
        strike(after, StoreOperation.CAPACITY, "");
        return capacity;
    }

    private static void strike(List<Fault> faults, StoreOperation operation, String subject) {
        faults.forEach(fault -> fault.strike(operation, subject));
    }
}
