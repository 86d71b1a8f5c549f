package io.holdfast.cli.crash;

import java.time.Duration;

/** When somebody is killed. */
sealed interface Moment {

    /**
     * After a part of the time that the operation takes.
     *
     * @param share between 0 and 1
     */
    record AfterShare(double share) implements Moment {}

    /**
     * Some time into a phase.
     *
     * @param delay after its beginning
     */
    record InPhase(Phase phase, Duration delay) implements Moment {}

    /**
     * At a step of the maintenance sessions.
     *
     * @param part which of them
     * @param place where in that part, between 0 and 1
     */
    record AtStep(Part part, double place, Tripwire.Side side) implements Moment {}

    /** A part of the steps. */
    enum Part {
        /** Any. */
        ALL,
        /** Those that change names. */
        SWAP,
        /** The one by which the names are changed for good. */
        COMMIT
    }
}
