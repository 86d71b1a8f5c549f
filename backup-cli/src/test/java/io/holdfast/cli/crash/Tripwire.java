package io.holdfast.cli.crash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Counts what is asked of the server in maintenance sessions, where databases are made, renamed and dropped, and kills
 * somebody at one of these steps. For several threads.
 */
final class Tripwire {

    /** When, around a step. */
    enum Side {
        /** The server never hears of it. */
        BEFORE,
        /** The server has just been asked. */
        DURING,
        /** The server has done it, and the answer is lost. */
        AFTER
    }

    /** Messages that ask for something: simple queries, and parsed or bound statements. */
    private static final String REQUESTS = "QPB";

    private final BiPredicate<Integer, String> step;
    private final Side side;
    private final Runnable blow;
    private final List<String> steps = new ArrayList<>();
    private Object waiting;
    private boolean broken;

    private Tripwire(BiPredicate<Integer, String> step, Side side, Runnable blow) {
        this.step = step;
        this.side = side;
        this.blow = blow;
    }

    /** One that only counts. */
    static Tripwire none() {
        return new Tripwire((number, text) -> false, Side.BEFORE, () -> {});
    }

    /**
     * One that kills.
     *
     * @param step at which step; the first is 0
     * @param blow returns when the victim is dead
     */
    static Tripwire at(int step, Side side, Runnable blow) {
        return new Tripwire((number, text) -> number == step, side, blow);
    }

    /**
     * One that kills where something is asked for the first time, however often others ask for something else meanwhile.
     *
     * @param asked what a step has to contain
     * @param blow returns when the victim is dead
     */
    static Tripwire at(String asked, Side side, Runnable blow) {
        return new Tripwire((number, text) -> text.contains(asked), side, blow);
    }

    /** What was asked until now. */
    synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    /** Whether anything that was asked until now contains this. */
    synchronized boolean saw(String text) {
        return steps.stream().anyMatch(step -> step.contains(text));
    }

    /**
     * A client asks.
     *
     * @return whether the message is passed on
     */
    synchronized boolean asked(Object line, byte[] message) {
        if (REQUESTS.indexOf(message[0]) < 0) {
            return true;
        }
        String text = new String(message, StandardCharsets.UTF_8).replaceAll("[^\\p{Print}]+", " ");
        steps.add(text);
        if (broken || waiting != null || !step.test(steps.size() - 1, text)) {
            return true;
        }
        switch (side) {
            case BEFORE -> {
                broken = true;
                blow.run();
                return false;
            }
            case DURING -> {
                broken = true;
                // The message goes out while the victim is being killed.
                Thread killer = new Thread(blow, "tripwire");
                killer.setDaemon(true);
                killer.start();
                return true;
            }
            case AFTER -> {
                waiting = line;
                return true;
            }
        }
        throw new IllegalStateException("side " + side);
    }

    /**
     * The server answers.
     *
     * @return whether the answer is passed on
     */
    synchronized boolean answered(Object line) {
        if (waiting != line || broken) {
            return true;
        }
        broken = true;
        blow.run();
        return false;
    }
}
