package io.holdfast.cli.progress;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.port.BackupEvent.Phase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a piece of long work has come.
 *
 * @param database the database it is about
 * @param phase what is being done
 * @param expected about how many bytes it will move; zero where nobody knows
 * @param done how many it has moved
 * @param elapsed how long it has taken so far
 */
record Work(DatabaseName database, Phase phase, ByteCount expected, ByteCount done, Duration elapsed) {

    /** Before that much has been seen, a rate is a guess. */
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private static final double WARM_UP_SHARE = 0.01;

    Work {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(phase, "phase");
    }

    String activity() {
        return switch (phase) {
            case DUMP -> "dumping";
            case READ_BACK -> "reading back";
            case CHECK -> "checking";
            case RESTORE -> "restoring";
            case COUNT -> "counting rows";
        };
    }

    /** From 0 to 1; empty where the expectation is unknown or was exceeded. */
    Optional<Double> share() {
        if (expected.bytes() == 0 || done.compareTo(expected) > 0) {
            return Optional.empty();
        }
        return Optional.of((double) done.bytes() / expected.bytes());
    }

    /** A second's bytes, on average; empty as long as it would be a guess. */
    Optional<ByteCount> rate() {
        if (elapsed.compareTo(WARM_UP) < 0 || done.bytes() == 0) {
            return Optional.empty();
        }
        return Optional.of(new ByteCount(Math.round(done.bytes() / (elapsed.toMillis() / 1000.0))));
    }

    /** Rounded up to whole seconds; empty as long as it would be a guess, and when nothing is left. */
    Optional<Duration> left() {
        long bytes = expected.bytes() - done.bytes();
        return share().filter(share -> share >= WARM_UP_SHARE)
                .flatMap(share -> rate())
                .filter(rate -> bytes > 0 && rate.bytes() > 0)
                .map(rate -> Duration.ofSeconds((bytes + rate.bytes() - 1) / rate.bytes()));
    }
}
