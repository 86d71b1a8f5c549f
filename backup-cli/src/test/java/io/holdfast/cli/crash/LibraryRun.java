package io.holdfast.cli.crash;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvents;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An operation in this process, for where others are killed. */
final class LibraryRun implements Run {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Thread thread;
    private final UnaryOperator<Phase> refinement;
    private volatile Phase phase = Phase.STARTING;
    private volatile Ending ending;

    private LibraryRun(Function<BackupEvents, String> work, UnaryOperator<Phase> refinement) {
        this.refinement = refinement;
        this.thread = new Thread(() -> ending = run(work), "library run");
    }

    /**
     * Starts it.
     *
     * @param work throws {@link BackupFailure} and nothing else
     * @param refinement makes of a phase that is known from events what is known from elsewhere
     */
    static LibraryRun start(Function<BackupEvents, String> work, UnaryOperator<Phase> refinement) {
        LibraryRun run = new LibraryRun(work, refinement);
        run.thread.start();
        return run;
    }

    @Override
    public Phase phase() {
        return refinement.apply(phase);
    }

    @Override
    public boolean awaitEnd(Duration limit) {
        try {
            if (limit.toNanos() > 0) {
                TimeUnit.NANOSECONDS.timedJoin(thread, limit.toNanos());
            }
            return !thread.isAlive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Ending ending() {
        if (!awaitEnd(PATIENCE)) {
            StringWriter stack = new StringWriter();
            for (StackTraceElement element : thread.getStackTrace()) {
                stack.append("\n  at ").append(element.toString());
            }
            thread.interrupt();
            throw new AssertionError("still running after " + PATIENCE + stack);
        }
        return ending;
    }

    private Ending run(Function<BackupEvents, String> work) {
        try {
            return new Ending(Outcome.SUCCEEDED, work.apply(this::follow));
        } catch (BackupFailure e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            return new Ending(
                    e.kind() == FailureKind.UNKNOWN_OUTCOME ? Outcome.UNKNOWN : Outcome.FAILED, text.toString());
        }
    }

    private void follow(BackupEvent event) {
        if (event instanceof BackupEvent.Started started) {
            phase = switch (started.phase()) {
                case DUMP -> Phase.DUMP;
                case READ_BACK -> Phase.READ_BACK;
                case CHECK -> Phase.STARTING;
                case RESTORE -> Phase.RESTORE;
                case COUNT -> Phase.COUNT;
            };
        }
    }
}
