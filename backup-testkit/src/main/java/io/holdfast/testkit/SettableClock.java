package io.holdfast.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is set. For any number of threads. */
public final class SettableClock implements InstantSource {

    private final AtomicReference<Instant> now;

    /** A clock that stands at this time. */
    public SettableClock(Instant now) {
        this.now = new AtomicReference<>(Objects.requireNonNull(now, "now"));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Sets it, also back. */
    public void set(Instant time) {
        now.set(Objects.requireNonNull(time, "time"));
    }

    /** Moves it on, or back by a negative duration. */
    public void advance(Duration by) {
        now.updateAndGet(before -> before.plus(by));
    }
}
