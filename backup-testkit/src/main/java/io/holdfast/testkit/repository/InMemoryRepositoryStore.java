package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where an {@link InMemoryBundleRepository} keeps its things; it outlives the instances that are opened on it, as a folder
 * does. It can be told to stand still or to fail. May be used by several threads.
 */
public final class InMemoryRepositoryStore {

    private final SortedMap<String, byte[]> objects = new TreeMap<>();
    private boolean held;
    private FailureKind refusal;

    /** An empty store. */
    public InMemoryRepositoryStore() {}

    /**
     * From now on no call of a repository returns, nor has it any effect, until {@link #release()} or until its thread is
     * interrupted.
     */
    public synchronized void hold() {
        held = true;
    }

    /** From now on every call of a repository that would change the store fails with this kind. */
    public synchronized void failWrites(FailureKind kind) {
        refusal = kind;
    }

    /** Ends {@link #hold()} and {@link #failWrites}. */
    public synchronized void release() {
        held = false;
        refusal = null;
        notifyAll();
    }

    /** Changes a byte in every piece of content, as a bad disk might; what makes dumps exist stays as it is. */
    public synchronized void damageContent() {
        objects.forEach((name, content) -> {
            if (name.startsWith(FakePieces.PREFIX)) {
                content[content.length - 1] ^= 1;
            }
        });
    }

    /** How much is in it. */
    public synchronized ByteCount size() {
        return new ByteCount(
                objects.values().stream().mapToLong(content -> content.length).sum());
    }

    /** What a repository reads. */
    synchronized Optional<byte[]> fetch(String name) {
        pass("reading " + name);
        return Optional.ofNullable(objects.get(name)).map(byte[]::clone);
    }

    /** What a repository looks for. */
    synchronized List<String> find(String prefix) {
        pass("listing " + prefix);
        return names().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** What a repository stores; of two with one name the first stays. Returns whether it was this one. */
    synchronized boolean store(String name, byte[] content) {
        pass("storing " + name);
        if (refusal != null) {
            throw BackupFailure.of(refusal, "the store refuses " + name);
        }
        return objects.putIfAbsent(name, content.clone()) == null;
    }

    /** All names, past every hold. */
    synchronized List<String> names() {
        return List.copyOf(objects.keySet());
    }

    /** The bytes under a name, past every hold. */
    synchronized byte[] content(String name) {
        return objects.get(name).clone();
    }

    /** Sets the bytes under a name, past every hold. */
    synchronized void replace(String name, byte[] content) {
        objects.put(name, content.clone());
    }

    /** Removes what has this name, past every hold. */
    synchronized void remove(String name) {
        objects.remove(name);
    }

    private synchronized void pass(String what) {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while (held) {
                wait();
            }
        } catch (InterruptedException e) {
            throw BackupFailure.cancelled(what);
        }
    }
}
