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

    /** What that transaction ends with. */
    static final String SWAP_ENDS = "COMMIT";

    /** Which step is meant. */
    int step(Moment.AtStep moment) {
        return switch (moment.part()) {
            case ALL -> (int) (moment.place() * steps.size());
            case SWAP -> {
                int first = last(SWAP_BEGINS);
                yield first + (int) (moment.place() * (steps.size() - first));
            }
            case COMMIT -> last(SWAP_ENDS);
        };
    }

    private int last(String text) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).contains(text)) {
                return i;
            }
        }
        throw new IllegalStateException("no " + text + " in " + steps);
    }
}
