package io.holdfast.cli.doctor;

import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.StoreUrl;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.port.BackupEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Looks at everything it is shown, also when one thing is out of order. */
public final class Doctor {

    private final Surroundings surroundings;

    /** Works in these surroundings. */
    public Doctor(Surroundings surroundings) {
        this.surroundings = Objects.requireNonNull(surroundings);
    }

    /**
     * Examines.
     *
     * @param tools the folder of PostgreSQL's client tools; empty where they are to be looked for
     * @param store the store, if one is to be looked at
     * @param databases the databases to look at
     */
    public DoctorReport examine(
            Optional<Path> tools, Optional<StoreUrl> store, Map<DatabaseName, ConnectionUrl> databases) {
        List<Check> checks = new ArrayList<>();
        checks.addAll(new DatabaseChecks(tools).run(databases));
        store.ifPresent(url -> {
            Opening opening =
                    new Opening(url, Purpose.READING, Optional.empty(), ToolSettings.in(tools), BackupEvents.NONE);
            try (Workbench workbench = Workbench.of(opening, surroundings)) {
                checks.addAll(new StoreChecks(workbench, surroundings.clock()).run());
            }
        });
        return new DoctorReport(checks);
    }
}
