package io.holdfast.cli.doctor;

import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.ServerBench;
import io.holdfast.cli.wiring.StoreUrl;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.port.BackupEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Looks at everything it is shown, also when one thing is out of order. */
public final class Doctor {

    private final Surroundings surroundings;

    /** Works in these surroundings. */
    public Doctor(Surroundings surroundings) {
        this.surroundings = Objects.requireNonNull(surroundings);
    }

    /**
     * What to look at.
     *
     * @param tools how PostgreSQL's client tools are used
     * @param store the store, if one is to be looked at
     * @param databases the databases to look at
     * @param remedies what to put right
     */
    public record Request(
            ToolSettings tools,
            Optional<StoreUrl> store,
            Map<DatabaseName, ConnectionUrl> databases,
            Set<Remedy> remedies) {

        /** Copies the set. */
        public Request {
            Objects.requireNonNull(tools, "tools");
            Objects.requireNonNull(store, "store");
            Objects.requireNonNull(databases, "databases");
            remedies = Set.copyOf(remedies);
        }
    }

    /** Examines all of it. */
    public DoctorReport examine(Request request) {
        List<Check> checks = new ArrayList<>();
        ServerChecks servers = new ServerChecks(ServerBench.of(request.tools()), surroundings.program());
        if (request.remedies().contains(Remedy.CLEAR_UNFINISHED)) {
            checks.addAll(servers.clear(request.databases().values()));
        }
        checks.addAll(new DatabaseChecks(request.tools().folder(), servers).run(request.databases()));
        request.store().ifPresent(url -> {
            Opening opening = new Opening(url, Purpose.READING, Optional.empty(), request.tools(), BackupEvents.NONE);
            try (Workbench workbench = Workbench.of(opening, surroundings)) {
                checks.addAll(new StoreChecks(workbench, surroundings.clock()).run());
            }
        });
        return new DoctorReport(checks);
    }
}
