package io.holdfast.cli.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One kill.
 *
 * @param seed of the whole run
 * @param number which round of it
 * @param operation what is disturbed
 * @param victim who is killed
 * @param streams how many streams the dump has that is written or read
 */
record Round(long seed, int number, Operation operation, Victim victim, int streams) {

    /** A dump of one stream, written by one pg_dump, and one of several. */
    static final int ONE = 1;

    /** Enough that some are at work at once. */
    static final int SEVERAL = 3;

    private static final Duration LONGEST_DELAY = Duration.ofMillis(200);
    private static final int SHORTENING = 4;
    private static final double STEPS = 0.45;
    private static final double PHASES = 0.75;
    private static final double SWAPS = 0.75;

    /** So many rounds, in each 25 of which every pair occurs as often as it is worth. */
    static List<Round> plan(long seed, int rounds) {
        Random random = new Random(seed);
        List<Round> plan = new ArrayList<>();
        while (plan.size() < rounds) {
            List<Round> portion = new ArrayList<>();
            add(portion, Victim.PROGRAM, 2, 1, 3, 2);
            add(portion, Victim.TOOL, 2, 2, 2, 0);
            add(portion, Victim.SERVER, 1, 1, 2, 2);
            add(portion, Victim.SERVER_RESTARTED, 1, 1, 2, 1);
            Collections.shuffle(portion, random);
            for (Round round : portion) {
                int streams = random.nextBoolean() ? ONE : SEVERAL;
                plan.add(new Round(seed, plan.size(), round.operation, round.victim, streams));
            }
        }
        return plan.subList(0, rounds);
    }

    /** One that is to hit a phase. */
    static Round aimedAt(Phase phase, long seed, int number) {
        Operation operation = Stream.of(Operation.RESTORE_OVER, Operation.BACK_UP)
                .filter(candidate -> candidate.phases().contains(phase))
                .findFirst()
                .orElseThrow();
        return new Round(seed, number, operation, Victim.SERVER, ONE);
    }

    /** Whether it fills a database. */
    boolean restores() {
        return operation == Operation.RESTORE_BESIDE || operation == Operation.RESTORE_OVER;
    }

    /** What chance decides in this round; the same each time, whatever the rounds before it did. */
    RandomGenerator random() {
        return new SplittableRandom(seed * 1_000_003 + number);
    }

    /** The next moment to try. */
    Moment moment(RandomGenerator random) {
        double kind = random.nextDouble();
        boolean swaps = operation.phases().contains(Phase.SWAP);
        if (kind < STEPS && swaps && victim != Victim.TOOL) {
            Moment.Part part = random.nextDouble() < SWAPS ? Moment.Part.SWAP : Moment.Part.ALL;
            Tripwire.Side[] sides = Tripwire.Side.values();
            return new Moment.AtStep(part, random.nextDouble(), sides[random.nextInt(sides.length)]);
        }
        if (kind < PHASES) {
            List<Phase> phases = operation.phases();
            return new Moment.InPhase(
                    phases.get(random.nextInt(phases.size())),
                    // Phases are of very different lengths, so short delays are the most frequent ones.
                    Duration.ofNanos((long) (LONGEST_DELAY.toNanos() * Math.pow(random.nextDouble(), SHORTENING))));
        }
        return new Moment.AfterShare(random.nextDouble());
    }

    private static void add(List<Round> portion, Victim victim, int... times) {
        for (Operation operation : Operation.values()) {
            for (int i = 0; i < times[operation.ordinal()]; i++) {
                portion.add(new Round(0, 0, operation, victim, ONE));
            }
        }
    }

    @Override
    public String toString() {
        return "round " + number + " of seed " + seed + ": " + operation + " with " + streams + " streams, " + victim
                + " is killed";
    }
}
