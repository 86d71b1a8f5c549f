package io.holdfast.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"dump", "data-1", "a", "a-", "schema0"})
    void lettersDigitsAndHyphensAreTaken(String value) {
        assertThat(new StreamName(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1data", "-data", "Data", "data_1", "data.1", "data/1", "..", "data\n", "dat\u0000a"})
    void anythingElseIsRefused(String value) {
        assertThatThrownBy(() -> new StreamName(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 63");
    }

    @Test
    void lengthIsBounded() {
        assertThat(new StreamName("a".repeat(63)).value()).hasSize(63);
        assertThatThrownBy(() -> new StreamName("a".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }
}
