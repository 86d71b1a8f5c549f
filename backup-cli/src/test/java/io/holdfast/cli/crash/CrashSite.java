package io.holdfast.cli.crash;

import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.BackupEvents;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.core.usecase.RestoreDatabase;
import io.holdfast.core.usecase.RestoreDatabase.Trust;
import io.holdfast.core.usecase.TakeBackup;
import io.holdfast.core.usecase.UndoRestore;
import io.holdfast.postgres.dump.PostgresDatabaseDumper;
import io.holdfast.postgres.dump.PostgresDatabaseDumper.Options;
import io.holdfast.postgres.dump.PostgresDatabaseRestorer;
import io.holdfast.postgres.dump.PostgresDoctor;
import io.holdfast.postgres.dump.PostgresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A server with a database, a repository with two bundles of what it is to become, and all that can be done with them. */
final class CrashSite implements AutoCloseable {

    /** A database that does not exist, to restore under its name. */
    static final String BESIDE = "shop_beside";

    private static final DatabaseName DATABASE = new DatabaseName(Edition.TARGET);
    private static final String TEMPORARY_FOLDER = "java.io.tmpdir";
    private static final Set<String> SERVERS_OWN = Set.of("postgres", "template0", "template1");

    private final Path folder;
    private final CrashStore store;
    private final Path temporary;
    private final String formerTemporary = System.getProperty(TEMPORARY_FOLDER);
    private final PostgresTools tools = PostgresTools.find(Optional.empty());
    private final CrashServer server;
    private final Wire wire;

    /** By their number of streams. */
    private final Map<Integer, BundleId> bundles = new TreeMap<>();

    private CrashSite(Path folder) throws IOException {
        this.folder = folder;
        temporary = Files.createDirectory(folder.resolve("temporary"));
        System.setProperty(TEMPORARY_FOLDER, temporary.toString());
        server = CrashServer.start(folder.resolve("server"));
        wire = Wire.to(server.port());
        store = CrashStore.make(folder);
        for (Edition edition : Edition.values()) {
            edition.prepare(server);
        }
        for (int streams : List.of(Round.ONE, Round.SEVERAL)) {
            bundles.put(streams, backUp(BackupEvents.NONE, streams, server.database(Edition.NEW.reference())));
        }
    }

    /** Makes one in an empty folder. */
    static CrashSite make(Path folder) throws IOException {
        return new CrashSite(folder);
    }

    CrashServer server() {
        return server;
    }

    CrashStore store() {
        return store;
    }

    Path temporary() {
        return temporary;
    }

    /** Brings everything to where an operation begins: the old edition under the target's name, or with an undo the new one. */
    void reset(Operation operation) {
        server.start();
        for (String name : surplus()) {
            drop(name);
        }
        drop(Edition.TARGET);
        Edition.OLD.copy(server, Edition.TARGET);
        if (operation == Operation.UNDO) {
            restoreOver(BackupEvents.NONE, Round.ONE, server.database(Edition.TARGET));
        }
    }

    /** The databases that are there beside the server's own, the references and the target. */
    Set<String> surplus() {
        Set<String> names = new TreeSet<>(server.query("postgres", "SELECT datname FROM pg_database"));
        names.removeAll(SERVERS_OWN);
        for (Edition edition : Edition.values()) {
            names.remove(edition.reference());
        }
        names.remove(Edition.TARGET);
        return names;
    }

    boolean exists(String database) {
        return server.query("postgres", "SELECT datname FROM pg_database").contains(database);
    }

    void drop(String database) {
        server.execute(
                "postgres",
                "UPDATE pg_database SET datistemplate = false WHERE datname = '" + database + "'",
                "DROP DATABASE IF EXISTS \"" + database + "\" WITH (FORCE)");
    }

    /** Starts an operation in this process, over the wire. */
    LibraryRun startLibrary(Round round, Tripwire tripwire) {
        wire.lay(tripwire);
        int streams = round.streams();
        return LibraryRun.start(
                events -> switch (round.operation()) {
                    case BACK_UP ->
                        backUp(events, streams, wired(Edition.TARGET)).value();
                    case RESTORE_BESIDE ->
                        restore(events, bundles.get(streams), RestoreTarget.newDatabase(wired(BESIDE)));
                    case RESTORE_OVER -> restoreOver(events, streams, wired(Edition.TARGET));
                    case UNDO -> undo(wired(Edition.TARGET));
                },
                refinement(round.operation(), tripwire));
    }

