package io.holdfast.cli.output;

import io.holdfast.cli.output.Table.Column;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.database.DatabaseName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bundles of a repository.
 *
 * @param repository the repository
 * @param bundles its bundles, the newest first
 */
public record BundleListReport(RepositoryId repository, List<Bundle> bundles) implements Report {

    private static final String NONE = "-";

    /** Copies the list. */
    public BundleListReport {
        Objects.requireNonNull(repository, "repository");
        bundles = List.copyOf(bundles);
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        if (bundles.isEmpty()) {
            return "The repository is empty: it has no bundle yet.\n";
        }
        SortedSet<DatabaseName> databases = bundles.stream()
                .flatMap(bundle -> bundle.dumps().stream())
                .map(DumpEntry::database)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Column> columns = new ArrayList<>(List.of(Column.text("Bundle"), Column.text("Timestamp (UTC)")));
        databases.forEach(database -> columns.add(Column.number(database.value())));
        columns.add(Column.text("Marks"));
        Table table = new Table(columns);
        bundles.forEach(bundle -> table.row(row(bundle, databases)));
        return table.text();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("repository", repository.value());
        ArrayNode array = document.putArray("bundles");
        for (Bundle bundle : bundles) {
            ObjectNode node = array.addObject();
            node.put("id", bundle.id().value());
            node.put("createdAt", bundle.createdAt().toString());
            ArrayNode dumps = node.putArray("dumps");
            bundle.dumps().forEach(entry -> DumpJson.put(dumps.addObject(), entry));
        }
        return document;
    }

    private static List<String> row(Bundle bundle, SortedSet<DatabaseName> databases) {
        List<String> row = new ArrayList<>();
        row.add(bundle.id().value());
        row.add(Times.text(bundle.createdAt()));
        databases.forEach(database ->
                row.add(bundle.dump(database).map(BundleListReport::cell).orElse(NONE)));
        row.add(marks(bundle));
        return row;
    }

    /** A dump whose size cannot be known says why; one that can be read, but not trusted, is marked only. */
    private static String cell(DumpEntry entry) {
        return entry.summary().map(summary -> summary.size().toString()).orElse(word(entry.state()));
    }

    private static String marks(Bundle bundle) {
        SortedSet<String> marks = new TreeSet<>();
        for (DumpEntry entry : bundle.dumps()) {
            if (entry.state() != DumpState.READABLE) {
                marks.add(word(entry.state()));
            }
            if (entry.summary().flatMap(summary -> summary.key()).isPresent()) {
                marks.add("encrypted");
            }
        }
        return String.join(", ", marks);
    }

    static String word(DumpState state) {
        return switch (state) {
            case READABLE -> "readable";
            case LOCKED -> "locked";
            case UNAUTHENTICATED -> "unauthenticated";
            case DAMAGED -> "damaged";
            case NEWER_FORMAT -> "newer format";
        };
    }
}
