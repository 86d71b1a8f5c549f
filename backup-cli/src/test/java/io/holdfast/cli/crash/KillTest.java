package io.holdfast.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.core.bundle.BundleId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the program, one of the tools, or the whole server, with SIGKILL, at moments all over each operation. Which moments
 * is decided by a seed, which {@code -Dholdfast.seed} sets; {@code -Dholdfast.crash.rounds} sets how many.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillTest {

    private static final long SEED = Long.getLong("holdfast.seed", 20261123);
    private static final int ROUNDS = Integer.getInteger("holdfast.crash.rounds", 50);
    private static final int LEAST_SWAPS = 12;
    private static final int ATTEMPTS = 12;

    @TempDir
    private static Path folder;

    private static CrashSite site;
    private static final Map<Operation, Rehearsal> LIBRARY = new EnumMap<>(Operation.class);
    private static final Map<Operation, Rehearsal> PROGRAM = new EnumMap<>(Operation.class);
    private static final Tally TALLY = new Tally();

    @BeforeAll
    static void rehearse() throws IOException {
        site = CrashSite.make(folder);
        for (Operation operation : Operation.values()) {
            for (Victim victim : new Victim[] {Victim.PROGRAM, Victim.SERVER}) {
                site.reset(operation);
                runUndisturbed(new Round(SEED, -1, operation, victim, Round.ONE));
            }
        }
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
        System.out.println("Seed " + SEED + ": " + TALLY);
    }

    static Stream<Round> rounds() {
        return Round.plan(SEED, ROUNDS).stream();
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("rounds")
    void theOldOrTheNewIsThereWholeAndTheNextRunWorks(Round round) {
        RandomGenerator random = round.random();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (kill(round, round.moment(random), random)) {
                return;
            }
        }
        fail("nobody was hit in " + round);
    }

    /** The one moment at which old becomes new, which chance seldom meets. */
    @ParameterizedTest
    @EnumSource
    @Order(2)
    void aLostCommitIsNeitherTakenForDoneNorForUndone(Tripwire.Side side) {
        killAtCommit(new Round(SEED, ROUNDS, Operation.RESTORE_OVER, Victim.SERVER, Round.ONE), side);
        killAtCommit(new Round(SEED, ROUNDS, Operation.UNDO, Victim.SERVER_RESTARTED, Round.ONE), side);
    }

    /** What chance has not brought about in the rounds before, is brought about by aiming. */
    @Test
    @Order(3)
    void noPhaseIsSpared() {
        int number = ROUNDS;
        for (Phase phase : Phase.values()) {
            int wanted = phase == Phase.SWAP ? LEAST_SWAPS : 1;
            for (int attempt = 0; TALLY.of(phase) < wanted; attempt++) {
                assertThat(attempt).as("attempts to hit " + phase).isLessThan(ATTEMPTS + wanted);
                Round round = Round.aimedAt(phase, SEED, number++);
                kill(round, new Moment.InPhase(phase, Duration.ZERO), round.random());
            }
        }
    }

    @Test
    @Order(4)
    void whatTheKilledLeftInTheStoreIsRemovedOnceItIsOld() {
        Round round = new Round(SEED, -1, Operation.BACK_UP, Victim.PROGRAM, Round.SEVERAL);
        site.reset(round.operation());
        site.store().age();
        runUndisturbed(round);
        assertThat(site.store().passing()).isEmpty();
        for (Edition edition : Edition.values()) {
            site.restoreBeside(site.newestBundle(edition));
            assertThat(Edition.of(site.server(), CrashSite.BESIDE)).isEqualTo(edition);
            site.drop(CrashSite.BESIDE);
        }
    }

    private void killAtCommit(Round round, Tripwire.Side side) {
        Moment moment = new Moment.AtStep(Moment.Part.COMMIT, 0, side);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (kill(round, moment, round.random())) {
                return;
            }
        }
        fail("nobody was hit in " + round);
    }

    /**
     * Kills somebody, and looks at what is left.
     *
     * @return false where it was too late
     */
    private boolean kill(Round round, Moment moment, RandomGenerator random) {
        site.reset(round.operation());
        Aftermath aftermath = new Aftermath(site, round);
        Optional<Kill.Hit> hit =
                new Kill(site, round, moment, random).carryOut(rehearsals(round).get(round.operation()));
        if (hit.isEmpty()) {
            return false;
        }
        TALLY.add(round, hit.get().phase());
        System.out.printf(
                "%s in %s (%s): %s%n",
                round, hit.get().phase(), moment, hit.get().ending().outcome());
        aftermath.awaitSilence(hit.get().orphans());
        aftermath.check(hit.get().ending());
        if (moment instanceof Moment.AtStep step && step.part() == Moment.Part.COMMIT) {
            aftermath.checkCommit(step.side());
        }
        goOn(round, random, aftermath);
        return true;
    }

    private void goOn(Round round, RandomGenerator random, Aftermath aftermath) {
        boolean first = random.nextBoolean();
        if (first) {
            aftermath.clear();
        }
        makeRoom(round, aftermath);
        Edition before = Edition.of(site.server(), Edition.TARGET);
        int bundles = aftermath.newBundles().size();
        if (!first && round.restores() && round.victim() == Victim.PROGRAM) {
            runUndisturbed(round, "--clear-unfinished");
            aftermath.checkCleared();
        } else {
            runUndisturbed(round);
        }
        switch (round.operation()) {
            case BACK_UP -> assertThat(aftermath.newBundles()).hasSize(bundles + 1);
            case RESTORE_BESIDE ->
                assertThat(Edition.of(site.server(), CrashSite.BESIDE)).isEqualTo(Edition.NEW);
            case RESTORE_OVER ->
                assertThat(Edition.of(site.server(), Edition.TARGET)).isEqualTo(Edition.NEW);
            case UNDO -> assertThat(Edition.of(site.server(), Edition.TARGET)).isNotEqualTo(before);
        }
        aftermath.clear();
        aftermath.checkNothingIsLeft();
    }

    /** What was done in spite of the kill is looked at closely, and taken back, so that it can be done again. */
    private void makeRoom(Round round, Aftermath aftermath) {
        switch (round.operation()) {
            case BACK_UP -> {
                for (BundleId bundle : aftermath.newBundles()) {
                    site.restoreBeside(bundle);
                    assertThat(Edition.of(site.server(), CrashSite.BESIDE)).isEqualTo(Edition.OLD);
                    site.drop(CrashSite.BESIDE);
                }
            }
            case RESTORE_BESIDE -> site.drop(CrashSite.BESIDE);
            case RESTORE_OVER -> {
                if (Edition.of(site.server(), Edition.TARGET) == Edition.NEW) {
                    aftermath.undoAndCheck();
                }
            }
            case UNDO -> {
                // There is always something to undo.
            }
        }
    }

    /** The same operation once more, as whoever sees it fail would do. */
    private static void runUndisturbed(Round round, String... options) {
        Tripwire counter = Tripwire.none();
        long start = System.nanoTime();
        Run run = round.victim() == Victim.PROGRAM
                ? site.startProgram(round, counter, options)
                : site.startLibrary(round, counter);
        Run.Ending ending = run.ending();
        assertThat(ending.outcome())
                .as("the next run, after " + round + ": " + ending.message())
                .isEqualTo(Run.Outcome.SUCCEEDED);
        rehearsals(round)
                .put(round.operation(), new Rehearsal(Duration.ofNanos(System.nanoTime() - start), counter.steps()));
    }

    private static Map<Operation, Rehearsal> rehearsals(Round round) {
        return round.victim() == Victim.PROGRAM ? PROGRAM : LIBRARY;
    }
}
