package io.holdfast.core.usecase;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Passes everything on and notes it. */
final class WatchedRestorer implements DatabaseRestorer {

    private final DatabaseRestorer restorer;
    private final Consumer<String> notes;

    WatchedRestorer(DatabaseRestorer restorer, Consumer<String> notes) {
        this.restorer = restorer;
        this.notes = notes;
    }

    @Override
    public int inspect(DumpSource source) {
        notes.accept("inspect");
        return restorer.inspect(source);
    }

    @Override
    public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
        notes.accept("check the target");
        return restorer.check(target, source, facts);
    }

    @Override
    public StagedRestore stage(RestoreTarget target, DumpSource source) {
        notes.accept("stage");
        return restorer.stage(target, source);
    }

    @Override
    public List<KeptDatabase> kept(ConnectionUrl server) {
        return restorer.kept(server);
    }

    @Override
    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
        return restorer.undo(target, name);
    }

    @Override
    public KeptDatabase discard(ConnectionUrl server, String name) {
        return restorer.discard(server, name);
    }
}
