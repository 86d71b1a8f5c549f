package io.holdfast.cli.wiring;

import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.core.usecase.ListKeptDatabases;
import io.holdfast.core.usecase.UndoRestore;

/** What a command works with that needs a database server and no store; holds nothing that would have to be closed. */
public final class ServerBench {

    private final Assembly assembly;

    private ServerBench(ToolSettings tools) {
        assembly = new Assembly(new PostgresModule(tools), new KeptModule());
    }

    /** Puts it together. */
    public static ServerBench of(ToolSettings tools) {
        return new ServerBench(tools);
    }

    /** Swaps back what a restore replaced. */
    public UndoRestore undoRestore() {
        return assembly.part(UndoRestore.class);
    }

    /** Lists what restores left on a server. */
    public ListKeptDatabases listKeptDatabases() {
        return assembly.part(ListKeptDatabases.class);
    }

    /** Drops what a restore left on a server. */
    public DiscardKeptDatabase discardKeptDatabase() {
        return assembly.part(DiscardKeptDatabase.class);
    }
}
