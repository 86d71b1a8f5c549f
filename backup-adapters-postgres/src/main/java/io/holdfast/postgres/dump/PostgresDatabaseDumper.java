package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DumpSink;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Dumps a database with one pg_dump in custom format, uncompressed, or a large one with several at once, under a snapshot that
 * a session of its own holds; meanwhile another session counts the rows of each table under it, and a third watches that none is
 * kept waiting. Works with servers from 12 on.
 */
public final class PostgresDatabaseDumper implements DatabaseDumper {

    private static final String APPLICATION = "holdfast-dump";
    private static final int OLDEST_SERVER = 12;

    /** Tables, what was moved out of them because of its length, and large objects; a dump has no indexes. */
    private static final String ROWS_SIZE = "SELECT coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0)"
            + " FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 't') AND c.relpersistence <> 't'"
            + " AND (c.oid >= 16384 OR c.relname = 'pg_largeobject')";

    private final PostgresTools tools;
    private final Options options;

    /**
     * How to dump.
     *
     * @param streams how many streams of rows are written at once, 1 to 16; 1 is one plain pg_dump. Where empty, sizes and this
     *     machine's processors decide
     * @param stallLimit how long a pg_dump may write nothing, while nothing holds it up, before the dump is given up
     * @param lockLimit how long a session may wait for a lock that somebody else has before the dump is given up
     */
    public record Options(OptionalInt streams, Duration stallLimit, Duration lockLimit) {

        private static final Duration STALL_LIMIT = Duration.ofMinutes(30);
        private static final Duration LOCK_LIMIT = Duration.ofSeconds(30);

        /** Refuses what is out of bounds. */
        public Options {
            streams.ifPresent(count -> {
                if (count < 1 || count > StreamPlan.MOST_STREAMS) {
                    throw new IllegalArgumentException(
                            "streams: " + count + ", not from 1 to " + StreamPlan.MOST_STREAMS);
                }
            });
            requirePositive("stallLimit", stallLimit);
            requirePositive("lockLimit", lockLimit);
        }

        /** As many streams as pay, and limits that a healthy server keeps. */
        public static Options defaults() {
            return new Options(OptionalInt.empty(), STALL_LIMIT, LOCK_LIMIT);
        }

        /** The same with so many streams of rows. */
        public Options withStreams(int count) {
            return new Options(OptionalInt.of(count), stallLimit, lockLimit);
        }

        /** The same with this limit on silence. */
        public Options withStallLimit(Duration limit) {
            return new Options(streams, limit, lockLimit);
        }

        /** The same with this limit on waiting for locks. */
        public Options withLockLimit(Duration limit) {
            return new Options(streams, stallLimit, limit);
        }

        private static void requirePositive(String name, Duration limit) {
            if (limit.toMillis() < 1) {
                throw new IllegalArgumentException(name + ": " + limit + ", not at least a millisecond");
            }
        }
    }

    /** Dumps with these programs, and the default options. */
    public PostgresDatabaseDumper(PostgresTools tools) {
        this(tools, Options.defaults());
    }

    /** Dumps with these programs. */
    public PostgresDatabaseDumper(PostgresTools tools, Options options) {
        this.tools = Objects.requireNonNull(tools, "tools");
        this.options = Objects.requireNonNull(options, "options");
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
        SessionNames names = SessionNames.create(address.applicationName());
        try (SnapshotSession coordinator = SnapshotSession.begin(names.address(address, "coordinator"))) {
            refuseServer(address, coordinator);
            DumpDocument.PROPERTIES.write(sink, coordinator.properties());
            List<TableRows> rows = new StreamedDump(tools, options, address, names, coordinator).run(sink);
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
}
