package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DumpSink;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dumps a database with one pg_dump in custom format, uncompressed, under a snapshot that a session of its own holds; in that
 * session the rows of each table are counted meanwhile. Works with servers from 12 on.
 */
public final class PostgresDatabaseDumper implements DatabaseDumper {

    /** How long pg_dump may write nothing before it is taken for dead, unless told otherwise. */
    public static final Duration STALL_LIMIT = Duration.ofMinutes(30);

    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabaseDumper.class);
    private static final String APPLICATION = "holdfast-dump";

    /** pg_dump sets it too, but not before a timeout of the database's could end its first statements. */
    private static final String SESSION_SETTINGS = "-c statement_timeout=0";

    private static final int OLDEST_SERVER = 12;

    /** Tables, what was moved out of them because of its length, and large objects; a dump has no indexes. */
    private static final String ROWS_SIZE = "SELECT coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0)"
            + " FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 't') AND c.relpersistence <> 't'"
            + " AND (c.oid >= 16384 OR c.relname = 'pg_largeobject')";

    private final PostgresTools tools;
    private final Duration stallLimit;

    /** Dumps with these programs. */
    public PostgresDatabaseDumper(PostgresTools tools) {
        this(tools, STALL_LIMIT);
    }

    /**
     * Dumps with these programs.
     *
     * @param stallLimit how long pg_dump may write nothing, while nothing holds it up, before the dump is given up
     */
    public PostgresDatabaseDumper(PostgresTools tools, Duration stallLimit) {
        this.tools = Objects.requireNonNull(tools, "tools");
        this.stallLimit = Objects.requireNonNull(stallLimit, "stallLimit");
        PasswordFile.sweep();
    }

    @Override
    public ByteCount estimate(ConnectionUrl database) {
        PostgresAddress address = PostgresAddress.of(database);
        try (PostgresSession session = PostgresSession.open(address, APPLICATION)) {
            // Asking for a table's size waits for whoever changes it; an estimate is not worth that.
            session.execute("prepare to estimate the size of " + address, "SET lock_timeout = '2s'");
            try {
                return new ByteCount(session.one("estimate the size of " + address, ROWS_SIZE, row -> row.getLong(1)));
            } catch (BackupFailure e) {
                return new ByteCount(session.one(
                        "estimate the size of " + address,
                        "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())",
                        row -> row.getLong(1)));
            }
        }
    }

    @Override
    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
        PostgresAddress address = PostgresAddress.of(database);
        String what = "the dump of " + address;
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled(what);
        }
        long start = System.nanoTime();
        try (SnapshotSession coordinator = SnapshotSession.begin(address)) {
            refuseServer(address, coordinator);
            coordinator.refuseUnreadable();
            List<DumpedTable> tables = coordinator.tables();
            DumpDocument.PROPERTIES.write(sink, coordinator.properties());
            OutputPump pump = new OutputPump();
            List<TableRows> rows = run(address, coordinator, tables, pump, sink);
            LOG.info(
                    "Dumped {}: {} tables, {} in {} s",
                    address,
                    tables.size(),
                    new ByteCount(pump.bytes()),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
            return new DumpFacts(coordinator.serverVersion(), tools.version(), rows);
        }
    }

    private void refuseServer(PostgresAddress address, SnapshotSession coordinator) {
        int major = coordinator.serverVersionNumber() / 10_000;
        if (major < OLDEST_SERVER) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            address + " is on a server of version " + coordinator.serverVersion()
                                    + ", and the oldest that" + " can be dumped is " + OLDEST_SERVER)
                    .withHint("Upgrade the server");
        }
        if (tools.majorVersion() < major) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "pg_dump in " + tools.folder() + " has version " + tools.version()
                                    + ", older than the server of " + address + " with " + coordinator.serverVersion())
                    .withHint(PostgresTools.installHint(major));
        }
    }

    private List<TableRows> run(
            PostgresAddress address,
            SnapshotSession coordinator,
            List<DumpedTable> tables,
            OutputPump pump,
            DumpSink sink) {
        AtomicReference<List<TableRows>> rows = new AtomicReference<>();
        OutputStream stream = sink.open(DumpStreams.WHOLE);
        try (PasswordFile password = PasswordFile.create(address.password());
                PostgresProcess process = PostgresProcess.start(
                        tools.dump(),
                        arguments(coordinator),
                        ToolEnvironment.connecting(address, password.path(), APPLICATION)
                                .withSessionSettings(SESSION_SETTINGS));
                WorkGroup work = new WorkGroup("the dump of " + address)) {
            work.onStop(process::end);
            work.onStop(coordinator::abort);
            work.fork("dump of " + address.database(), () -> {
                process.input().close();
                pump.carry(process.output(), stream);
                ToolFailures.refuseDump(process, process.awaitExit(), address);
                refuseNothing(pump, address);
            });
            work.fork("rows of " + address.database(), () -> {
                pump.awaitBegin();
                if (pump.bytes() > 0) {
                    coordinator.refuseChanged();
                    rows.set(coordinator.count(tables));
                }
            });
            work.join(() -> stalled(pump, address));
        }
        close(stream);
        return rows.get();
    }

    private static List<String> arguments(SnapshotSession coordinator) {
        return List.of(
                "--format=custom",
                "--compress=0",
                "--no-password",
                "--lock-wait-timeout=30000",
                "--encoding=" + coordinator.encoding(),
                "--snapshot=" + coordinator.snapshot());
    }

    private Optional<BackupFailure> stalled(OutputPump pump, PostgresAddress address) {
        if (pump.silence().compareTo(stallLimit) <= 0) {
            return Optional.empty();
        }
        return Optional.of(BackupFailure.of(
                        FailureKind.TRANSIENT,
                        "pg_dump of " + address + " has written nothing for " + stallLimit.toSeconds()
                                + " seconds, after " + new ByteCount(pump.bytes()))
                .withHint("Look in pg_stat_activity for what its session \"" + APPLICATION + "\" waits for"));
    }

    private static void refuseNothing(OutputPump pump, PostgresAddress address) {
        if (pump.bytes() == 0) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "pg_dump of " + address + " ended as if all were well, but wrote nothing")
                    .withHint("Check that it is PostgreSQL's program");
        }
    }

    /** Only what is whole is closed: closing says that here is the end. */
    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw passingOn(e);
        }
    }

    private static BackupFailure passingOn(IOException e) {
        return BackupFailure.of(FailureKind.TRANSIENT, "could not pass the dump on: " + e.getMessage(), e);
    }
}
