package io.holdfast.cli.output;

import io.holdfast.core.restore.KeptDatabase;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * That a kept database was dropped.
 *
 * @param database what it was
 */
public record DiscardReport(KeptDatabase database) implements Report {

    /** Checks that it is there. */
    public DiscardReport {
        Objects.requireNonNull(database, "database");
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        return "Dropped \"" + Printable.line(database.name()) + "\", which took " + database.size() + ".\n";
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        KeptJson.put(document.putObject("dropped"), database);
        return document;
    }
}
