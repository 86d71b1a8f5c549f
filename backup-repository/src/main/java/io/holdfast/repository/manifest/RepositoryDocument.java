package io.holdfast.repository.manifest;

import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.repository.chunk.Chunking;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/**
 * What {@code repository.json} says.
 *
 * @param id what tells the repository from others
 * @param createdAt when it was made
 * @param chunking how its streams are cut
 */
public record RepositoryDocument(RepositoryId id, Instant createdAt, Chunking chunking) {

    /** Its name in the store. */
    public static final BlobName NAME = new BlobName("repository.json");

    /** The format that this version reads and writes. */
    public static final int FORMAT = 1;

    private static final String METHOD = "fastcdc-gear64";

    /** The JSON as it is written. */
    record Json(int format, String id, String createdAt, ChunkingJson chunking) {}

    record ChunkingJson(String method, int lead, int minimum, int average, int maximum) {}

    /** Checks that all are there. */
    public RepositoryDocument {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(chunking, "chunking");
    }

    /** The blob. */
    public byte[] encode() {
        return Documents.seal(Documents.MAPPER.writeValueAsBytes(new Json(
                FORMAT,
                id.value(),
                createdAt.toString(),
                new ChunkingJson(
                        METHOD, chunking.lead(), chunking.minimum(), chunking.average(), chunking.maximum()))));
    }

    /**
     * Reads the blob.
     *
     * @throws BackupFailure PERMANENT for a newer format, CORRUPT for what is none
     */
    public static RepositoryDocument decode(byte[] blob, String location) {
        byte[] json = Documents.json(blob);
        try {
            int format = Documents.MAPPER.readTree(json).path("format").asInt(0);
            if (format > FORMAT) {
                throw newer("the repository in " + location, format);
            }
            Json parsed = Documents.MAPPER.readValue(json, Json.class);
            if (format < 1
                    || !Documents.isWhole(blob)
                    || !METHOD.equals(parsed.chunking().method())) {
                throw damaged(location, null);
            }
            return new RepositoryDocument(
                    new RepositoryId(parsed.id()),
                    Instant.parse(parsed.createdAt()),
                    new Chunking(
                            parsed.chunking().lead(),
                            parsed.chunking().minimum(),
                            parsed.chunking().average(),
                            parsed.chunking().maximum()));
        } catch (JacksonException | IllegalArgumentException | NullPointerException | DateTimeException e) {
            throw damaged(location, e);
        }
    }

    static BackupFailure newer(String what, int format) {
        return BackupFailure.of(
                        FailureKind.PERMANENT,
                        what + " has format " + format + ", and this version of Holdfast knows formats up to " + FORMAT)
                .withHint("Update Holdfast: a newer version wrote it");
    }

    private static BackupFailure damaged(String location, Exception cause) {
        return BackupFailure.of(FailureKind.CORRUPT, NAME + " in " + location + " is damaged", cause);
    }
}
