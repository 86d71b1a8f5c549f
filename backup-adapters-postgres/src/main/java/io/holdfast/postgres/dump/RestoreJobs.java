package io.holdfast.postgres.dump;

import java.util.Objects;

/**
 * How many sessions a restore uses at once, for rows, for indexes and for counting.
 *
 * @param count 1 to {@link #MOST}
 * @param choice whose choice that is
 */
public record RestoreJobs(int count, Choice choice) {

    /** More than this does not help: the sessions only wait for each other, and the server needs some for others. */
    public static final int MOST = 16;

    private static final int MOST_BY_DEFAULT = 8;

    /** Checks the bounds. */
    public RestoreJobs {
        Objects.requireNonNull(choice, "choice");
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("jobs of a restore: " + count + " is not between 1 and " + MOST);
        }
    }

    /** Who chose the number. */
    public enum Choice {
        /** Nobody: it follows the machine. */
        DEFAULT,
        /** The operator: speed is worth room on the disk for temporary files. */
        ASKED_FOR
    }

    /** As many as the machine has processors, and at most 8. */
    public static RestoreJobs byProcessors() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new RestoreJobs(Math.max(1, Math.min(processors, MOST_BY_DEFAULT)), Choice.DEFAULT);
    }

    /**
     * This many, because the operator wants it so.
     *
     * @throws IllegalArgumentException where it is not between 1 and {@link #MOST}
     */
    public static RestoreJobs of(int count) {
        return new RestoreJobs(count, Choice.ASKED_FOR);
    }
}
