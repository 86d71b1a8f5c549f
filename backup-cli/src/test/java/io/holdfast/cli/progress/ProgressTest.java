package io.holdfast.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvent.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final BundleId BUNDLE = new BundleId("20261122-020000-123-k7m3q9x2");
    private static final DatabaseName RESULTS = new DatabaseName("results");

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    private Instant now = Instant.parse("2026-11-22T02:00:00Z");

    @Test
    void withoutATerminalThereIsALineWhenWorkBeginsAndThenOneEveryFiveSeconds() {
        Progress progress = new Progress(new PlainLines(err), () -> now);
        progress.on(new BackupEvent.Started(BUNDLE, RESULTS, Phase.DUMP, new ByteCount(1_000_000)));
        for (int tick = 0; tick < 48; tick++) {
            pass(Duration.ofMillis(250));
            progress.on(new BackupEvent.Advanced(BUNDLE, RESULTS, Phase.DUMP, 12_500));
            progress.tick();
        }
        progress.on(new BackupEvent.Started(BUNDLE, RESULTS, Phase.READ_BACK, ByteCount.ZERO));
        assertThat(lines())
                .containsExactly(
                        "results: dumping, about 1.00 MB",
                        "results: dumping, 250 kB of about 1.00 MB, 50.0 kB/s, 15 s left",
                        "results: dumping, 500 kB of about 1.00 MB, 50.0 kB/s, 10 s left",
                        "results: reading back");
    }

    @Test
    void moreThanExpectedIsShownWithoutAShareOrATimeLeft() {
        Progress progress = new Progress(new PlainLines(err), () -> now);
        progress.on(new BackupEvent.Started(BUNDLE, RESULTS, Phase.DUMP, new ByteCount(1_000)));
        progress.on(new BackupEvent.Advanced(BUNDLE, RESULTS, Phase.DUMP, 60_000));
        pass(Duration.ofSeconds(6));
        progress.tick();
        assertThat(lines().get(1)).isEqualTo("results: dumping, 60.0 kB, 10.0 kB/s, for 6.0 s");
    }

    @Test
    void onATerminalEveryLineHasTheSameWidthAndCoversTheOneBefore() {
        Progress progress = new Progress(new LiveLine(err), () -> now);
        DatabaseName longName = new DatabaseName("a".repeat(63));
        for (DatabaseName name : List.of(RESULTS, longName)) {
            for (Phase phase : Phase.values()) {
                for (long bytes : new long[] {0, 1, 999_999, 123_456_789_012L, 999_999_999_999_999L}) {
                    progress.on(new BackupEvent.Started(BUNDLE, name, phase, new ByteCount(bytes)));
                    progress.on(new BackupEvent.Advanced(BUNDLE, name, phase, bytes / 2));
                    pass(Duration.ofHours(3));
                    progress.tick();
                }
            }
        }
        assertThat(Arrays.stream(shown.toString(StandardCharsets.UTF_8).split("\r"))
                        .skip(1))
                .hasSize(2 * 5 * 5 * 2)
                .allSatisfy(line -> assertThat(line).hasSize(LiveLine.WIDTH));
        assertThat(shown.toString(StandardCharsets.UTF_8)).doesNotContain("\n");
    }

    @Test
    void theLiveLineHasPhaseBarBytesRateAndTimeLeft() {
        assertThat(LiveLine.line(new Work(
                        RESULTS,
                        Phase.DUMP,
                        new ByteCount(2_000_000_000),
                        new ByteCount(500_000_000),
                        Duration.ofSeconds(10))))
                .isEqualTo("results      dumping       [###-----------] 25%  500 MB 50.0 MB/s 0:30 left    ");
    }

    @Test
    void aRateIsNotGuessedFromTheFirstMoment() {
        Work work = new Work(RESULTS, Phase.DUMP, new ByteCount(1_000), new ByteCount(100), Duration.ofMillis(900));
        assertThat(work.rate()).isEmpty();
        assertThat(work.left()).isEmpty();
    }

    @Test
    void theTimeLeftIsNotGuessedFromTheFirstBytes() {
        ByteCount expected = new ByteCount(1_000_000);
        Duration elapsed = Duration.ofSeconds(2);
        assertThat(new Work(RESULTS, Phase.DUMP, expected, new ByteCount(9_999), elapsed).left())
                .isEmpty();
        assertThat(new Work(RESULTS, Phase.DUMP, expected, new ByteCount(10_000), elapsed).left())
                .contains(Duration.ofSeconds(198));
    }

    @Test
    void aDumpThatIsBegunAgainIsToldWithTheReasonInOneLine() {
        Progress progress = new Progress(new PlainLines(err), () -> now);
        progress.on(new BackupEvent.Started(BUNDLE, RESULTS, Phase.DUMP, ByteCount.ZERO));
        progress.on(new BackupEvent.Repeated(
                BUNDLE,
                RESULTS,
                BackupFailure.of(FailureKind.TRANSIENT, "pg_dump was killed:\n  postgresql://u:canary@h/d is gone\n"),
                2));
        progress.tick();
        assertThat(lines())
                .containsExactly(
                        "results: dumping",
                        "results: beginning again, attempt 2 of 3: pg_dump was killed: postgresql://u:***@h/d is gone");
    }

    @Test
    void onATerminalALineThatStaysCoversTheLiveOne() {
        Progress progress = new Progress(new LiveLine(err), () -> now);
        progress.on(new BackupEvent.Started(BUNDLE, RESULTS, Phase.DUMP, ByteCount.ZERO));
        progress.on(
                new BackupEvent.Repeated(BUNDLE, RESULTS, BackupFailure.of(FailureKind.TRANSIENT, "for this test"), 3));
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .endsWith("\r" + " ".repeat(LiveLine.WIDTH)
                        + "\rresults: beginning again, attempt 3 of 3: for this test\n");
    }

    @Test
    void theDurationOfADatabaseIsThatOfItsLastWork() {
        Progress progress = new Progress(new PlainLines(err), () -> now);
        for (int seconds : new int[] {7, 3}) {
            progress.on(new BackupEvent.Started(BUNDLE, RESULTS, Phase.DUMP, ByteCount.ZERO));
            pass(Duration.ofSeconds(seconds - 1));
            progress.on(new BackupEvent.Started(BUNDLE, RESULTS, Phase.READ_BACK, ByteCount.ZERO));
            pass(Duration.ofSeconds(1));
            progress.on(
                    new BackupEvent.Failed(BUNDLE, RESULTS, BackupFailure.of(FailureKind.PERMANENT, "for this test")));
            assertThat(progress.duration(RESULTS)).contains(Duration.ofSeconds(seconds));
        }
        assertThat(lines()).endsWith("results: failed after 3.0 s");
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
    }

    private List<String> lines() {
        return shown.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
