package io.holdfast.repository.manifest;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.repository.chunk.ChunkId;
import io.holdfast.repository.chunk.ChunkRef;
import io.holdfast.repository.chunk.ChunkWriter.StoredStream;
import io.holdfast.repository.chunk.Protection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/** Turns manifests into blobs and back. For any number of threads. */
public final class ManifestCodec {

    /**
     * The longest manifest, in bytes: what is parsed can take thirty times its length in memory, and a listing parses what
     * others may have put there. With standard chunking this is enough for more than 100 TB.
     */
    static final int LIMIT = 1 << 20;

    private static final byte[] MAGIC = {'H', 'F', 'M'};
    private static final int KEY_ID_BYTES = 16;
    private static final int HEADER_BYTES = MAGIC.length + 1 + KEY_ID_BYTES;

    private final RepositoryId repository;

    /** The JSON as it is written. */
    record Json(
            int format,
            String repository,
            String bundle,
            String database,
            String cause,
            String note,
            String finishedAt,
            String serverVersion,
            String toolVersion,
            String keyset,
            long storedBytes,
            List<StreamJson> streams,
            TablesJson tables) {}

    record StreamJson(String name, long bytes, long chunks, List<ChunkJson> list) {}

    record TablesJson(int count, long rows, long bytes, long chunks, List<ChunkJson> list) {}

    record ChunkJson(String id, int length) {}

    /** For the manifests of this repository. */
    public ManifestCodec(RepositoryId repository) {
        this.repository = repository;
    }

    /** Where the manifest of this dump is. */
    public static BlobName nameOf(BundleId bundle, DatabaseName database) {
        return new BlobName("bundles/" + bundle + "/" + database);
    }

    /**
     * The blob.
     *
     * @throws BackupFailure PERMANENT where it would be longer than any reader accepts
     */
    public byte[] encode(Manifest manifest, Protection protection) {
        byte[] blob = blob(manifest, protection);
        if (blob.length > LIMIT) {
            throw BackupFailure.of(
                    FailureKind.PERMANENT,
                    "the manifest of " + manifest.summary().database() + " would have " + blob.length
                            + " bytes, at most " + LIMIT + " can be read: the dump has too many streams or chunks");
        }
        return blob;
    }

    private byte[] blob(Manifest manifest, Protection protection) {
        NewDump dump = manifest.summary().dump();
        byte[] json = Documents.MAPPER.writeValueAsBytes(json(manifest));
        if (protection.key().isEmpty()) {
            return Documents.seal(json);
        }
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        blob.writeBytes(MAGIC);
        blob.write('0' + RepositoryDocument.FORMAT);
        blob.writeBytes(HexFormat.of().parseHex(protection.key().get().value()));
        blob.writeBytes(protection.seal(json, associatedData(nameOf(dump.bundle(), dump.database()))));
        return blob.toByteArray();
    }

    /** Whether a manifest is a sealed one, of whatever format. */
    public static boolean isSealed(byte[] blob) {
        return Arrays.equals(blob, 0, Math.min(blob.length, MAGIC.length), MAGIC, 0, MAGIC.length);
    }

    /**
     * The keyset under which a manifest is sealed; empty for a plain one.
     *
     * @throws BackupFailure PERMANENT for a newer format, CORRUPT for what is no manifest
     */
    public Optional<KeyId> keyOf(BlobName name, byte[] blob) {
        if (!isSealed(blob)) {
            return Optional.empty();
        }
        if (blob.length < HEADER_BYTES || blob[MAGIC.length] < '1' || blob[MAGIC.length] > '9') {
            throw damaged(name, null);
        }
        refuseNewer(name, blob[MAGIC.length] - '0');
        return Optional.of(new KeyId(HexFormat.of().formatHex(blob, MAGIC.length + 1, HEADER_BYTES)));
    }

