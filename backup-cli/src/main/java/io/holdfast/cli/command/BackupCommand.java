package io.holdfast.cli.command;

import io.holdfast.cli.output.BackupReport;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.Ticker;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.usecase.TakeBackup;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Backs databases up. */
@Command(
        name = "backup",
        description = "Backs up live databases into one new bundle. An empty store becomes a repository.",
        footer = {
            "",
            "When one of several databases fails, the dumps of the others stay, and the exit code is that of the failure.",
            "",
            "Example:",
            "  holdfast backup --store file:///backups/shop \\",
            "      --database config=postgresql://backup@localhost/shop_config \\",
            "      --database results=postgresql://backup@localhost/shop_results"
        })
final class BackupCommand extends ReportingCommand {

    private static final int MOST_STREAMS = 16;

    @Mixin
    private StoreOptions store;

    @Mixin
    private ToolOptions tools;

    @Option(
            names = "--database",
            required = true,
            paramLabel = "NAME=URL",
            description = "A database, and what it is to be called in the bundle, such as"
                    + " config=postgresql://user@host:5432/database. Repeatable.")
    private List<String> databases;

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "In how many streams the rows of a database are dumped at once, 1 to " + MOST_STREAMS
                    + ", all of the same moment. Default: one where all rows take less than 256 MB or the server has too"
                    + " few locks for several; else as many as this machine has processors, at most 8.")
    private Integer streams;

    @Option(names = "--note", paramLabel = "TEXT", description = "Kept with the bundle; at most 1000 characters.")
    private String note = "";

    BackupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        TakeBackup.Request request = request();
        ToolSettings settings =
                ToolSettings.in(tools.folder()).withStreams(Arguments.number("--streams", streams, 1, MOST_STREAMS));
        try (Progress progress = Progress.on(surroundings());
                Workbench workbench =
                        Workbench.of(store.opening(Purpose.WRITING, settings, progress), surroundings())) {
            TakeBackup backup = workbench.holdfast().takeBackup();
            TakeBackup.Result result = new Ticker(progress).during(() -> backup.backUp(request));
            if (result.dumps().isEmpty() && result.failures().size() == 1) {
                throw result.failures().values().iterator().next();
            }
            return BackupReport.of(result, progress::duration);
        }
    }

    private TakeBackup.Request request() {
        Map<DatabaseName, ConnectionUrl> urls = Arguments.databases(databases);
        if (note.length() > NewDump.NOTE_LIMIT) {
            throw BackupFailure.of(
                    FailureKind.INVALID,
                    "--note: " + note.length() + " characters, at most " + NewDump.NOTE_LIMIT + " are kept");
        }
        return new TakeBackup.Request(urls, BackupCause.CLI, note);
    }
}
