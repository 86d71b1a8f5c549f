package io.holdfast.cli.output;

import io.holdfast.cli.output.Table.Column;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.usecase.TakeBackup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a backup.
 *
 * @param result the bundle's dumps and the failures
 * @param durations how long each database took, as far as it is known
 */
public record BackupReport(TakeBackup.Result result, Map<DatabaseName, Duration> durations) implements Report {

    /** Copies the map. */
    public BackupReport {
        Objects.requireNonNull(result, "result");
        durations = Map.copyOf(durations);
    }

    /** A report with the durations that are known. */
    public static BackupReport of(TakeBackup.Result result, Function<DatabaseName, Optional<Duration>> durations) {
        Map<DatabaseName, Duration> known = new LinkedHashMap<>();
        result.dumps()
                .keySet()
                .forEach(database -> durations.apply(database).ifPresent(duration -> known.put(database, duration)));
        return new BackupReport(result, known);
    }

    /** That of the first failure; a cancelled database comes before all others, as it is why the rest is missing. */
    @Override
    public ExitCode exitCode() {
        List<ExitCode> codes = result.failures().values().stream()
                .map(failure -> ExitCode.of(failure.kind()))
                .toList();
        if (codes.contains(ExitCode.CANCELLED)) {
            return ExitCode.CANCELLED;
        }
        return codes.isEmpty() ? ExitCode.DONE : codes.get(0);
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        if (!result.dumps().isEmpty()) {
            text.append("Bundle ")
                    .append(result.bundle())
                    .append(' ')
                    .append(encryption())
                    .append("\n\n");
            text.append(table().text());
        }
        for (Map.Entry<DatabaseName, BackupFailure> failed : result.failures().entrySet()) {
            Failure failure = Failure.of(failed.getValue());
            text.append(text.isEmpty() ? "" : "\n").append(failed.getKey()).append(" was not backed up: ");
            text.append(Printable.lines(failure.message())).append('\n');
            failure.hint()
                    .ifPresent(hint ->
                            text.append("  ").append(Printable.lines(hint)).append('\n'));
        }
        return text.toString();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("bundle", result.dumps().isEmpty() ? null : result.bundle().value());
        ArrayNode dumps = document.putArray("dumps");
        for (DumpSummary summary : result.dumps().values()) {
            ObjectNode node = dumps.addObject();
            DumpJson.put(node, summary);
            Duration duration = durations.get(summary.database());
            node.put("milliseconds", duration == null ? null : Long.valueOf(duration.toMillis()));
        }
        ArrayNode failures = document.putArray("failures");
        result.failures()
                .forEach((database, failure) -> failures.addObject()
                        .put("database", database.value())
                        .setAll(Failure.of(failure).json()));
        firstFailure().ifPresent(failure -> document.set("error", failure.json()));
        return document;
    }

    private Optional<Failure> firstFailure() {
        return result.failures().values().stream()
                .map(Failure::of)
                .filter(failure -> failure.exitCode() == exitCode())
                .findFirst();
    }

    private String encryption() {
        Optional<KeyId> key = result.dumps().values().stream()
                .flatMap(summary -> summary.key().stream())
                .findFirst();
        return key.map(id -> "(encrypted with key " + id + ")").orElse("(not encrypted)");
    }

    private Table table() {
        Table table = new Table(List.of(
                Column.text("Database"),
                Column.number("Dump"),
                Column.number("Added"),
                Column.number("Tables"),
                Column.number("Rows"),
                Column.number("Took")));
        for (DumpSummary summary : result.dumps().values()) {
            table.row(
                    summary.database().value(),
                    summary.size().toString(),
                    summary.stored().toString(),
                    Integer.toString(summary.tables()),
                    String.format(Locale.ROOT, "%,d", summary.rows()),
                    Optional.ofNullable(durations.get(summary.database()))
                            .map(Durations::text)
                            .orElse("-"));
        }
        return table;
    }
}
