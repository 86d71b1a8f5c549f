package io.holdfast.cli.command;

import io.holdfast.cli.wiring.Opening;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.StoreUrl;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.port.BackupEvents;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which repository a command works with. */
final class StoreOptions {

    @Option(
            names = "--store",
            required = true,
            paramLabel = "URL",
            description = "The store: file:///path/to/folder. The folder has to exist.")
    private String store;

    @Option(
            names = "--repository-id",
            paramLabel = "ID",
            description =
                    "Fail unless this repository is there: an empty or another store, such as the mount point of a"
                            + " disk that is not mounted, is then never taken for it.")
    private String repositoryId;

    Opening opening(Purpose purpose, ToolSettings tools, BackupEvents events) {
        return new Opening(StoreUrl.parse(store), purpose, expected(), tools, events);
    }

    private Optional<RepositoryId> expected() {
        return Optional.ofNullable(repositoryId)
                .map(id -> Arguments.value("--repository-id", () -> new RepositoryId(id)));
    }
}
