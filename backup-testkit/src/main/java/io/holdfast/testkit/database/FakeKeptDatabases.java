package io.holdfast.testkit.database;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.testkit.database.FakeDatabases.Session;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The databases of a {@link FakeDatabases} that are there because of a restore, told by a mark that moves with them. */
final class FakeKeptDatabases {

    private final FakeDatabases server;

    FakeKeptDatabases(FakeDatabases server) {
        this.server = server;
    }

    /**
     * Why a database is there.
     *
     * @param target the name of the database that it was, or is to become
     * @param since since when
     * @param restore the session of the restore that fills it; empty where it is a previous database
     */
    record Mark(String target, Instant since, Optional<Session> restore) {

        Mark {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(restore, "restore");
        }

        State state() {
            return restore.map(session -> session.connected() ? State.RUNNING : State.UNFINISHED)
                    .orElse(State.PREVIOUS);
        }
    }

    /** The newest first. */
    List<KeptDatabase> list() {
        return server.atomically(() -> server.marks().entrySet().stream()
                .map(entry -> kept(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(KeptDatabase::since).reversed())
                .toList());
    }

    /** Makes an empty database that is to become the target when its restore, which has this session, is promoted. */
    String stage(String target, Session restore) {
        String staging = "restoring-" + UUID.randomUUID();
        return server.atomically(() -> {
            server.create(staging, FakeContent.EMPTY);
            server.mark(staging, Optional.of(new Mark(target, server.time(), Optional.of(restore))));
            return staging;
        });
    }

    /**
     * Gives a staging database its target's name.
     *
     * @throws BackupFailure ALREADY_EXISTS where the name is taken
     */
    void promote(String staging, String target) {
        server.atomically(() -> {
            server.rename(staging, target);
            server.mark(target, Optional.empty());
            return target;
        });
    }

    /**
     * Puts a database into the place of another, whose sessions end.
     *
     * @return the name under which the other is kept; empty where there was none
     */
    Optional<String> replace(String target, String by) {
        return server.atomically(() -> {
            Optional<String> kept =
                    server.databases().contains(target) ? Optional.of(putAway(target)) : Optional.empty();
            promote(by, target);
            return kept;
        });
    }

    /** Swaps a previous database back. */
    KeptDatabase undo(String target, Optional<String> name) {
        return server.atomically(() -> {
            KeptDatabase previous = list().stream()
                    .filter(kept ->
                            kept.state() == State.PREVIOUS && kept.target().equals(target))
                    .filter(kept -> name.isEmpty() || kept.name().equals(name.get()))
                    .findFirst()
                    .orElseThrow(() -> BackupFailure.of(
                            FailureKind.NOT_FOUND,
                            "nothing is kept for " + target
                                    + name.map(as -> " as " + as).orElse("")));
            replace(target, previous.name());
            return previous;
        });
    }

    /** Drops one. */
    KeptDatabase discard(String name) {
        return server.atomically(() -> {
            KeptDatabase discarded = list().stream()
                    .filter(kept -> kept.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            BackupFailure.of(FailureKind.NOT_FOUND, "no restore has left a database named " + name));
            if (discarded.state() == State.RUNNING) {
                throw BackupFailure.of(
                        FailureKind.INVALID, "a restore into " + discarded.target() + " is running in " + name);
            }
            server.drop(name);
            return discarded;
        });
    }

    private String putAway(String target) {
        String name = target + "-before-" + UUID.randomUUID();
        server.endSessions(target);
        server.rename(target, name);
        server.mark(name, Optional.of(new Mark(target, server.time(), Optional.empty())));
        return name;
    }

    private KeptDatabase kept(String name, Mark mark) {
        ByteCount size = new ByteCount(server.content(name).size());
        return new KeptDatabase(name, mark.state(), mark.target(), mark.since(), size);
    }
}
