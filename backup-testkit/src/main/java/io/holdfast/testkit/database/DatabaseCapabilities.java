package io.holdfast.testkit.database;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a harness can arrange. What it cannot is not passed over in silence: the contract checks that the harness refuses it
 * with an {@link UnsupportedOperationException}, and publishes it as an entry of the test's report.
 *
 * @param samples the databases that its server can hold; EMPTY, ORDINARY, LARGE and MOVING_ROWS are always among them
 * @param dumpFaults the faults of a dumping program that it can arrange
 * @param restoreFaults the faults of a restoring program that it can arrange; only FAILS_BEFORE_OUTPUT and HANGS are asked for
 * @param redefinitions what can be done to a database while it is dumped
 * @param obstacles the obstacles to a restore that there can be
 * @param abilities what else it can arrange
 */
public record DatabaseCapabilities(
        Set<SampleDatabase> samples,
        Set<ToolFault> dumpFaults,
        Set<ToolFault> restoreFaults,
        Set<Redefinition> redefinitions,
        Set<Obstacle> obstacles,
        Set<DatabaseAbility> abilities) {

    private static final Set<SampleDatabase> NEEDED =
            EnumSet.of(SampleDatabase.EMPTY, SampleDatabase.ORDINARY, SampleDatabase.LARGE, SampleDatabase.MOVING_ROWS);

    /** Copies the sets. */
    public DatabaseCapabilities {
        samples = Set.copyOf(samples);
        dumpFaults = Set.copyOf(dumpFaults);
        restoreFaults = Set.copyOf(restoreFaults);
        redefinitions = Set.copyOf(redefinitions);
        obstacles = Set.copyOf(obstacles);
        abilities = Set.copyOf(abilities);
        if (!samples.containsAll(NEEDED)) {
            throw new IllegalArgumentException("every harness has to make " + NEEDED + ", this one makes " + samples);
        }
    }

    /** Everything. */
    public static DatabaseCapabilities all() {
        return new DatabaseCapabilities(
                EnumSet.allOf(SampleDatabase.class),
                EnumSet.allOf(ToolFault.class),
                EnumSet.of(ToolFault.FAILS_BEFORE_OUTPUT, ToolFault.HANGS),
                EnumSet.allOf(Redefinition.class),
                EnumSet.allOf(Obstacle.class),
                EnumSet.allOf(DatabaseAbility.class));
    }
}
