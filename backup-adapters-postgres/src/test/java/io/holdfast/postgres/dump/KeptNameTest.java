package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptNameTest {

    private static final Instant TIME = Instant.parse("2026-11-22T22:45:01.999Z");

    @Test
    void itIsTheTargetsNameAndTheTime() {
        assertThat(KeptName.of("shop", TIME, name -> false)).isEqualTo("shop__before_20261122T224501");
    }

    @Test
    void itFitsAndIsNeverCutInsideACharacter() {
        for (String character : Set.of("a", "ö", "表", "😀")) {
            for (int length = 1; length <= 63; length++) {
                String name = KeptName.of(character.repeat(length), TIME, taken -> false);
                int bytes = name.getBytes(StandardCharsets.UTF_8).length;
                assertThat(bytes).isLessThanOrEqualTo(63);
                assertThat(name).matches("(" + character + ")+__before_20261122T224501");
                int width = character.getBytes(StandardCharsets.UTF_8).length;
                assertThat(bytes).isGreaterThan(Math.min(63, length * width + 24) - width);
            }
        }
    }

    @Test
    void itIsOneThatNobodyHas() {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            String name = KeptName.of("x".repeat(63), TIME, taken::contains);
            assertThat(name.length()).isEqualTo(63);
            assertThat(taken.add(name)).isTrue();
        }
    }
}
