package io.holdfast.cli.tour;

import io.holdfast.cli.demo.DatabaseComparison;
import io.holdfast.cli.demo.DemoServer;
import io.holdfast.cli.demo.SampleDatabases;
import io.holdfast.cli.output.Report;
import io.holdfast.cli.passphrase.PassphraseSource;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.Ticker;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.Opening;
import io.holdfast.cli.wiring.Opening.Purpose;
import io.holdfast.cli.wiring.StoreUrl;
import io.holdfast.cli.wiring.ToolSettings;
import io.holdfast.cli.wiring.Workbench;
import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.usecase.RestoreDatabase;
import io.holdfast.core.usecase.RestoreDatabase.Trust;
import io.holdfast.core.usecase.TakeBackup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Shows, with a PostgreSQL server and databases of its own, that what goes in comes out again: two backups with changes
 * between them, a restore of the first, an exact comparison.
 */
public final class Tour {

    private static final DatabaseName CONFIG = new DatabaseName("config");
    private static final DatabaseName RESULTS = new DatabaseName("results");
    private static final String KEPT = "_at_first_backup";
    private static final String RESTORED = "_restored";
    private static final int PERCENT_CHANGED = 3;
    private static final int PERCENT_STEP = 20;

    private final Surroundings surroundings;
    private final TourFolder folder;
    private final Plan plan;

    /**
     * What a tour needs to know.
     *
     * @param folder where everything is to be kept; empty, new, or that of an earlier tour
     * @param resultsSize about how large a dump of the sample results shall be
     * @param tools the folder of PostgreSQL's client tools; empty where they are to be looked for
     * @param passphrase for the repository
     * @param command how this program is called, for the report
     */
    public record Plan(Path folder, ByteCount resultsSize, Optional<Path> tools, String passphrase, String command) {

        /** Checks that all are there. */
        public Plan {
            Objects.requireNonNull(folder, "folder");
            Objects.requireNonNull(resultsSize, "resultsSize");
            Objects.requireNonNull(tools, "tools");
            Objects.requireNonNull(passphrase, "passphrase");
            Objects.requireNonNull(command, "command");
        }
    }

    /** A tour in these surroundings. */
    public Tour(Surroundings surroundings, Plan plan) {
        this.plan = Objects.requireNonNull(plan);
        this.folder = new TourFolder(plan.folder().toAbsolutePath().normalize());
        Map<String, String> environment = new LinkedHashMap<>(surroundings.environment());
        environment.remove(PassphraseSource.TEXT_VARIABLE);
        environment.put(PassphraseSource.FILE_VARIABLE, folder.passphraseFile().toString());
        this.surroundings = new Surroundings(
                environment,
                surroundings.out(),
                surroundings.err(),
                surroundings.errorDevice(),
                surroundings.prompt(),
                surroundings.clock());
    }

    /** Goes through all of it; the server is stopped in the end, also after a failure. */
    public Report run() {
        folder.prepare(plan.passphrase());
        surroundings.notice("Starting a PostgreSQL server in " + folder.server());
        try (DemoServer server = DemoServer.start(folder.server());
                Progress progress = Progress.on(surroundings);
                Workbench workbench = Workbench.of(
                        new Opening(
                                new StoreUrl(folder.store()),
                                Purpose.WRITING,
                                Optional.empty(),
                                ToolSettings.in(plan.tools()),
                                progress),
                        surroundings)) {
            return new Ticker(progress).during(() -> run(server, workbench.holdfast()));
        }
    }

    private Report run(DemoServer server, Holdfast holdfast) {
        Map<DatabaseName, ConnectionUrl> databases = createSamples(server);
        surroundings.notice("First backup");
        TourReport.Backup first = backUp(holdfast, databases, "first backup of the demo");
        surroundings.notice("Keeping a copy to compare with, and changing " + PERCENT_CHANGED + " % of the results");
        databases.keySet().forEach(name -> server.copyDatabase(name.value(), name + KEPT));
        long changed = SampleDatabases.changeSome(databases.get(RESULTS), PERCENT_CHANGED)
                .total();
        surroundings.notice("Second backup");
        TourReport.Backup second = backUp(holdfast, databases, "second backup of the demo");
        surroundings.notice("Restoring the first backup beside the originals");
        Instant begin = surroundings.clock().instant();
        databases.keySet().forEach(name -> restore(holdfast, first.bundle(), name, server));
        Duration restoreTook = Duration.between(begin, surroundings.clock().instant());
        surroundings.notice("Comparing every row");
        Map<String, DatabaseComparison> comparisons = new TreeMap<>();
        databases
                .keySet()
                .forEach(name -> comparisons.put(
                        name.value(),
                        DatabaseComparison.of(server.database(name + KEPT), server.database(name + RESTORED))));
        return new TourReport(folder, plan.command(), first, changed, second, restoreTook, comparisons);
    }

    private Map<DatabaseName, ConnectionUrl> createSamples(DemoServer server) {
        surroundings.notice("Making sample databases (a dump of the results is about " + plan.resultsSize() + ")");
        Map<DatabaseName, ConnectionUrl> databases = new LinkedHashMap<>();
        databases.put(CONFIG, server.createDatabase(CONFIG.value()));
        databases.put(RESULTS, server.createDatabase(RESULTS.value()));
        SampleDatabases.createConfig(databases.get(CONFIG));
        int[] next = {PERCENT_STEP};
        SampleDatabases.createResults(databases.get(RESULTS), plan.resultsSize(), percent -> {
            if (percent >= next[0]) {
                surroundings.notice("  " + percent + " %");
                next[0] = percent + PERCENT_STEP;
            }
        });
        return databases;
    }

    private TourReport.Backup backUp(Holdfast holdfast, Map<DatabaseName, ConnectionUrl> databases, String note) {
        Instant begin = surroundings.clock().instant();
        TakeBackup.Result result =
                holdfast.takeBackup().backUp(new TakeBackup.Request(databases, BackupCause.CLI, note));
        result.failures().values().stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
        return new TourReport.Backup(
                result.bundle(),
                sum(result, DumpSummary::size),
                sum(result, DumpSummary::stored),
                Duration.between(begin, surroundings.clock().instant()));
    }

    private static ByteCount sum(TakeBackup.Result result, Function<DumpSummary, ByteCount> size) {
        return result.dumps().values().stream().map(size).reduce(ByteCount.ZERO, ByteCount::plus);
    }

    private static void restore(Holdfast holdfast, BundleId bundle, DatabaseName name, DemoServer server) {
        holdfast.restoreDatabase()
                .restore(new RestoreDatabase.Request(
                        bundle,
                        name,
                        RestoreTarget.newDatabase(server.database(name + RESTORED)),
                        Trust.AUTHENTICATED_ONLY));
    }
}
