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

    /** What names are changed in: one transaction. */
    static final String SWAP_BEGINS = "BEGIN";

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
            if (steps.get(i).contains(SWAP_BEGINS)) {
                return i;
            }
        }
        throw new IllegalStateException("no step changes names: " + steps);
    }
}
