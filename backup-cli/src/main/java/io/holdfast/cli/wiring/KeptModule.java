package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.core.usecase.ListKeptDatabases;
import io.holdfast.core.usecase.UndoRestore;

/** The use cases about what restores left on a server; they need no repository. */
final class KeptModule extends AbstractModule {

    @Provides
    UndoRestore undoRestore(DatabaseRestorer restorer) {
        return new UndoRestore(restorer);
    }

    @Provides
    ListKeptDatabases listKeptDatabases(DatabaseRestorer restorer) {
        return new ListKeptDatabases(restorer);
    }

    @Provides
    DiscardKeptDatabase discardKeptDatabase(DatabaseRestorer restorer) {
        return new DiscardKeptDatabase(restorer);
    }
}
