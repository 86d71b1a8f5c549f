package io.holdfast.cli.command;

import io.holdfast.cli.output.KeptCommands;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.output.RestoreReport;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.Ticker;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.usecase.RestoreDatabase;
import io.holdfast.core.usecase.RestoreDatabase.Trust;
import io.holdfast.postgres.dump.PostgresCatalog;
import io.holdfast.postgres.dump.RestoreJobs;
import io.holdfast.postgres.dump.TargetDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a database back. */
@Command(
        name = "restore",
        description = "Restores one database of a bundle, into a new database or in the place of one that exists.",
        footer = {
            "",
            "It is restored beside its target, its rows are compared with those counted inside the backup, and only"
                    + " then it gets the target's name. Whatever fails, the target is as it was; only roles"
                    + " that --create-roles made stay. A database that had the name is kept, and the command that puts it"
                    + " back is printed. What a dump holds runs with the rights"
                    + " of the role that restores it: one that owns the target and may create databases is enough for"
                    + " most.",
            "",
            "Example:",
            "  holdfast restore latest --store file:///backups/shop --database config \\",
            "      --to postgresql://postgres@localhost/shop_config"
        })
final class RestoreCommand extends ReportingCommand {

    private static final int MOST_JOBS = RestoreJobs.MOST;

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
            description =
                    "Where to, such as postgresql://user@host:5432/name. A database that exists is replaced, and kept"
                            + " under another name.")
    private String target;

    @Mixin
    private RestoreOptions options;

    @Mixin
    private ConfirmationOptions confirmation;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many sessions restore at once, 1 to " + MOST_JOBS
                    + ". Default: as many as this machine has processors, at most 8.")
    private Integer jobs;

    @Option(
            names = "--clear-unfinished",
            description = "Drop first what killed restores into the same target left over.")
    private boolean clearUnfinished;

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
        ToolSettings settings =
                ToolSettings.in(tools.folder()).withJobs(Arguments.number("--jobs", jobs, 1, MOST_JOBS));
        try (Progress progress = Progress.on(surroundings());
                Workbench workbench =
                        Workbench.of(store.opening(Purpose.READING, settings, progress), surroundings())) {
            BundleId bundle = bundle(workbench, name);
            Holdfast holdfast = workbench.holdfast();
            TargetDatabase found = new PostgresCatalog().look(url);
            KeptCommands commands = new KeptCommands(surroundings().program(), found.url());
            prepare(holdfast, bundle, name, url, found, commands);
            RestoreDatabase.Request request =
                    new RestoreDatabase.Request(bundle, name, new RestoreTarget(url, confirmed(found)), trust());
            RestoreDatabase.Result result =
                    new Ticker(progress).during(() -> holdfast.restoreDatabase().restore(request));
            return new RestoreReport(
                    bundle, url, result, progress.duration(name).orElse(Duration.ZERO), commands);
        }
    }

    /** The bundle that is meant; that it has such a dump is said before anything is asked. */
    private BundleId bundle(Workbench workbench, DatabaseName name) {
        BundleReference reference = new BundleReference(id);
        Bundle bundle =
                reference.exact().map(workbench.repository()::find).orElseGet(() -> search(reference, workbench, name));
        if (bundle.dump(name).isEmpty()) {
            throw BackupFailure.of(FailureKind.NOT_FOUND, "there is no dump of " + name + " in bundle " + bundle.id())
                    .withHint("It has dumps of "
                            + bundle.dumps().stream()
                                    .map(entry -> entry.database().value())
                                    .collect(Collectors.joining(", ")));
        }
        return bundle.id();
    }

    private Bundle search(BundleReference reference, Workbench workbench, DatabaseName name) {
        List<Bundle> bundles = workbench.listBundles().list();
        BundleId chosen = reference.resolve(
                bundles,
                candidate -> candidate.dump(name).filter(this::restorable).isPresent());
        if (id.equals(BundleReference.LATEST)) {
            tellPassedOver(bundles, chosen, name);
        }
        return bundles.stream()
                .filter(bundle -> bundle.id().equals(chosen))
                .findFirst()
                .orElseThrow();
    }

    private void prepare(
            Holdfast holdfast,
            BundleId bundle,
            DatabaseName name,
            ConnectionUrl url,
            TargetDatabase found,
            KeptCommands commands) {
        if (found.exists() && !options.chosen().contains(RestoreOption.REPLACE_EXISTING)) {
            throw BackupFailure.of(
                            FailureKind.ALREADY_EXISTS,
                            "the database \"" + found.name() + "\" on " + found.server()
                                    + " exists already, and with --new it is not replaced")
                    .withHint("Restore to another name, or leave out --new: the database that is there is then kept"
                            + " under another name");
        }
        Leftovers leftovers = Leftovers.of(holdfast, url, found);
        if (!clearUnfinished) {
            leftovers.tell(surroundings());
        }
        confirmation.require(
                surroundings(), "the restore", new RestoreQuestion(bundle, name, found, commands).text(), found.name());
        if (clearUnfinished) {
            leftovers.clear(surroundings());
        }
    }

    /** Nothing is replaced that was said not to exist when it was confirmed. */
    private Set<RestoreOption> confirmed(TargetDatabase found) {
        Set<RestoreOption> confirmed = options.chosen();
        if (!found.exists() && !confirmation.waived()) {
            confirmed.remove(RestoreOption.REPLACE_EXISTING);
        }
        return confirmed;
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
}