    /** Starts an operation in a process of its own, over the wire, with more options if need be. */
    ProgramRun startProgram(Round round, Tripwire tripwire, String... options) {
        List<String> arguments = new ArrayList<>(
                switch (round.operation()) {
                    case BACK_UP ->
                        List.of(
                                "backup",
                                "--store",
                                store.url(),
                                "--streams",
                                Integer.toString(round.streams()),
                                "--database",
                                DATABASE + "=" + wired(Edition.TARGET).reveal());
                    case RESTORE_BESIDE -> restoring(round.streams(), BESIDE);
                    case RESTORE_OVER -> restoring(round.streams(), Edition.TARGET);
                    case UNDO ->
                        List.of(
                                "undo-restore",
                                "--to",
                                wired(Edition.TARGET).reveal(),
                                "--previous",
                                previous(),
                                "--yes");
                });
        arguments.addAll(List.of(options));
        wire.lay(tripwire);
        return ProgramRun.start(
                arguments, store.environment(), folder, temporary, refinement(round.operation(), tripwire));
    }

    /** Restores what a bundle holds under a free name. */
    void restoreBeside(BundleId bundle) {
        restore(BackupEvents.NONE, bundle, RestoreTarget.newDatabase(server.database(BESIDE)));
    }

    /** The newest bundle that holds this edition. */
    BundleId newestBundle(Edition edition) {
        return edition == Edition.NEW
                ? bundles.get(Round.SEVERAL)
                : store.repository().list().get(0).id();
    }

    /** Puts back what was replaced. */
    void undo() {
        undo(server.database(Edition.TARGET));
    }

    /** What restores have left. */
    List<KeptDatabase> kept() {
        return holdfast(BackupEvents.NONE).listKeptDatabases().list(server.database(Edition.TARGET));
    }

    /** What the doctor finds left. */
    List<KeptDatabase> keptForTheDoctor() {
        return new PostgresDoctor().examine(server.database(Edition.TARGET)).kept();
    }

    /** Drops what a restore has left. */
    void discard(KeptDatabase kept) {
        holdfast(BackupEvents.NONE)
                .discardKeptDatabase()
                .discard(new DiscardKeptDatabase.Request(server.database(Edition.TARGET), kept.name()));
    }

    @Override
    public void close() {
        System.setProperty(TEMPORARY_FOLDER, formerTemporary);
        store.close();
        wire.close();
        server.close();
    }

    private List<String> restoring(int streams, String target) {
        return List.of(
                "restore",
                bundles.get(streams).value(),
                "--store",
                store.url(),
                "--database",
                DATABASE.value(),
                "--to",
                wired(target).reveal(),
                "--yes");
    }

    private BundleId backUp(BackupEvents events, int streams, ConnectionUrl url) {
        Options options = Options.defaults().withStreams(streams);
        TakeBackup.Result result = holdfast(events, options)
                .takeBackup()
                .backUp(new TakeBackup.Request(Map.of(DATABASE, url), BackupCause.EMBEDDED, ""));
        for (BackupFailure failure : result.failures().values()) {
            throw failure;
        }
        return result.bundle();
    }

    private String restoreOver(BackupEvents events, int streams, ConnectionUrl target) {
        return restore(events, bundles.get(streams), RestoreTarget.replacing(target));
    }

    private String restore(BackupEvents events, BundleId bundle, RestoreTarget target) {
        return holdfast(events)
                .restoreDatabase()
                .restore(new RestoreDatabase.Request(bundle, DATABASE, target, Trust.AUTHENTICATED_ONLY))
                .toString();
    }

    private String undo(ConnectionUrl target) {
        return holdfast(BackupEvents.NONE)
                .undoRestore()
                .undo(new UndoRestore.Request(target, Optional.of(previous())))
                .toString();
    }

    /** Of another owner than the target, so that it has to be named. */
    private String previous() {
        return kept().stream()
                .filter(kept -> kept.state() == KeptDatabase.State.PREVIOUS)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is kept"))
                .name();
    }

    private Holdfast holdfast(BackupEvents events) {
        return holdfast(events, Options.defaults());
    }

    /** All parts new, as in a process that has just been started. */
    private Holdfast holdfast(BackupEvents events, Options options) {
        return Holdfast.builder()
                .repository(store.repository())
                .dumper(new PostgresDatabaseDumper(tools, options))
                .restorer(new PostgresDatabaseRestorer(tools))
                .events(events)
                .build();
    }

    private static UnaryOperator<Phase> refinement(Operation operation, Tripwire tripwire) {
        return phase -> {
            boolean mayswap = operation == Operation.UNDO || phase == Phase.COUNT;
            return mayswap && tripwire.saw(Rehearsal.SWAP_BEGINS) ? Phase.SWAP : phase;
        };
    }

    private ConnectionUrl wired(String database) {
        return server.database(database, wire.port());
    }
}
