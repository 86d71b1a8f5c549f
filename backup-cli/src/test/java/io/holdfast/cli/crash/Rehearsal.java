package io.holdfast.cli.crash;

import java.time.Duration;
import java.util.List;

/**
 * What an operation is when nobody disturbs it.
 *
 * @param duration how long it takes
 * @param steps what it asks in maintenance sessions
 */
record Rehearsal(Duration duration, List<String> steps) {

    /** The first thing that is done to names; before it, they stand. */
    static final String SWAP_BEGINS = "ALLOW_CONNECTIONS";

    /** Which step is meant. */
    int step(Moment.AtStep moment) {
        int first = switch (moment.part()) {
            case ALL -> 0;
            case SWAP -> swap();
        };
        return first + (int) (moment.place() * (steps.size() - first));
    }

    private int swap() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).contains(SWAP_BEGINS) && !beforeIs(i)) {
                return i;
            }
        }
        throw new IllegalStateException("no step changes names: " + steps);
    }

    private boolean beforeIs(int step) {
        return steps.subList(0, step).stream().anyMatch(earlier -> earlier.contains(SWAP_BEGINS));
    }
}
