package io.holdfast.repository.lock;

import java.time.Duration;

/**
 * The times of the lock protocol.
 *
 * @param refresh how often a holder puts its lock again
 * @param stale after how long without that it is taken for dead; several times {@code refresh}
 * @param patience how long to try to get a lock
 * @param pause about how long to wait between two attempts
 */
public record LockTimes(Duration refresh, Duration stale, Duration patience, Duration pause) {

    /** What the format says: refreshed every minute, stale after ten. */
    public static final LockTimes STANDARD =
            new LockTimes(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMinutes(2), Duration.ofMillis(500));

    /** Checks that a holder has several chances to be seen alive. */
    public LockTimes {
        if (refresh.isNegative() || refresh.isZero() || refresh.multipliedBy(2).compareTo(stale) > 0) {
            throw new IllegalArgumentException("a lock refreshed every " + refresh + " cannot be stale after " + stale);
        }
    }
}
