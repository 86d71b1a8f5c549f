package io.holdfast.cli.crash;

import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.port.BackupEvents;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.usecase.DiscardKeptDatabase;
import io.holdfast.core.usecase.RestoreDatabase;
import io.holdfast.core.usecase.RestoreDatabase.Trust;
import io.holdfast.core.usecase.TakeBackup;
import io.holdfast.core.usecase.UndoRestore;
import io.holdfast.local.LocalBlobStore;
import io.holdfast.postgres.dump.PostgresDatabaseDumper;
import io.holdfast.postgres.dump.PostgresDatabaseRestorer;
import io.holdfast.postgres.dump.PostgresTools;
import io.holdfast.repository.BlobBundleRepository;
import io.holdfast.repository.RepositoryOptions;
import io.holdfast.tink.TinkBundleCipher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A server with a database, an encrypted repository with two bundles of it, and all that can be done with them. */
final class CrashSite implements AutoCloseable {

    /** A database that does not exist, to restore under its name. */
    static final String BESIDE = "shop_beside";

    private static final DatabaseName DATABASE = new DatabaseName(Edition.TARGET);
    private static final String PASSPHRASE = "correct horse";
    private static final String TEMPORARY_FOLDER = "java.io.tmpdir";
    private static final Set<String> SERVERS_OWN = Set.of("postgres", "template0", "template1");

    private final Path folder;
    private final Path store;
    private final Path temporary;
    private final String formerTemporary = System.getProperty(TEMPORARY_FOLDER);
    private final PostgresTools tools = PostgresTools.find(Optional.empty());
    private final CrashServer server;
    private final Wire wire;
    private final LocalBlobStore blobs;
    private final BundleRepository repository;
    private final BundleId oldBundle;
    private final BundleId newBundle;

    private CrashSite(Path folder) throws IOException {
        this.folder = folder;
        store = Files.createDirectory(folder.resolve("store"));
        temporary = Files.createDirectory(folder.resolve("temporary"));
        System.setProperty(TEMPORARY_FOLDER, temporary.toString());
        Path passphrase = Files.writeString(folder.resolve("passphrase"), PASSPHRASE + "\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        server = CrashServer.start(folder.resolve("server"));
        wire = Wire.to(server.port());
        blobs = LocalBlobStore.open(store);
        repository = BlobBundleRepository.open(
                blobs, new TinkBundleCipher(), RepositoryOptions.writing().passphrase(new Passphrase(PASSPHRASE)));
        for (Edition edition : Edition.values()) {
            edition.prepare(server);
        }
        oldBundle = backUp(BackupEvents.NONE, server.database(Edition.OLD.reference()));
        newBundle = backUp(BackupEvents.NONE, server.database(Edition.NEW.reference()));
    }

    /** Makes one in an empty folder. */
    static CrashSite make(Path folder) throws IOException {
        return new CrashSite(folder);
    }

    CrashServer server() {
        return server;
    }

    BundleRepository repository() {
        return repository;
    }

    Path store() {
        return store;
    }

    Path temporary() {
        return temporary;
    }

    /** The bundle that holds this edition. */
    BundleId bundle(Edition edition) {
        return edition == Edition.OLD ? oldBundle : newBundle;
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
            restoreOver(BackupEvents.NONE, server.database(Edition.TARGET));
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
    LibraryRun startLibrary(Operation operation, Tripwire tripwire) {
        wire.lay(tripwire);
        return LibraryRun.start(
                events -> switch (operation) {
                    case BACK_UP -> backUp(events, wired(Edition.TARGET)).value();
                    case RESTORE_BESIDE -> restore(events, newBundle, RestoreTarget.newDatabase(wired(BESIDE)));
                    case RESTORE_OVER -> restoreOver(events, wired(Edition.TARGET));
                    case UNDO -> undo(wired(Edition.TARGET));
                },
                refinement(operation, tripwire));
    }

    /** Starts an operation in a process of its own, over the wire. */
    ProgramRun startProgram(Operation operation, Tripwire tripwire) {
        wire.lay(tripwire);
        List<String> arguments = switch (operation) {
            case BACK_UP ->
                List.of(
                        "backup",
                        "--store",
                        url(),
                        "--database",
                        DATABASE + "=" + wired(Edition.TARGET).reveal());
            case RESTORE_BESIDE -> restoring(BESIDE);
            case RESTORE_OVER -> restoring(Edition.TARGET);
            case UNDO ->
                List.of("undo-restore", "--to", wired(Edition.TARGET).reveal(), "--previous", previous(), "--yes");
        };
        return ProgramRun.start(
                arguments,
                Map.of("HOLDFAST_PASSPHRASE_FILE", folder.resolve("passphrase").toString()),
                folder,
                temporary,
                refinement(operation, tripwire));
    }

    /** Restores what a bundle holds under a free name. */
    void restoreBeside(BundleId bundle) {
        restore(BackupEvents.NONE, bundle, RestoreTarget.newDatabase(server.database(BESIDE)));
    }

    /** Puts back what was replaced. */
    void undo() {
        undo(server.database(Edition.TARGET));
    }

    /** What restores have left. */
    List<KeptDatabase> kept() {
        return holdfast(BackupEvents.NONE).listKeptDatabases().list(server.database(Edition.TARGET));
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
        repository.close();
        blobs.close();
        wire.close();
        server.close();
    }

    private List<String> restoring(String target) {
        return List.of(
                "restore",
                newBundle.value(),
                "--store",
                url(),
                "--database",
                DATABASE.value(),
                "--to",
                wired(target).reveal(),
                "--yes");
    }

    private BundleId backUp(BackupEvents events, ConnectionUrl url) {
        TakeBackup.Result result = holdfast(events)
                .takeBackup()
                .backUp(new TakeBackup.Request(Map.of(DATABASE, url), BackupCause.EMBEDDED, ""));
        for (BackupFailure failure : result.failures().values()) {
            throw failure;
        }
        return result.bundle();
    }

    private String restoreOver(BackupEvents events, ConnectionUrl target) {
        return restore(events, newBundle, RestoreTarget.replacing(target));
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

    /** All parts new, as in a process that has just been started. */
    private Holdfast holdfast(BackupEvents events) {
        return Holdfast.builder()
                .repository(repository)
                .dumper(new PostgresDatabaseDumper(tools))
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

    private String url() {
        return store.toUri().toString();
    }
}
