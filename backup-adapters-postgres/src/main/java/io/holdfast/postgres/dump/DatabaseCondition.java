package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.restore.RestoreProblem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What can be said of a database before it is backed up, or restored in its place.
 *
 * @param database the database and its server, for messages
 * @param serverVersion the server's version, such as {@code 15.18}
 * @param serverMajorVersion the first number of it
 * @param size what it takes on the server's disk, indexes included
 * @param unreadable why a dump would miss rows or fail for lack of privileges; empty where everything can be read
 * @param kept the databases on its server that restores left, the newest first
 * @param unreplaceable what would keep this user from restoring in its place just now; empty where nothing would
 * @param warnings states of server and database that make its backups worth less; each a sentence
 */
public record DatabaseCondition(
        String database,
        String serverVersion,
        int serverMajorVersion,
        ByteCount size,
        Optional<BackupFailure> unreadable,
        List<KeptDatabase> kept,
        List<RestoreProblem> unreplaceable,
        List<String> warnings) {

    /** Copies the lists. */
    public DatabaseCondition {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(serverVersion, "serverVersion");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(unreadable, "unreadable");
        kept = List.copyOf(kept);
        unreplaceable = List.copyOf(unreplaceable);
        warnings = List.copyOf(warnings);
    }

    /** The names of those kept databases that are of no use to anybody: their restore was killed. */
    public List<String> leftovers() {
        return kept.stream()
                .filter(database -> database.state() == State.UNFINISHED)
                .map(KeptDatabase::name)
                .toList();
    }
}
