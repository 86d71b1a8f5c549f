package io.holdfast.repository;

import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.DumpReader;
import io.holdfast.repository.chunk.ChunkReader;
import io.holdfast.repository.chunk.Protection;
import io.holdfast.repository.lock.LockKind;
import io.holdfast.repository.lock.RepositoryLock;
import io.holdfast.repository.manifest.Manifest;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A committed dump that is being read. */
final class BlobDumpReader implements DumpReader {

    private final Manifest manifest;
    private final DumpState state;
    private final ChunkReader chunks;
    private final StoredStreams streams;
    private final Optional<RepositoryLock> lock;

    private BlobDumpReader(
            BlobStore store,
            Manifest manifest,
            Protection protection,
            DumpState state,
            RepositoryOptions options,
            Optional<RepositoryLock> lock) {
        this.manifest = manifest;
        this.state = state;
        this.chunks = new ChunkReader(store, protection, options.workers());
        this.streams = new StoredStreams(manifest.streams(), chunks);
        this.lock = lock;
    }

    /** Reads under a shared lock, where one can be had. */
    static BlobDumpReader withLock(
            BlobStore store, Manifest manifest, Protection protection, DumpState state, RepositoryOptions options) {
        return new BlobDumpReader(store, manifest, protection, state, options, lock(store, options));
    }

    /** Reads under a lock that somebody else holds. */
    static BlobDumpReader withoutLock(
            BlobStore store, Manifest manifest, Protection protection, RepositoryOptions options) {
        return new BlobDumpReader(store, manifest, protection, DumpState.READABLE, options, Optional.empty());
    }

    /** On the day when all is lost the store may be read-only or full: that must not hinder a restore. */
    private static Optional<RepositoryLock> lock(BlobStore store, RepositoryOptions options) {
        try {
            return Optional.of(
                    RepositoryLock.acquire(store, LockKind.SHARED, "reading", options.lockTimes(), options.random()));
        } catch (BackupFailure e) {
            if (e.kind() == FailureKind.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    @Override
    public DumpSummary summary() {
        return manifest.summary();
    }

    @Override
    public DumpState state() {
        return state;
    }

    @Override
    public DumpFacts facts() {
        DumpSummary summary = manifest.summary();
        return new DumpFacts(
                summary.serverVersion(), summary.toolVersion(), TableLines.read(chunks, manifest.tables()));
    }

    @Override
    public List<StreamSummary> streams() {
        return streams.streams();
    }

    @Override
    public InputStream open(StreamName name) {
        return streams.open(name);
    }

    @Override
    public void check(LongConsumer progress) {
        chunks.check(manifest.tables(), bytes -> {});
        manifest.streams().values().forEach(stream -> chunks.check(stream, progress));
    }

    @Override
    public void close() {
        chunks.close();
        lock.ifPresent(RepositoryLock::close);
    }
}