    /**
     * Reads a manifest that was found under the name of this dump.
     *
     * @throws BackupFailure PERMANENT for a newer format, CORRUPT for what is damaged, forged or another's
     */
    public Manifest decode(BundleId bundle, DatabaseName database, byte[] blob, Protection protection) {
        BlobName name = nameOf(bundle, database);
        if (blob.length > LIMIT) {
            throw damaged(name, null);
        }
        boolean sealed = protection.key().isPresent();
        byte[] json = sealed
                ? protection.open(Arrays.copyOfRange(blob, HEADER_BYTES, blob.length), associatedData(name))
                : Documents.json(blob);
        try {
            refuseNewer(name, Documents.MAPPER.readTree(json).path("format").asInt(0));
            Json parsed = Documents.MAPPER.readValue(json, Json.class);
            boolean own = parsed.format() == RepositoryDocument.FORMAT
                    && parsed.repository().equals(repository.value())
                    && parsed.bundle().equals(bundle.value())
                    && parsed.database().equals(database.value())
                    && Optional.ofNullable(parsed.keyset())
                            .equals(protection.key().map(KeyId::value));
            if (!sealed && !Documents.isWhole(blob)) {
                throw damaged(name, null);
            }
            if (!own) {
                throw BackupFailure.of(
                        FailureKind.CORRUPT, name + " is not the manifest of that dump: it was made for another place");
            }
            return manifest(bundle, database, parsed);
        } catch (JacksonException
                | IllegalArgumentException
                | NullPointerException
                | ArithmeticException
                | DateTimeException e) {
            throw damaged(name, e);
        }
    }

    private Json json(Manifest manifest) {
        DumpSummary summary = manifest.summary();
        List<StreamJson> streams = manifest.streams().entrySet().stream()
                .map(stream -> new StreamJson(
                        stream.getKey().value(),
                        stream.getValue().bytes(),
                        stream.getValue().chunks(),
                        json(stream.getValue().list())))
                .toList();
        StoredStream tables = manifest.tables();
        return new Json(
                RepositoryDocument.FORMAT,
                repository.value(),
                summary.dump().bundle().value(),
                summary.database().value(),
                summary.dump().cause().name().toLowerCase(Locale.ROOT),
                summary.dump().note(),
                summary.finishedAt().toString(),
                summary.serverVersion(),
                summary.toolVersion(),
                summary.key().map(KeyId::value).orElse(null),
                summary.stored().bytes(),
                streams,
                new TablesJson(summary.tables(), summary.rows(), tables.bytes(), tables.chunks(), json(tables.list())));
    }

    private static Manifest manifest(BundleId bundle, DatabaseName database, Json json) {
        SortedMap<StreamName, StoredStream> streams = new TreeMap<>();
        for (StreamJson stream : json.streams()) {
            StoredStream stored = new StoredStream(size(stream.bytes()), size(stream.chunks()), chunks(stream.list()));
            if (streams.put(new StreamName(stream.name()), stored) != null) {
                throw new IllegalArgumentException("stream " + stream.name() + " is there twice");
            }
        }
        TablesJson tables = json.tables();
        DumpSummary summary = new DumpSummary(
                new NewDump(bundle, database, BackupCause.valueOf(json.cause().toUpperCase(Locale.ROOT)), json.note()),
                Instant.parse(json.finishedAt()),
                json.serverVersion(),
                json.toolVersion(),
                streams.entrySet().stream()
                        .map(stream -> new StreamSummary(
                                stream.getKey(), new ByteCount(stream.getValue().bytes())))
                        .toList(),
                new ByteCount(json.storedBytes()),
                tables.count(),
                tables.rows(),
                Optional.ofNullable(json.keyset()).map(KeyId::new));
        return new Manifest(
                summary, streams, new StoredStream(size(tables.bytes()), size(tables.chunks()), chunks(tables.list())));
    }

    private static long size(long number) {
        return new ByteCount(number).bytes();
    }

    private static List<ChunkJson> json(List<ChunkRef> chunks) {
        return chunks.stream()
                .map(chunk -> new ChunkJson(chunk.id().hex(), chunk.length()))
                .toList();
    }

    private static List<ChunkRef> chunks(List<ChunkJson> chunks) {
        return chunks.stream()
                .map(chunk -> new ChunkRef(new ChunkId(chunk.id()), chunk.length()))
                .toList();
    }

    private byte[] associatedData(BlobName name) {
        return ("holdfast-manifest\n1\n" + repository + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void refuseNewer(BlobName name, int format) {
        if (format > RepositoryDocument.FORMAT) {
            throw RepositoryDocument.newer("the manifest " + name, format);
        }
    }

    private static BackupFailure damaged(BlobName name, Exception cause) {
        return BackupFailure.of(FailureKind.CORRUPT, "the manifest " + name + " is damaged", cause);
    }
}
