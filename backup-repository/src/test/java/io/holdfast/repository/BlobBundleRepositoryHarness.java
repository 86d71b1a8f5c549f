package io.holdfast.repository;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobInfo;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.repository.chunk.ChunkWriter;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import io.holdfast.repository.chunk.Protection;
import io.holdfast.repository.manifest.Manifest;
import io.holdfast.repository.manifest.ManifestCodec;
import io.holdfast.repository.manifest.RepositoryDocument;
import io.holdfast.testkit.blob.FaultyBlobStore;
import io.holdfast.testkit.blob.InMemoryBlobStore;
import io.holdfast.testkit.blob.StoreOperation;
import io.holdfast.testkit.cipher.FakeBundleCipher;
import io.holdfast.testkit.repository.BundleRepositoryHarness;
import io.holdfast.testkit.repository.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The engine on a store in memory that can be held, broken and tampered with. */
final class BlobBundleRepositoryHarness implements BundleRepositoryHarness {

    private static final Passphrase RIGHT = new Passphrase("the right one");
    private static final Passphrase WRONG = new Passphrase("another one");
    private static final CountDownLatch OPEN = new CountDownLatch(0);

    private final Storage storage;
    private final InMemoryBlobStore blobs = InMemoryBlobStore.create();
    private final FaultyBlobStore store = new FaultyBlobStore(blobs.reopen());
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(OPEN);
    private final AtomicReference<FailureKind> writeFailure = new AtomicReference<>();

    BlobBundleRepositoryHarness(Storage storage) {
        this.storage = storage;
        for (StoreOperation operation : StoreOperation.values()) {
            store.before(operation, name -> true, this::passGate);
        }
        for (StoreOperation operation : List.of(StoreOperation.PUT, StoreOperation.DELETE)) {
            store.before(operation, name -> true, this::failWhereAsked);
        }
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public BundleRepository open() {
        return open(own(RepositoryOptions.writing()));
    }

    @Override
    public BundleRepository openWithPassphrase() {
        return open((storage == Storage.ENCRYPTED ? RepositoryOptions.writing() : RepositoryOptions.reading())
                .passphrase(RIGHT));
    }

    @Override
    public BundleRepository openWithoutPassphrase() {
        return open(storage == Storage.PLAIN ? RepositoryOptions.writing() : RepositoryOptions.reading());
    }

    @Override
    public BundleRepository openWithWrongPassphrase() {
        return open(RepositoryOptions.reading().passphrase(WRONG));
    }

    @Override
    public BundleRepository openExpecting(RepositoryId id) {
        return open(own(RepositoryOptions.writing()).expecting(id));
    }

    @Override
    public ByteCount storedBytes() {
        return blobs().stream().map(BlobInfo::size).reduce(ByteCount.ZERO, ByteCount::plus);
    }

    @Override
    public List<StoredObject> stored() {
        return blobs().stream()
                .map(blob ->
                        new StoredObject(blob.name().value(), kindOf(blob.name().value())))
                .sorted(Comparator.comparing(StoredObject::name))
                .toList();
    }

    @Override
    public byte[] read(StoredObject object) {
        return blobs.get(new BlobName(object.name()));
    }

    @Override
    public void write(StoredObject object, byte[] content) {
        blobs.put(new BlobName(object.name()), content);
    }

    @Override
    public void remove(StoredObject object) {
        blobs.delete(List.of(new BlobName(object.name())));
    }

    @Override
    public StoredObject manifest(BundleId bundle, DatabaseName database) {
        return new StoredObject(ManifestCodec.nameOf(bundle, database).value(), StoredObject.Kind.MANIFEST);
    }

    @Override
    public void slipPlainDump(NewDump dump, StreamName name, byte[] content) {
        RepositoryDocument document = RepositoryDocument.decode(blobs.get(RepositoryDocument.NAME), blobs.location());
        try (ChunkWriter chunks = new ChunkWriter(blobs, Protection.plain(), document.chunking(), 1)) {
            StoredStream stream = store(chunks, content);
            DumpSummary summary = new DumpSummary(
                    dump,
                    Instant.EPOCH,
                    "15.0",
                    "15.0",
                    List.of(new StreamSummary(name, new ByteCount(stream.bytes()))),
                    ByteCount.ZERO,
                    0,
                    0,
                    Optional.empty());
            Manifest manifest = new Manifest(summary, new TreeMap<>(Map.of(name, stream)), store(chunks, new byte[0]));
            blobs.put(
                    ManifestCodec.nameOf(dump.bundle(), dump.database()),
                    new ManifestCodec(document.id()).encode(manifest, Protection.plain()));
        }
    }

    @Override
    public void newerFormat(BundleId bundle, DatabaseName database) {
        BlobName name = ManifestCodec.nameOf(bundle, database);
        byte[] blob = blobs.get(name);
        if (blob[0] == '{') {
            blobs.put(name, inFormat(blob, 2));
        } else {
            blob[3] = '2';
            blobs.put(name, blob);
        }
    }

    @Override
    public void newerRepositoryFormat() {
        blobs.put(RepositoryDocument.NAME, inFormat(blobs.get(RepositoryDocument.NAME), 2));
    }

    @Override
    public void hold() {
        gate.set(new CountDownLatch(1));
    }

    @Override
    public void failWrites(FailureKind kind) {
        writeFailure.set(kind);
    }

    @Override
    public void release() {
        writeFailure.set(null);
        gate.getAndSet(OPEN).countDown();
    }

    @Override
    public void close() {
        store.close();
        blobs.close();
    }

    private BundleRepository open(RepositoryOptions options) {
        return BlobBundleRepository.open(store, new FakeBundleCipher(), options);
    }

    private RepositoryOptions own(RepositoryOptions options) {
        return storage == Storage.ENCRYPTED ? options.passphrase(RIGHT) : options;
    }

    private void passGate() {
        try {
            gate.get().await();
        } catch (InterruptedException e) {
            throw BackupFailure.cancelled("waiting for the store");
        }
    }

    private void failWhereAsked() {
        FailureKind kind = writeFailure.get();
        if (kind != null) {
            throw BackupFailure.of(kind, "a fault that a test asked for: " + kind);
        }
    }

    private List<BlobInfo> blobs() {
        List<BlobInfo> all = new ArrayList<>();
        blobs.list(BlobPrefix.ALL, all::add);
        return all;
    }

    private static StoredStream store(ChunkWriter chunks, byte[] content) {
        AtomicReference<StoredStream> stored = new AtomicReference<>();
        try (OutputStream stream = chunks.stream(stored::set)) {
            stream.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stored.get();
    }

    private static byte[] inFormat(byte[] json, int format) {
        return new String(json, StandardCharsets.UTF_8)
                .replace("\"format\":1", "\"format\":" + format)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static StoredObject.Kind kindOf(String name) {
        return switch (name.substring(0, Math.max(0, name.indexOf('/')))) {
            case "" -> StoredObject.Kind.FORMAT;
            case "keys" -> StoredObject.Kind.KEY;
            case "bundles" -> StoredObject.Kind.MANIFEST;
            case "chunks" -> StoredObject.Kind.CONTENT;
            default -> StoredObject.Kind.OTHER;
        };
    }
}
