package io.holdfast.cli.output;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.usecase.RestoreDatabase;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a restore.
 *
 * @param bundle from which bundle
 * @param target where to
 * @param result what was restored and compared
 * @param duration how long it took
 * @param commands how to undo it
 */
public record RestoreReport(
        BundleId bundle, ConnectionUrl target, RestoreDatabase.Result result, Duration duration, KeptCommands commands)
        implements Report {

    /** Checks that all are there. */
    public RestoreReport {
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(duration, "duration");
        Objects.requireNonNull(commands, "commands");
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("Restored ")
                .append(result.dump().database())
                .append(" of bundle ")
                .append(bundle);
        text.append(" to ").append(Printable.line(target.toString())).append('\n');
        text.append(String.format(
                Locale.ROOT,
                "%s in %s. Compared with the backup: %,d rows in %d tables, %s.%n",
                result.dump().size(),
                Durations.text(duration),
                result.rows(),
                result.tables(),
                result.remarks().isEmpty() ? "no difference" : "no difference but these, which are explained"));
        result.remarks()
                .forEach(remark ->
                        text.append("  ").append(Printable.line(remark)).append('\n'));
        result.previous().ifPresent(previous -> text.append(kept(previous)));
        return text.toString();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("bundle", bundle.value());
        document.put("database", result.dump().database().value());
        document.put("target", target.toString());
        document.put("size", result.dump().size().bytes());
        document.put("tablesCompared", result.tables());
        document.put("rowsCompared", result.rows());
        ArrayNode remarks = document.putArray("remarks");
        result.remarks().forEach(remarks::add);
        document.put("milliseconds", duration.toMillis());
        document.put("previous", result.previous().orElse(null));
        document.put("undo", result.previous().map(commands::undo).orElse(null));
        return document;
    }

    private String kept(String previous) {
        return String.format(
                "The database that was there is kept as \"%s\". To put it back:%n  %s%nTo drop it for good when it is not"
                        + " needed any more:%n  %s%n",
                Printable.line(previous),
                Printable.line(commands.undo(previous)),
                Printable.line(commands.discard(previous)));
    }
}
