package io.holdfast.postgres.dump;

import io.holdfast.postgres.dump.DumpContents.Position;
import io.holdfast.postgres.dump.DumpContents.Sequence;
import java.util.Optional;

/**
 * Compares where sequences stand after a restore with where they stood before and after the dump. pg_dump reads them at some
 * time in between.
 */
final class SequenceComparison {

    private final Advance advance;

    /** Whether a restore can move sequences beyond what the dump has. */
    enum Advance {
        /** Nothing in the database takes values from sequences while it is restored. */
        IMPOSSIBLE,
        /** Event triggers or the queries of materialized views may have taken some. */
        POSSIBLE
    }

    /**
     * A sequence in the restored database.
     *
     * @param start where it stood when it was made
     * @param ascending whether it counts up
     * @param cycling whether it begins again at its end
     */
    record Restored(Position position, long start, boolean ascending, boolean cycling) {

        /** Whether nobody has put it anywhere since it was made. */
        boolean untouched() {
            return position.value() == start && !position.called();
        }
    }

    SequenceComparison(Advance advance) {
        this.advance = advance;
    }

    /**
     * Compares one.
     *
     * @param restored empty where it does not exist
     * @return a sentence about the difference; empty where there is none that can be told
     */
    Optional<String> difference(Sequence recorded, Optional<Restored> restored) {
        String name = "the sequence " + SqlText.shown(recorded.schema() + "." + recorded.name());
        if (restored.isEmpty()) {
            return Optional.of(name + " is missing");
        }
        return possible(recorded, restored.get())
                ? Optional.empty()
                : Optional.of(name + " stands at " + shown(restored.get().position()) + ", but stood "
                        + (recorded.before().equals(recorded.after())
                                ? "at " + shown(recorded.before())
                                : "between " + shown(recorded.before()) + " and " + shown(recorded.after()))
                        + " while it was dumped");
    }

    private boolean possible(Sequence recorded, Restored restored) {
        boolean early = order(restored.position(), recorded.before(), restored) < 0;
        boolean late = order(restored.position(), recorded.after(), restored) > 0;
        if (!recorded.before().equals(recorded.after())) {
            // Outside of both it may have been too: somebody can have set it anywhere meanwhile, or it began again. But
            // where a new one stands it is because its position did not come back.
            return !early && !late || !restored.untouched();
        }
        return advance == Advance.POSSIBLE ? restored.cycling() || !early : !early && !late;
    }

    /** Which of two comes first, in the direction that the sequence counts in. */
    private static int order(Position one, Position other, Restored sequence) {
        if (one.value() != other.value()) {
            int order = Long.compare(one.value(), other.value());
            return sequence.ascending() ? order : -order;
        }
        return Boolean.compare(one.called(), other.called());
    }

    private static String shown(Position position) {
        return position.value() + (position.called() ? "" : " (not handed out)");
    }
}
