package io.holdfast.repository;

import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.encryption.KeyId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a store says of its repository to anybody, without a passphrase.
 *
 * @param id what tells it from others
 * @param format the version of its format
 * @param createdAt when it was made
 * @param key the keyset that new dumps are encrypted under; empty where the repository is plain
 */
public record RepositoryInfo(RepositoryId id, int format, Instant createdAt, Optional<KeyId> key) {

    /** Checks that all are there. */
    public RepositoryInfo {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(key, "key");
    }
}
