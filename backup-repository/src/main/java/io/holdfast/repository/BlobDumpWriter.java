package io.holdfast.repository;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.DumpWriter;
import io.holdfast.repository.chunk.ChunkReader;
import io.holdfast.repository.chunk.ChunkWriter;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import io.holdfast.repository.chunk.Chunking;
import io.holdfast.repository.chunk.Protection;
import io.holdfast.repository.lock.RepositoryLock;
import io.holdfast.repository.manifest.Manifest;
import io.holdfast.repository.manifest.ManifestCodec;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A dump on its way into a store. Holds a shared lock until it is closed. */
final class BlobDumpWriter implements DumpWriter {

    private final BlobStore store;
    private final RepositoryLock lock;
    private final ManifestCodec manifests;
    private final Protection protection;
    private final RepositoryOptions options;
    private final NewDump dump;
    private final ChunkWriter chunks;
    private final Set<StreamName> opened = new HashSet<>();
    private final SortedMap<StreamName, StoredStream> finished = new TreeMap<>();
    private ChunkReader readBack;
    private boolean ended;

    BlobDumpWriter(
            BlobStore store,
            RepositoryLock lock,
            ManifestCodec manifests,
            Protection protection,
            Chunking chunking,
            RepositoryOptions options,
            NewDump dump) {
        this.store = store;
        this.lock = lock;
        this.manifests = manifests;
        this.protection = protection;
        this.options = options;
        this.dump = dump;
        this.chunks = new ChunkWriter(store, protection, chunking, options.workers());
    }

    @Override
    public synchronized OutputStream open(StreamName name) {
        refuseEnded();
        if (!opened.add(name)) {
            throw BackupFailure.of(FailureKind.INVALID, "the stream " + name + " was opened before");
        }
        return chunks.stream(stream -> finish(name, stream));
    }

    private synchronized void finish(StreamName name, StoredStream stream) {
        finished.put(name, stream);
    }

    @Override
    public synchronized DumpSource written() {
        refuseEnded();
        if (readBack == null) {
            readBack = new ChunkReader(store, protection, options.workers());
        }
        return new StoredStreams(finished, readBack);
    }

    @Override
    public synchronized DumpSummary commit(DumpFacts facts) {
        refuseEnded();
        if (opened.isEmpty() || finished.size() != opened.size()) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    opened.isEmpty()
                            ? "a dump without a stream cannot be committed"
                            : "a stream of the dump was not closed, or not stored whole");
        }
        StoredStream tables = TableLines.write(chunks, facts.tables());
        DumpSummary summary = new DumpSummary(
                dump,
                options.clock().instant(),
                facts.serverVersion(),
                facts.toolVersion(),
                finished.entrySet().stream()
                        .map(stream -> new StreamSummary(
                                stream.getKey(), new ByteCount(stream.getValue().bytes())))
                        .toList(),
                chunks.stored(),
                facts.tables().size(),
                facts.rows(),
                protection.key());
        Manifest manifest = new Manifest(summary, finished, tables);
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled("the backup of " + dump.database());
        }
        lock.verify();
        publish(manifest);
        ended = true;
        return summary;
    }

    @Override
    public synchronized void close() {
        ended = true;
        chunks.close();
        if (readBack != null) {
            readBack.close();
        }
        lock.close();
    }

    private void publish(Manifest manifest) {
        BlobName name = ManifestCodec.nameOf(dump.bundle(), dump.database());
        byte[] blob = manifests.encode(manifest, protection);
        try {
            store.put(name, blob);
        } catch (BackupFailure e) {
            if (!arrived(name, blob, e)) {
                throw e;
            }
        }
        confirmLock(name, manifest);
    }

    /** After a failure that may have come too late: the reply can be lost though the manifest is there. */
    private boolean arrived(BlobName name, byte[] blob, BackupFailure failure) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!Arrays.equals(store.get(name), blob)) {
                return false;
            }
            // That it is there does not say that it will outlive a power cut: only a put that succeeds says so.
            store.put(name, blob);
            return true;
        } catch (BackupFailure e) {
            if (e.kind() == FailureKind.NOT_FOUND) {
                return false;
            }
            failure.addSuppressed(e);
            throw BackupFailure.of(
                            FailureKind.UNKNOWN_OUTCOME,
                            "the dump of " + dump.database() + " may or may not be committed in bundle " + dump.bundle()
                                    + ": the store did not answer",
                            failure)
                    .withHint("List the bundles when the store answers again: if it is there, it is complete");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Had the lock been lost between the last look and the manifest, a sweep could have removed chunks that the manifest names.
     */
    private void confirmLock(BlobName name, Manifest manifest) {
        if (heldUntilNow()) {
            return;
        }
        try (BlobDumpReader reader = BlobDumpReader.withoutLock(store, manifest, protection, options)) {
            reader.check(bytes -> {});
        } catch (RuntimeException e) {
            takeBack(name, e);
            throw e;
        }
    }

    /** Removes the manifest, also in an interrupted thread: nobody is to find a dump that was reported as failed. */
    private void takeBack(BlobName name, RuntimeException failure) {
        boolean interrupted = Thread.interrupted();
        try {
            store.delete(List.of(name));
        } catch (BackupFailure e) {
            failure.addSuppressed(e);
            throw BackupFailure.of(
                            FailureKind.UNKNOWN_OUTCOME,
                            "the dump of " + dump.database() + " in bundle " + dump.bundle()
                                    + " may lack chunks, and its manifest " + name + " could not be removed",
                            failure)
                    .withHint("Do not count on this bundle; take another backup when the store answers again");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean heldUntilNow() {
        boolean interrupted = Thread.interrupted();
        try {
            return lock.stillHeld();
        } catch (BackupFailure e) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void refuseEnded() {
        if (ended) {
            throw new IllegalStateException("the dump was committed or closed");
        }
    }
}
