package io.holdfast.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "9994, 9.99 kB",
        "9995, 10.0 kB",
        "99949, 99.9 kB",
        "99950, 100 kB",
        "999499, 999 kB",
        "999500, 1.00 MB",
        "1657000000, 1.66 GB",
        "500000000, 500 MB",
        "1000000000000, 1.00 TB",
        "1000000000000000, 1.00 PB",
        "9223372036854775807, 9.22 EB"
    })
    void peopleReadThreeDigits(long bytes, String shown) {
        assertThat(new ByteCount(bytes)).hasToString(shown);
    }

    @Test
    void neverMoreThanThreeDigits() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String shown = new ByteCount(random.nextLong(Long.MAX_VALUE) >> random.nextInt(63)).toString();
            assertThat(shown.replaceAll("[^0-9]", "").length())
                    .as("%s, seed %d", shown, seed)
                    .isBetween(1, 3);
        }
    }

    @Test
    void negativeSizesAndSumsBeyondTheLimitAreRefused() {
        assertThatThrownBy(() -> new ByteCount(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new ByteCount(Long.MAX_VALUE).plus(new ByteCount(1)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void sumsAndOrder() {
        assertThat(new ByteCount(2).plus(new ByteCount(3))).isEqualTo(new ByteCount(5));
        assertThat(ByteCount.ZERO).isLessThan(new ByteCount(1));
    }
}
