package io.holdfast.cli.tour;

import io.holdfast.cli.demo.DatabaseComparison;
import io.holdfast.cli.output.Durations;
import io.holdfast.cli.output.ExitCode;
import io.holdfast.cli.output.Json;
import io.holdfast.cli.output.Printable;
import io.holdfast.cli.output.Report;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tour did and found.
 *
 * @param folder where everything is
 * @param command how this program is called
 * @param first the first backup
 * @param changedRows how many rows were changed between the two
 * @param second the second backup
 * @param restoreTook how long it took to restore the first one
 * @param comparisons how each restored database compares with its original at the time of the first backup
 */
record TourReport(
        TourFolder folder,
        String command,
        Backup first,
        long changedRows,
        Backup second,
        Duration restoreTook,
        Map<String, DatabaseComparison> comparisons)
        implements Report {

    private static final int SHOWN_DIFFERENCES = 10;

    /**
     * One of the backups.
     *
     * @param bundle its id
     * @param size of its dumps
     * @param added what it added to the store
     * @param took how long it took
     */
    record Backup(BundleId bundle, ByteCount size, ByteCount added, Duration took) {

        Backup {
            Objects.requireNonNull(bundle, "bundle");
        }

        private double addedPercent() {
            return size.bytes() == 0 ? 0 : 100.0 * added.bytes() / size.bytes();
        }
    }

    TourReport {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(command, "command");
        comparisons = new TreeMap<>(comparisons);
    }

    @Override
    public ExitCode exitCode() {
        return equal() ? ExitCode.DONE : ExitCode.DAMAGED;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder("What the demo did\n");
        line(text, "First backup   %s", describe(first));
        line(text, "Then changed   %,d rows of the results", changedRows);
        line(text, "Second backup  %s", describe(second));
        line(
                text,
                "               which is %.1f %% of what the first one added: the rest was there already",
                first.added().bytes() == 0
                        ? 0.0
                        : 100.0 * second.added().bytes() / first.added().bytes());
        line(text, "Restored       the first backup, beside the originals, in %s", Durations.text(restoreTook));
        comparisons.forEach((database, comparison) -> append(text, database, comparison));
        text.append("\nWhere things are\n");
        line(text, "Backups        %s (encrypted)", folder.store());
        line(text, "Passphrase     %s", folder.passphraseFile());
        line(text, "Server         %s (stopped now)", folder.server());
        text.append("\nHow to go on\n");
        line(text, "export HOLDFAST_PASSPHRASE_FILE=%s", folder.passphraseFile());
        String store = "--store " + folder.store().toUri();
        line(text, "%s list %s", command, store);
        line(text, "%s show %s %s", command, first.bundle(), store);
        line(
                text,
                "%s restore %s %s --database results --to postgresql://USER@HOST/NEW_NAME",
                command,
                first.bundle(),
                store);
        return text.toString();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.put("folder", folder.path().toString());
        document.put("store", folder.store().toUri().toString());
        document.put("passphraseFile", folder.passphraseFile().toString());
        put(document.putObject("first"), first);
        document.put("changedRows", changedRows);
        put(document.putObject("second"), second);
        document.put("restoreMilliseconds", restoreTook.toMillis());
        document.put("equal", equal());
        ArrayNode compared = document.putArray("comparisons");
        comparisons.forEach((database, comparison) -> {
            ObjectNode node = compared.addObject();
            node.put("database", database).put("tables", comparison.tables()).put("rows", comparison.rows());
            ArrayNode differences = node.putArray("differences");
            comparison.differences().forEach(differences::add);
        });
        return document;
    }

    private boolean equal() {
        return comparisons.values().stream().allMatch(DatabaseComparison::equal);
    }

    private static String describe(Backup backup) {
        return String.format(
                Locale.ROOT,
                "%s dumped in %s, %s added to the store (%.1f %%)",
                backup.size(),
                Durations.text(backup.took()),
                backup.added(),
                backup.addedPercent());
    }

    private static void append(StringBuilder text, String database, DatabaseComparison comparison) {
        line(
                text,
                "Compared       %s: %,d rows in %d tables and all definitions: %s",
                database,
                comparison.rows(),
                comparison.tables(),
                comparison.equal() ? "identical" : comparison.differences().size() + " DIFFERENCES");
        comparison.differences().stream()
                .limit(SHOWN_DIFFERENCES)
                .forEach(difference -> line(text, "               %s", Printable.line(difference)));
    }

    private static void put(ObjectNode into, Backup backup) {
        into.put("bundle", backup.bundle().value());
        into.put("size", backup.size().bytes());
        into.put("added", backup.added().bytes());
        into.put("milliseconds", backup.took().toMillis());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append("  ").append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
