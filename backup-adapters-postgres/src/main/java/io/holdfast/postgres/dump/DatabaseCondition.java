package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What can be said of a database before it is backed up.
 *
 * @param database the database and its server, for messages
 * @param serverVersion the server's version, such as {@code 15.18}
 * @param serverMajorVersion the first number of it
 * @param size what it takes on the server's disk, indexes included
 * @param unreadable why a dump would miss rows or fail for lack of privileges; empty where everything can be read
 * @param leftovers databases on its server that a restore began and did not finish; some may belong to one that is running
 */
public record DatabaseCondition(
        String database,
        String serverVersion,
        int serverMajorVersion,
        ByteCount size,
        Optional<BackupFailure> unreadable,
        List<String> leftovers) {

    /** Copies the list. */
    public DatabaseCondition {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(serverVersion, "serverVersion");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(unreadable, "unreadable");
        leftovers = List.copyOf(leftovers);
    }
}
