package io.holdfast.testkit.blob;

import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.StoreCapacity;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Remembers what was asked of a store, in the order in which it was asked, whether it worked or not. */
public final class RecordingBlobStore extends ForwardingBlobStore {

    /**
     * Something that was asked.
     *
     * @param operation what
     * @param subject the name it was about; for a listing the prefix
     * @param bytes how many bytes were to be put; 0 for everything else
     */
    public record Call(StoreOperation operation, String subject, long bytes) {}

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    /** Decorates a store, which it owns. */
    public RecordingBlobStore(BlobStore inner) {
        super(inner);
    }

    /** All that was asked since it was made or told to forget. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How often this was asked of such subjects. */
    public long count(StoreOperation operation, Predicate<String> subjects) {
        return calls.stream()
                .filter(call -> call.operation() == operation && subjects.test(call.subject()))
                .count();
    }

    /** How many bytes were to be put under such names, counting a name that was put twice twice. */
    public long bytesPut(Predicate<String> names) {
        return calls.stream()
                .filter(call -> names.test(call.subject()))
                .mapToLong(Call::bytes)
                .sum();
    }

    /** Forgets what was asked until now. */
    public void forget() {
        calls.clear();
    }

    @Override
    public void put(BlobName name, byte[] content) {
        calls.add(new Call(StoreOperation.PUT, name.value(), content.length));
        super.put(name, content);
    }

    @Override
    public byte[] get(BlobName name) {
        note(StoreOperation.GET, name.value());
        return super.get(name);
    }

    @Override
    public BlobInfo stat(BlobName name) {
        note(StoreOperation.STAT, name.value());
        return super.stat(name);
    }

    @Override
    public void list(BlobPrefix prefix, Consumer<BlobInfo> receiver) {
        note(StoreOperation.LIST, prefix.value());
        super.list(prefix, info -> {
            note(StoreOperation.REPORT, info.name().value());
            receiver.accept(info);
        });
    }

    @Override
    public void delete(Collection<BlobName> names) {
        names.forEach(name -> note(StoreOperation.DELETE, name.value()));
        super.delete(names);
    }

    @Override
    public Optional<StoreCapacity> capacity() {
        note(StoreOperation.CAPACITY, "");
        return super.capacity();
    }

    private void note(StoreOperation operation, String subject) {
        calls.add(new Call(operation, subject, 0));
    }
}
