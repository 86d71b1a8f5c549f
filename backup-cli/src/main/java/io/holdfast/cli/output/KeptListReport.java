package io.holdfast.cli.output;

import io.holdfast.cli.output.Table.Column;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What restores left on a server.
 *
 * @param server the server
 * @param target the database that was named: what was kept for it can be put back with the same address
 * @param databases what is there, the newest first
 * @param commands how to go on
 */
public record KeptListReport(String server, String target, List<KeptDatabase> databases, KeptCommands commands)
        implements Report {

    /** Copies the list. */
    public KeptListReport {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(target, "target");
        databases = List.copyOf(databases);
        Objects.requireNonNull(commands, "commands");
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        if (databases.isEmpty()) {
            return "No restore has left a database on " + server + ".\n";
        }
        Table table = new Table(List.of(
                Column.text("Database"),
                Column.text("State"),
                Column.text("Target"),
                Column.text("Since (UTC)"),
                Column.number("Size")));
        databases.forEach(database -> table.row(
                database.name(),
                word(database.state()),
                database.target(),
                Times.text(database.since()),
                database.size().toString()));
        StringBuilder text = new StringBuilder(table.text()).append('\n');
        for (State state : State.values()) {
            if (databases.stream().anyMatch(database -> database.state() == state)) {
                text.append(explained(state));
            }
        }
        return text.toString();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("server", server);
        ArrayNode array = document.putArray("databases");
        databases.forEach(database -> KeptJson.put(array.addObject(), database));
        return document;
    }

    private String explained(State state) {
        return switch (state) {
            case PREVIOUS ->
                "previous: was in use under its target's name until a restore, or an undo, took its place.\n" + undo()
                        + "  To drop one for good when it is not needed any more:\n    "
                        + Printable.line(commands.discard(KeptCommands.NAME)) + "\n";
            case RUNNING -> "running: a restore is filling it now. Leave it alone.\n";
            case UNFINISHED ->
                "unfinished: a restore into its target was killed. It is of no use to anybody. To drop one:\n    "
                        + Printable.line(commands.discard(KeptCommands.NAME)) + "\n";
        };
    }

    private String undo() {
        String shown = "\"" + Printable.line(target) + "\"";
        boolean any = databases.stream()
                .anyMatch(database ->
                        database.state() == State.PREVIOUS && database.target().equals(target));
        return any
                ? "  To put one of " + shown + " back:\n    " + Printable.line(commands.undo(KeptCommands.NAME)) + "\n"
                : "  None of them was " + shown + ". To put one back, name its target with --to.\n";
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
