package io.holdfast.cli.output;

import io.holdfast.cli.output.Table.Column;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.usecase.DescribeBundle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One bundle in detail.
 *
 * @param description what is known of it
 */
public record BundleReport(DescribeBundle.Description description) implements Report {

    /** Checks that it is there. */
    public BundleReport {
        Objects.requireNonNull(description, "description");
    }

    @Override
    public ExitCode exitCode() {
        return unusable() ? ExitCode.DAMAGED : ExitCode.DONE;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder("Bundle " + description.bundle().id() + " of "
                + Times.text(description.bundle().createdAt()) + " UTC\n");
        description.bundle().dumps().stream()
                .flatMap(entry -> entry.summary().stream())
                .map(summary -> summary.dump().note())
                .filter(note -> !note.isEmpty())
                .findFirst()
                .ifPresent(note ->
                        text.append("Note: ").append(Printable.line(note)).append('\n'));
        description.bundle().dumps().forEach(entry -> append(text, entry));
        return text.toString();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("id", description.bundle().id().value());
        document.put("createdAt", description.bundle().createdAt().toString());
        ArrayNode dumps = document.putArray("dumps");
        for (DumpEntry entry : description.bundle().dumps()) {
            ObjectNode node = dumps.addObject();
            DumpJson.put(node, entry);
            entry.summary().ifPresent(summary -> {
                ArrayNode streams = node.putArray("streams");
                summary.streams()
                        .forEach(stream -> streams.addObject()
                                .put("name", stream.name().value())
                                .put("size", stream.size().bytes()));
            });
            damage(entry)
                    .ifPresent(failure ->
                            node.set("tableRowsError", Failure.of(failure).json()));
            facts(entry).ifPresent(facts -> {
                ArrayNode tables = node.putArray("tableRows");
                facts.tables()
                        .forEach(table -> tables.addObject()
                                .put("schema", table.schema())
                                .put("table", table.table())
                                .put("rows", table.rows()));
            });
        }
        return document;
    }

    private Optional<DumpFacts> facts(DumpEntry entry) {
        return Optional.ofNullable(description.facts().get(entry.database()));
    }

    private Optional<BackupFailure> damage(DumpEntry entry) {
        return Optional.ofNullable(description.damaged().get(entry.database()));
    }

    private boolean unusable() {
        return !description.damaged().isEmpty()
                || description.bundle().dumps().stream().anyMatch(entry -> entry.state() == DumpState.DAMAGED);
    }

    private void append(StringBuilder text, DumpEntry entry) {
        text.append('\n').append("Database ").append(entry.database()).append('\n');
        if (entry.state() != DumpState.READABLE) {
            text.append("  State      ")
                    .append(BundleListReport.word(entry.state()))
                    .append(": ");
            text.append(Printable.line(entry.reason())).append('\n');
        }
        entry.summary().ifPresent(summary -> append(text, summary));
        damage(entry)
                .ifPresent(failure -> text.append("\n  The rows of its tables cannot be shown: ")
                        .append(Printable.line(failure.getMessage().strip()))
                        .append('\n'));
        facts(entry).filter(facts -> !facts.tables().isEmpty()).ifPresent(facts -> {
            Table table = new Table(List.of(Column.text("  Table"), Column.number("Rows")));
            facts.tables().forEach(rows -> table.row(name(rows), count(rows.rows())));
            text.append('\n').append(table.text());
        });
    }

    private static void append(StringBuilder text, DumpSummary summary) {
        text.append("  Taken      ").append(Times.text(summary.finishedAt())).append(" UTC, asked for by ");
        text.append(summary.dump().cause().name().toLowerCase(Locale.ROOT)).append('\n');
        text.append("  Server     PostgreSQL ").append(Printable.line(summary.serverVersion()));
        text.append(", dumped by ")
                .append(Printable.line(summary.toolVersion()))
                .append('\n');
        text.append("  Size       ")
                .append(summary.size())
                .append(", of which ")
                .append(summary.stored());
        text.append(" were added to the store\n");
        text.append("  Encrypted  ");
        text.append(summary.key().map(key -> "with key " + key).orElse("no")).append('\n');
        text.append("  Rows       ").append(count(summary.rows())).append(" in ");
        text.append(summary.tables()).append(" tables\n\n");
        Table streams = new Table(List.of(Column.text("  Stream"), Column.number("Size")));
        for (StreamSummary stream : summary.streams()) {
            streams.row("  " + stream.name(), stream.size().toString());
        }
        text.append(streams.text());
    }

    private static String name(TableRows rows) {
        return "  " + rows.schema() + "." + rows.table();
    }

    private static String count(long rows) {
        return String.format(Locale.ROOT, "%,d", rows);
    }
}
