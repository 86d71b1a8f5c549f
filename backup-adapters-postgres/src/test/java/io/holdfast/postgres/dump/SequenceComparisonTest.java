package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.postgres.dump.DumpContents.Position;
import io.holdfast.postgres.dump.DumpContents.Sequence;
import io.holdfast.postgres.dump.SequenceComparison.Advance;
import io.holdfast.postgres.dump.SequenceComparison.Restored;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceComparisonTest {

    /** Positions are written as 5 where 5 was handed out, and 5- where it comes next. */
    @ParameterizedTest(name = "{0} to {1}, {2}: restored at {3}, {4}: {5}")
    @CsvSource({
        // where nothing moved, it has to be that very position
        "5,  5,  up,         5,  IMPOSSIBLE, equal",
        "5,  5,  up,         5-, IMPOSSIBLE, differs",
        "5-, 5-, up,         5,  IMPOSSIBLE, differs",
        "5,  5,  up,         4,  IMPOSSIBLE, differs",
        "5,  5,  up,         6,  IMPOSSIBLE, differs",
        "5,  5,  down,       5,  IMPOSSIBLE, equal",
        "5,  5,  down,       6,  IMPOSSIBLE, differs",
        "5,  5,  up cycling, 5,  IMPOSSIBLE, equal",
        "5,  5,  up cycling, 6,  IMPOSSIBLE, differs",
        "5,  5,  up cycling, 1-, IMPOSSIBLE, differs",
        // where it moved, anywhere, because it can have been set: but not where a new one stands
        "5,  9,  up,         5,  IMPOSSIBLE, equal",
        "5,  9,  up,         7,  IMPOSSIBLE, equal",
        "5,  9,  up,         9,  IMPOSSIBLE, equal",
        "5,  9,  up,         2,  IMPOSSIBLE, equal",
        "5,  9,  up,         99, IMPOSSIBLE, equal",
        "5,  9,  up,         1-, IMPOSSIBLE, differs",
        "5,  9,  up,         1,  IMPOSSIBLE, equal",
        "1-, 1,  up,         1-, IMPOSSIBLE, equal",
        "1-, 1,  up,         1,  IMPOSSIBLE, equal",
        "9,  5,  down,       7,  IMPOSSIBLE, equal",
        "9,  5,  down,       1-, IMPOSSIBLE, differs",
        "-3, 3,  up,         0,  IMPOSSIBLE, equal",
        "-9223372036854775808, 9223372036854775807, up, 0, IMPOSSIBLE, equal",
        "9,  5,  up,         1,  IMPOSSIBLE, equal",
        "9,  5,  up,         1-, IMPOSSIBLE, differs",
        "5,  9,  up cycling, 1,  IMPOSSIBLE, equal",
        // what runs while it is restored can only have moved it on
        "5,  5,  up,         6,  POSSIBLE,   equal",
        "5,  5,  up,         4,  POSSIBLE,   differs",
        "5,  9,  up,         10, POSSIBLE,   equal",
        "5,  9,  up,         1-, POSSIBLE,   differs",
        "5,  5,  down,       4,  POSSIBLE,   equal",
        "5,  5,  down,       6,  POSSIBLE,   differs",
        "5,  5,  up cycling, 1,  POSSIBLE,   equal",
    })
    void cases(String before, String after, String direction, String restored, Advance advance, String expected) {
        Sequence recorded = new Sequence(1, "public", "s", position(before), position(after));
        Restored found = new Restored(position(restored), 1, direction.startsWith("up"), direction.endsWith("cycling"));
        Optional<String> difference = new SequenceComparison(advance).difference(recorded, Optional.of(found));
        assertThat(difference.isEmpty()).isEqualTo(expected.equals("equal"));
        difference.ifPresent(sentence ->
                assertThat(sentence).contains("public.s", found.position().value() + ""));
    }

    @Test
    void aMissingOneIsSaid() {
        Sequence recorded = new Sequence(1, "a", "b\u001b", position("1"), position("2"));
        assertThat(new SequenceComparison(Advance.POSSIBLE).difference(recorded, Optional.empty()))
                .contains("the sequence \"a.b\\u001b\" is missing");
    }

    private static Position position(String text) {
        return text.endsWith("-")
                ? new Position(Long.parseLong(text.substring(0, text.length() - 1)), false)
                : new Position(Long.parseLong(text), true);
    }
}
