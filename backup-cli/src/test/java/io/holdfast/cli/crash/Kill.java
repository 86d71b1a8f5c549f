package io.holdfast.cli.crash;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** One attempt to kill somebody at a moment of an operation. */
final class Kill {

    private static final Duration TICK = Duration.ofMillis(1);

    private final CrashSite site;
    private final Round round;
    private final Moment moment;
    private final RandomGenerator random;
    private final CompletableFuture<Run> run = new CompletableFuture<>();
    private final CompletableFuture<Void> restarted = new CompletableFuture<>();
    private Phase phase;

    /**
     * What came of it.
     *
     * @param phase how far the operation had come when somebody died
     * @param orphans what the victim had started
     */
    record Hit(Phase phase, Run.Ending ending, List<ProcessHandle> orphans) {}

    Kill(CrashSite site, Round round, Moment moment, RandomGenerator random) {
        this.site = site;
        this.round = round;
        this.moment = moment;
        this.random = random;
    }

    /** The commit is known by its text: how many steps come before it depends on how long the sessions take to end. */
    private Tripwire tripwire(Moment.AtStep step, Rehearsal rehearsal) {
        return step.part() == Moment.Part.COMMIT
                ? Tripwire.at(Rehearsal.SWAP_ENDS, step.side(), this::kill)
                : Tripwire.at(rehearsal.step(step), step.side(), this::kill);
    }

    /**
     * Starts the operation and kills.
     *
     * @param rehearsal what is known of the operation
     * @return empty where the operation was over before
     */
    Optional<Hit> carryOut(Rehearsal rehearsal) {
        Tripwire tripwire = moment instanceof Moment.AtStep step ? tripwire(step, rehearsal) : Tripwire.none();
        Run started = round.victim() == Victim.PROGRAM
                ? site.startProgram(round, tripwire)
                : site.startLibrary(round, tripwire);
        run.complete(started);
        if (moment instanceof Moment.AfterShare after) {
            long nanoseconds = (long) (rehearsal.duration().toNanos() * after.share());
            killUnless(started.awaitEnd(Duration.ofNanos(nanoseconds)));
        } else if (moment instanceof Moment.InPhase in) {
            killUnless(!awaitPhase(started, in.phase()) || started.awaitEnd(in.delay()));
        }
        Run.Ending ending = started.ending();
        synchronized (this) {
            if (phase == null) {
                return Optional.empty();
            }
            restarted.join();
            return Optional.of(
                    new Hit(phase, ending, started instanceof ProgramRun program ? program.orphans() : List.of()));
        }
    }

    private void killUnless(boolean ended) {
        if (!ended && (round.victim() != Victim.TOOL || awaitTool())) {
            kill();
        }
    }

    private boolean awaitPhase(Run started, Phase awaited) {
        while (started.phase().compareTo(awaited) < 0) {
            if (started.awaitEnd(TICK)) {
                return false;
            }
        }
        return true;
    }

    private boolean awaitTool() {
        while (Processes.tools(ProcessHandle.current()).isEmpty()) {
            if (run.join().awaitEnd(TICK)) {
                return false;
            }
        }
        return true;
    }

    private synchronized void kill() {
        Phase now = run.join().phase();
        boolean killed = switch (round.victim()) {
            case PROGRAM -> ((ProgramRun) run.join()).kill();
            case TOOL -> killTool();
            case SERVER, SERVER_RESTARTED -> site.server().kill();
        };
        if (!killed) {
            return;
        }
        phase = now;
        if (round.victim() == Victim.SERVER_RESTARTED) {
            restarted.completeAsync(() -> {
                site.server().start();
                return null;
            });
        } else {
            restarted.complete(null);
        }
    }

    private boolean killTool() {
        List<ProcessHandle> tools = Processes.tools(ProcessHandle.current());
        return !tools.isEmpty() && tools.get(random.nextInt(tools.size())).destroyForcibly();
    }
}
