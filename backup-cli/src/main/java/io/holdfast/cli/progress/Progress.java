package io.holdfast.cli.progress;

import io.holdfast.cli.output.Durations;
import io.holdfast.cli.output.Printable;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvent.Phase;
import io.holdfast.core.port.BackupEvents;
import io.holdfast.core.usecase.TakeBackup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Follows the events of one command and shows them. Events may come from any thread; something has to call {@link #tick()}
 * a few times a second, so that a rate falls while nothing moves.
 */
public final class Progress implements BackupEvents, AutoCloseable {

    private final ProgressView view;
    private final InstantSource clock;
    private final LongAdder done = new LongAdder();
    private final Map<DatabaseName, Instant> beginnings = new HashMap<>();
    private final Map<DatabaseName, Duration> durations = new HashMap<>();
    private Current current;

    private record Current(DatabaseName database, Phase phase, ByteCount expected, Instant since) {}

    Progress(ProgressView view, InstantSource clock) {
        this.view = Objects.requireNonNull(view);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Shows progress on standard error, in the way that suits what that is connected to. */
    public static Progress on(Surroundings surroundings) {
        ProgressView view = switch (surroundings.errorDevice()) {
            case TERMINAL -> new LiveLine(surroundings.err());
            case PLAIN -> new PlainLines(surroundings.err());
        };
        return new Progress(view, surroundings.clock());
    }

    @Override
    public void on(BackupEvent event) {
        if (event instanceof BackupEvent.Advanced advanced) {
            done.add(advanced.bytes());
        } else {
            change(event);
        }
    }

    /** Shows where things stand. */
    public synchronized void tick() {
        if (current != null) {
            view.moved(work());
        }
    }

    /** How long the last work on a database took, from its first phase to its end; empty where none has ended. */
    public synchronized Optional<Duration> duration(DatabaseName database) {
        return Optional.ofNullable(durations.get(database));
    }

    @Override
    public synchronized void close() {
        current = null;
        view.close();
    }

    private synchronized void change(BackupEvent event) {
        if (event instanceof BackupEvent.Started started) {
            beginnings.putIfAbsent(started.database(), clock.instant());
            current = new Current(started.database(), started.phase(), started.expected(), clock.instant());
            done.reset();
            view.began(work());
        } else if (event instanceof BackupEvent.Repeated repeated) {
            current = null;
            view.told(event.database().value(), beginningAgain(repeated));
        } else if (event instanceof BackupEvent.Committed committed) {
            end(
                    event.database(),
                    "stored, " + committed.dump().size() + " dumped, "
                            + committed.dump().stored() + " added");
        } else if (event instanceof BackupEvent.Restored) {
            end(event.database(), "restored");
        } else if (event instanceof BackupEvent.Failed failed) {
            // The message is part of the report, or is the command's failure.
            end(event.database(), failed.failure().kind() == FailureKind.CANCELLED ? "cancelled" : "failed");
        }
    }

    private void end(DatabaseName database, String outcome) {
        Instant now = clock.instant();
        Instant beginning = beginnings.remove(database);
        Duration duration = Duration.between(beginning == null ? now : beginning, now);
        durations.put(database, duration);
        current = null;
        view.told(database.value(), outcome + " after " + Durations.text(duration));
    }

    private static String beginningAgain(BackupEvent.Repeated repeated) {
        return "beginning again, attempt " + repeated.attempt() + " of " + TakeBackup.ATTEMPTS + ": "
                + Printable.masked(repeated.failure().getMessage().strip()).replaceAll("\\s*\\R\\s*", " ");
    }

    private Work work() {
        return new Work(
                current.database(),
                current.phase(),
                current.expected(),
                new ByteCount(done.sum()),
                Duration.between(current.since(), clock.instant()));
    }
}
