package io.holdfast.cli.command;

import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.postgres.dump.TargetDatabase;
import java.util.List;
import java.util.stream.Collectors;

/** What killed restores into a database left over. */
final class Leftovers {

    private final Holdfast holdfast;
    private final ConnectionUrl server;
    private final List<KeptDatabase> unfinished;

    private Leftovers(Holdfast holdfast, ConnectionUrl server, List<KeptDatabase> unfinished) {
        this.holdfast = holdfast;
        this.server = server;
        this.unfinished = List.copyOf(unfinished);
    }

    /** Looks for those of restores into this target, and for those that were killed before they could note their target. */
    static Leftovers of(Holdfast holdfast, ConnectionUrl url, TargetDatabase target) {
        return new Leftovers(
                holdfast,
                url,
                holdfast.listKeptDatabases().list(url).stream()
                        .filter(database -> database.state() == State.UNFINISHED)
                        .filter(database ->
                                database.target().isEmpty() || database.target().equals(target.name()))
                        .toList());
    }

    /** Says that they are there and how they are removed; silent where there are none. */
    void tell(Surroundings surroundings) {
        if (!unfinished.isEmpty()) {
            surroundings.notice("notice: restores into this database were killed and left over "
                    + unfinished.stream().map(KeptDatabase::name).collect(Collectors.joining(", ")) + " ("
                    + unfinished.stream().map(KeptDatabase::size).reduce(ByteCount.ZERO, ByteCount::plus)
                    + "); with --clear-unfinished they are dropped first");
        }
    }

    /** Drops them, saying so. */
    void clear(Surroundings surroundings) {
        for (KeptDatabase database : unfinished) {
            holdfast.discardKeptDatabase().discard(new DiscardKeptDatabase.Request(server, database.name()));
            surroundings.notice("Dropped " + database.name() + ", which a killed restore had left over");
        }
    }
}
