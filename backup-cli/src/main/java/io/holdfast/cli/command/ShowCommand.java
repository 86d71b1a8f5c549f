package io.holdfast.cli.command;

import io.holdfast.cli.output.BundleReport;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.port.BackupEvents;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one bundle in detail. */
@Command(
        name = "show",
        description = "Shows one bundle: its dumps, their streams, the rows of each table.",
        footer = {"", "Example:", "  holdfast show latest --store file:///backups/shop"})
final class ShowCommand extends ReportingCommand {

    @Parameters(
            paramLabel = "ID",
            description = "The bundle's id, the beginning of it if no other begins so, or \"" + BundleReference.LATEST
                    + "\".")
    private String id;

    @Mixin
    private StoreOptions store;

    ShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        try (Workbench workbench = Workbench.of(
                store.opening(Purpose.READING, ToolSettings.in(Optional.empty()), BackupEvents.NONE), surroundings())) {
            BundleReference reference = new BundleReference(id);
            BundleId bundle = reference
                    .exact()
                    .orElseGet(() -> reference.resolve(workbench.listBundles().list(), any -> true));
            return new BundleReport(workbench.describeBundle().describe(bundle));
        }
    }
}
