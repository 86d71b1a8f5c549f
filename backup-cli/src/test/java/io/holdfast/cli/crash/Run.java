package io.holdfast.cli.crash;

import java.time.Duration;

/** An operation under way. */
interface Run {

    /** How far it has come. */
    Phase phase();

    /** Waits for its end, at most so long; whether it has ended. */
    boolean awaitEnd(Duration limit);

    /** How it ended; waits for that. */
    Ending ending();

    /**
     * How an operation ended.
     *
     * @param message what it said
     */
    record Ending(Outcome outcome, String message) {}

    /** What an operation said of itself. */
    enum Outcome {
        /** That it was done. */
        SUCCEEDED,
        /** That nothing was changed. */
        FAILED,
        /** That nobody knows. */
        UNKNOWN,
        /** Nothing any more. */
        KILLED
    }
}
