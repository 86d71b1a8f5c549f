package io.holdfast.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.port.BlobName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleIdTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void anIdHoldsItsTimeToTheMillisecond() {
        BundleId id = BundleId.create(Instant.parse("2026-11-22T02:00:00.123987654Z"), random);

        assertThat(id.value()).startsWith("20261122-020000-123-").hasSize(28);
        assertThat(id.createdAt()).isEqualTo(Instant.parse("2026-11-22T02:00:00.123Z"));
        assertThat(new BundleId(id.value())).isEqualTo(id);
        assertThat(new BlobName("bundles/" + id + "/config").value()).contains(id.value());
    }

    @Test
    void orderOfTextIsOrderOfTime() {
        List<Instant> times = Stream.of(
                        "0001-01-01T00:00:00Z",
                        "1969-12-31T23:59:59.999Z",
                        "1970-01-01T00:00:00Z",
                        "2024-02-29T23:59:59.999Z",
                        "2024-03-01T00:00:00.001Z",
                        "2026-10-25T01:00:00Z",
                        "9999-12-31T23:59:59.999Z")
                .map(Instant::parse)
                .toList();
        List<BundleId> ids =
                times.stream().map(time -> BundleId.create(time, random)).toList();

        assertThat(ids).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(ids.stream().map(BundleId::createdAt)).isEqualTo(times);
    }

    @Test
    void idsOfOneMillisecondDiffer() {
        Instant time = Instant.parse("2026-11-22T02:00:00Z");
        Set<BundleId> ids = new HashSet<>();
        IntStream.range(0, 1_000).forEach(i -> ids.add(BundleId.create(time, random)));

        assertThat(ids).as("seed %d", seed).hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20261122-020000-123",
                "20261122-020000-123-",
                "20261122-020000-123-k7m3q9x",
                "20261122-020000-123-k7m3q9x22",
                "20261122-020000-123-K7M3Q9X2",
                "20261122-020000-123-k7m3q9xi",
                "20261122-020000-123-k7m3q9xl",
                "20261122-020000-123-k7m3q9xo",
                "20261122-020000-123-k7m3q9xu",
                "20261322-020000-123-k7m3q9x2",
                "20260230-020000-123-k7m3q9x2",
                "20250229-020000-123-k7m3q9x2",
                "20261122-240000-123-k7m3q9x2",
                "20261122-026000-123-k7m3q9x2",
                "20261122-020060-123-k7m3q9x2",
                "20261122-020000-123-k7m3q9x2\n",
                "../20261122-020000-123-k7m3q9x2",
                "２0261122-020000-123-k7m3q9x2"
            })
    void whatIsNoIdIsRefused(String value) {
        assertThatThrownBy(() -> new BundleId(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a bundle id");
    }

    @Test
    void aTimeBeyondItsFourDigitsIsRefused() {
        Instant late = Instant.parse("9999-12-31T23:59:59.999Z").plus(1, ChronoUnit.SECONDS);

        assertThatThrownBy(() -> BundleId.create(late, random)).isInstanceOf(IllegalArgumentException.class);
    }
}
