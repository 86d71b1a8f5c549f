package io.holdfast.cli.command;

import io.holdfast.cli.output.Refusal;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.output.RestoreReport;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.Ticker;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.usecase.RestoreDatabase;
import io.holdfast.core.usecase.RestoreDatabase.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a database back. */
@Command(
        name = "restore",
        description = "Restores one database of a bundle into a database that does not exist yet.",
        footer = {
            "",
            "It is restored beside its target, its rows are compared with those counted inside the backup, and only"
                    + " then it gets the target's name. Whatever fails, nothing else was touched. What a dump holds runs"
                    + " with the rights of the role that restores it: one that may create databases is enough for most.",
            "",
            "Example:",
            "  holdfast restore latest --store file:///backups/shop --database config \\",
            "      --to postgresql://postgres@localhost/shop_config_restored"
        })
final class RestoreCommand extends ReportingCommand {

    @Parameters(
            paramLabel = "ID",
            description = "The bundle's id, the beginning of it if no other begins so, or \"" + BundleReference.LATEST
                    + "\".")
    private String id;

    @Mixin
    private StoreOptions store;

    @Mixin
    private ToolOptions tools;

    @Option(
            names = "--database",
            required = true,
            paramLabel = "NAME",
            description = "Which of the bundle's databases.")
    private String database;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "Where to, such as postgresql://user@host:5432/new_name. That database must not exist.")
    private String target;

    @Option(names = "--yes", description = "Do not ask for a confirmation.")
    private boolean confirmed;

    @Option(
            names = "--allow-unauthenticated",
            description =
                    "Restore a plain dump from an encrypted repository too. Anybody who can write to the store could"
                            + " have put it there.")
    private boolean unauthenticatedToo;

    RestoreCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        DatabaseName name = Arguments.databaseName(database);
        ConnectionUrl url = Arguments.connectionUrl("--to", target);
        try (Progress progress = Progress.on(surroundings());
                Workbench workbench =
                        Workbench.of(store.opening(Purpose.READING, tools.folder(), progress), surroundings())) {
            List<Bundle> bundles = workbench.listBundles().list();
            BundleId bundle = new BundleReference(id)
                    .resolve(
                            bundles,
                            candidate -> candidate
                                    .dump(name)
                                    .filter(this::restorable)
                                    .isPresent());
            if (id.equals(BundleReference.LATEST)) {
                tellPassedOver(bundles, bundle, name);
            }
            RestoreDatabase restore = workbench.holdfast().restoreDatabase();
            confirm(bundle, name, url);
            RestoreDatabase.Result result = new Ticker(progress)
                    .during(() -> restore.restore(
                            new RestoreDatabase.Request(bundle, name, RestoreTarget.newDatabase(url), trust())));
            return new RestoreReport(
                    bundle, url, result, progress.duration(name).orElse(Duration.ZERO));
        }
    }

    /** Older data than expected must not come back unnoticed. */
    private void tellPassedOver(List<Bundle> bundles, BundleId chosen, DatabaseName name) {
        bundles.stream()
                .filter(bundle -> bundle.id().compareTo(chosen) > 0)
                .forEach(bundle -> bundle.dump(name)
                        .ifPresent(dump -> surroundings()
                                .notice("notice: the newer bundle " + bundle.id() + " is passed over, its dump of "
                                        + name
                                        + " is " + dump.state().name().toLowerCase(Locale.ROOT) + ": "
                                        + dump.reason())));
    }

    private boolean restorable(DumpEntry entry) {
        return entry.state() == DumpState.READABLE
                || entry.state() == DumpState.UNAUTHENTICATED && trust() == Trust.UNAUTHENTICATED_TOO;
    }

    private Trust trust() {
        return unauthenticatedToo ? Trust.UNAUTHENTICATED_TOO : Trust.AUTHENTICATED_ONLY;
    }

    private void confirm(BundleId bundle, DatabaseName name, ConnectionUrl url) {
        if (confirmed) {
            return;
        }
        String targetName = TargetName.of(url);
        String typed = surroundings()
                .prompt()
                .line("This restores " + name + " of bundle " + bundle + " into the new database " + targetName + " ("
                        + url + ").\nType the name of the new database to go on: ")
                .orElseThrow(() -> new Refusal(
                        "the restore was not confirmed, and there is no terminal to ask on",
                        "With --yes it is not asked for"));
        if (!typed.strip().equals(targetName)) {
            throw new Refusal(
                    "the restore was not confirmed: \"" + typed.strip() + "\" is not \"" + targetName + "\"",
                    "Nothing was changed");
        }
    }
}
