package io.holdfast.cli.command;

import io.holdfast.cli.output.BundleListReport;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.port.BackupEvents;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the bundles of a repository. */
@Command(
        name = "list",
        description = "Lists the bundles of a repository, the newest first.",
        footer = {"", "Example:", "  holdfast list --store file:///backups/shop"})
final class ListCommand extends ReportingCommand {

    @Mixin
    private StoreOptions store;

    ListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        try (Workbench workbench = Workbench.of(
                store.opening(Purpose.READING, ToolSettings.in(Optional.empty()), BackupEvents.NONE), surroundings())) {
            return new BundleListReport(
                    workbench.repository().id(), workbench.listBundles().list());
        }
    }
}
