package io.holdfast.cli.progress;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes progress show where things stand, a few times a second. */
public final class Ticker {

    private static final Duration PERIOD = Duration.ofMillis(250);

    private final Progress progress;

    /** For this progress. */
    public Ticker(Progress progress) {
        this.progress = Objects.requireNonNull(progress);
    }

    /** Does the work in this thread and shows its progress meanwhile. */
    public <T> T during(Supplier<T> work) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleAtFixedRate(progress::tick, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.get();
        } finally {
            executor.shutdownNow();
        }
    }
}
