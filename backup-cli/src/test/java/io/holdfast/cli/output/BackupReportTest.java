package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.usecase.TakeBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class BackupReportTest {

    private static final BundleId BUNDLE = new BundleId("20261122-020000-123-k7m3q9x2");
    private static final DatabaseName CONFIG = new DatabaseName("config");
    private static final DatabaseName RESULTS = new DatabaseName("results");
    private static final DatabaseName LOGS = new DatabaseName("logs");

    @Test
    void whatWasStoredIsShownBesideWhatFailed() {
        BackupReport report = report(
                Map.of(RESULTS, BackupFailure.of(FailureKind.DENIED, "no entry").withHint("ask")));
        assertThat(report.exitCode()).isEqualTo(ExitCode.DENIED);
        assertThat(report.text()).isEqualTo("""
                Bundle 20261122-020000-123-k7m3q9x2 (not encrypted)

                Database     Dump   Added  Tables   Rows   Took
                config    1.20 MB  300 kB       2  1,234  1.5 s

                results was not backed up: no entry
                  ask
                """);
    }

    @Test
    void theDocumentOfAPartOfABackupHasDumpsFailuresAndTheError() {
        ObjectNode document = report(Map.of(RESULTS, BackupFailure.of(FailureKind.DENIED, "no entry")))
                .json();
        assertThat(document.propertyNames()).containsExactly("bundle", "dumps", "failures", "error");
        assertThat(document.get("dumps").get(0).get("added").asLong()).isEqualTo(300_000);
        assertThat(document.get("dumps").get(0).get("milliseconds").asLong()).isEqualTo(1_500);
        assertThat(document.get("failures").get(0).propertyNames())
                .containsExactly("database", "kind", "message", "hint");
        assertThat(document.get("error").get("kind").asString()).isEqualTo("DENIED");
    }

    @Test
    void thatItWasCancelledCountsMoreThanWhatFailedBefore() {
        Map<DatabaseName, BackupFailure> failures = new LinkedHashMap<>();
        failures.put(RESULTS, BackupFailure.of(FailureKind.DENIED, "no entry"));
        failures.put(LOGS, BackupFailure.of(FailureKind.CANCELLED, "the backup of logs was cancelled"));
        BackupReport report = report(failures);
        assertThat(report.exitCode()).isEqualTo(ExitCode.CANCELLED);
        assertThat(report.json().get("error").get("kind").asString()).isEqualTo("CANCELLED");
    }

    private static BackupReport report(Map<DatabaseName, BackupFailure> failures) {
        DumpSummary config = new DumpSummary(
                new NewDump(BUNDLE, CONFIG, BackupCause.CLI, ""),
                Instant.parse("2026-11-22T02:00:02Z"),
                "15.18",
                "15.18",
                List.of(new StreamSummary(new StreamName("dump"), new ByteCount(1_200_000))),
                new ByteCount(300_000),
                2,
                1_234,
                Optional.empty());
        return BackupReport.of(
                new TakeBackup.Result(BUNDLE, Map.of(CONFIG, config), failures),
                database -> Optional.of(Duration.ofMillis(1_500)));
    }
}
