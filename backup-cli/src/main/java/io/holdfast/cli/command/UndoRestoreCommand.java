package io.holdfast.cli.command;

import io.holdfast.cli.output.DiscardReport;
import io.holdfast.cli.output.KeptCommands;
import io.holdfast.cli.output.KeptListReport;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.output.UndoReport;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.ServerBench;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.core.usecase.UndoRestore;
import io.holdfast.postgres.dump.PostgresCatalog;
import io.holdfast.postgres.dump.TargetDatabase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deals with what restores left on a server: swaps it back, shows it, drops it. */
@Command(
        name = "undo-restore",
        description = "Puts back the database that a restore replaced.",
        footer = {
            "",
            "What the restore had made is kept in its turn, so that undoing twice leads back to it. Nothing is copied:"
                    + " it takes a moment. Kept databases stay on the server until they are dropped with --discard.",
            "",
            "A restore prints the name of the database that it replaced. In scripts give it with --previous: unasked and"
                    + " unnamed, nothing comes back that belongs to a role without a say over the target, and after"
                    + " --no-owner that may be all there is.",
            "",
            "Example:",
            "  holdfast undo-restore --to postgresql://postgres@localhost/shop --list",
            "  holdfast undo-restore --to postgresql://postgres@localhost/shop --previous NAME"
        })
final class UndoRestoreCommand extends ReportingCommand {

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "The database that was replaced, such as postgresql://user@host:5432/name; with --list and"
                    + " --discard any database of its server.")
    private String target;

    @Option(
            names = "--previous",
            paramLabel = "NAME",
            description = "Which of the kept databases is to come back. Default: the newest of this target; you are"
                    + " shown its name. With --yes, the newest of a role that can be trusted with it.")
    private String previous;

    @Option(names = "--list", description = "Show what restores left on the server, and change nothing.")
    private boolean list;

    @Option(names = "--discard", paramLabel = "NAME", description = "Drop this kept database for good.")
    private String discarded;

    @Mixin
    private ConfirmationOptions confirmation;

    @Mixin
    private ToolOptions tools;

    UndoRestoreCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        if (Stream.of(list, previous != null, discarded != null)
                        .filter(given -> given)
                        .count()
                > 1) {
            throw BackupFailure.of(FailureKind.INVALID, "--list, --previous and --discard cannot be combined");
        }
        ConnectionUrl url = Arguments.connectionUrl("--to", target);
        ServerBench server = ServerBench.of(ToolSettings.in(tools.folder()));
        TargetDatabase found = new PostgresCatalog().look(url);
        List<KeptDatabase> kept = server.listKeptDatabases().list(url);
        KeptCommands commands = new KeptCommands(surroundings().program(), found.url());
        if (list) {
            return new KeptListReport(found.server(), found.name(), kept, commands);
        }
        return discarded == null
                ? undo(server, url, found, kept, commands)
                : discard(server, url, found, kept, commands);
    }

    private Report undo(
            ServerBench server,
            ConnectionUrl url,
            TargetDatabase found,
            List<KeptDatabase> kept,
            KeptCommands commands) {
        List<KeptDatabase> choice = previous(kept, found);
        KeptDatabase chosen = choice.stream()
                .filter(database -> previous == null || database.name().equals(previous))
                .findFirst()
                .orElseThrow(() -> nothing(
                        previous == null
                                ? "no restore has replaced \"" + found.name() + "\" on " + found.server()
                                        + ", or what it replaced was dropped"
                                : "\"" + previous + "\" is not a database that was \"" + found.name()
                                        + "\" before a restore",
                        commands));
        UndoQuestion question = new UndoQuestion(found, chosen, previous == null ? choice : List.of());
        confirmation.require(surroundings(), "undoing the restore", question.text(), found.name());
        // What was confirmed comes back, whatever was kept since. Where nobody was asked and none was named, the
        // restorer chooses: it also looks whom the candidates belong to.
        Optional<String> name =
                previous == null && confirmation.waived() ? Optional.empty() : Optional.of(chosen.name());
        KeptDatabase back = server.undoRestore().undo(new UndoRestore.Request(url, name));
        if (!back.name().equals(chosen.name())) {
            surroundings()
                    .notice("notice: \"" + back.name() + "\" was put back, not \"" + chosen.name()
                            + "\": that one came later, or belongs to a role that has no say over this database");
        }
        List<String> before = kept.stream().map(KeptDatabase::name).toList();
        Optional<KeptDatabase> now = previous(server.listKeptDatabases().list(url), found).stream()
                .filter(database ->
                        !before.contains(database.name()) || database.name().equals(back.name()))
                .findFirst();
        return new UndoReport(found.name(), back, now, commands);
    }

    private Report discard(
            ServerBench server,
            ConnectionUrl url,
            TargetDatabase found,
            List<KeptDatabase> kept,
            KeptCommands commands) {
        KeptDatabase chosen = kept.stream()
                .filter(database -> database.name().equals(discarded))
                .findFirst()
                .orElseThrow(() -> nothing(
                        "\"" + discarded + "\" is not a database that a restore left on " + found.server(), commands));
        if (chosen.state() != State.RUNNING) {
            confirmation.require(surroundings(), "dropping it", new DiscardQuestion(chosen).text(), chosen.name());
        }
        return new DiscardReport(
                server.discardKeptDatabase().discard(new DiscardKeptDatabase.Request(url, chosen.name())));
    }

    private static List<KeptDatabase> previous(List<KeptDatabase> kept, TargetDatabase target) {
        return kept.stream()
                .filter(database -> database.state() == State.PREVIOUS)
                .filter(database -> database.target().equals(target.name()))
                .toList();
    }

    private static BackupFailure nothing(String message, KeptCommands commands) {
        return BackupFailure.of(FailureKind.NOT_FOUND, message)
                .withHint("What is kept there is shown by: " + commands.list());
    }
}
