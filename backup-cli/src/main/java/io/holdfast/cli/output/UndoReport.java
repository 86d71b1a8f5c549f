package io.holdfast.cli.output;

import io.holdfast.core.restore.KeptDatabase;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of undoing a restore.
 *
 * @param target the name of the database that was put back
 * @param back the database that is back, under the name that it was kept by
 * @param kept what was in its place, under the name that it is kept by now; empty where it cannot be told
 * @param commands how to go on
 */
public record UndoReport(String target, KeptDatabase back, Optional<KeptDatabase> kept, KeptCommands commands)
        implements Report {

    /** Checks that all are there. */
    public UndoReport {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(back, "back");
        Objects.requireNonNull(kept, "kept");
        Objects.requireNonNull(commands, "commands");
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "\"%s\" is again the database that was kept as \"%s\" since %s UTC.%n",
                Printable.line(target), Printable.line(back.name()), Times.text(back.since())));
        kept.ifPresent(database -> text.append(String.format(
                "What was \"%s\" until now is kept as \"%s\". To go back to it:%n  %s%nTo drop it for good when it is not"
                        + " needed any more:%n  %s%n",
                Printable.line(target),
                Printable.line(database.name()),
                Printable.line(commands.undo(database.name())),
                Printable.line(commands.discard(database.name())))));
        return text.toString();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("target", target);
        KeptJson.put(document.putObject("back"), back);
        kept.ifPresentOrElse(
                database -> KeptJson.put(document.putObject("kept"), database), () -> document.putNull("kept"));
        document.put(
                "undo", kept.map(database -> commands.undo(database.name())).orElse(null));
        return document;
    }
}
