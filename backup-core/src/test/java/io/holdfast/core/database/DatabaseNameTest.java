package io.holdfast.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.port.BlobName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseNameTest {

    private static final String LONGEST = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(strings = {"config", "results", "0", "a-b_c", "9-"})
    void aNameCanBePartOfABlobsName(String value) {
        assertThat(new DatabaseName(value)).hasToString(value);
        assertThat(new BlobName("bundles/" + value).value()).endsWith(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "_a", "a.b", "a/b", "..", "a b", "a\n", "ä", "--host=evil"})
    void anythingElseIsRefusedNamingIt(String value) {
        assertThatThrownBy(() -> new DatabaseName(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + value + "\"")
                .hasMessageContaining("1 to 63");
    }

    @Test
    void lengthIsBounded() {
        assertThat(new DatabaseName(LONGEST).value()).hasSize(63);
        assertThatThrownBy(() -> new DatabaseName(LONGEST + "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void orderIsThatOfTheText() {
        assertThat(new DatabaseName("a")).isLessThan(new DatabaseName("b"));
    }
}
