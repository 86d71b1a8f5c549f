package io.holdfast.testkit.database;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSink;
import io.holdfast.core.restore.RestoreTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The harness of the databases in memory: every ability, and a program's faults as disturbances of the fake adapters. */
class FakeDatabaseHarness implements DatabaseHarness {

    static final FakeContent.Table HERE = new FakeContent.Table("public", "here");
    static final FakeContent.Table THERE = new FakeContent.Table("public", "there");
    private static final String MISSING_EXTENSION = "an extension that nobody has";
    private static final String MISSING_ROLE = "a role that nobody has";

    private final FakeDatabases server = new FakeDatabases();
    private final String wrongPassword = "wrong-" + UUID.randomUUID();
    private final AtomicInteger names = new AtomicInteger();
    private Disturbance hanging = Disturbance.none();

    final FakeDatabases server() {
        return server;
    }

    @Override
    public DatabaseCapabilities capabilities() {
        return DatabaseCapabilities.all();
    }

    @Override
    public DatabaseDumper dumper() {
        return new FakeDatabaseDumper(server);
    }

    @Override
    public DatabaseDumper dumper(ToolFault fault) {
        return new FakeDatabaseDumper(server, disturbance(fault));
    }

    @Override
    public DatabaseDumper hangingDumper(Duration limit) {
        return new FakeDatabaseDumper(server, Disturbance.actionAt(100, () -> {
            // It is never reached: to wait for it is to hang until the dumper has had enough.
            Disturbance.none().awaitReached(limit);
            throw BackupFailure.of(
                    FailureKind.TRANSIENT, "fake-dump has written nothing for " + limit.toMillis() + " ms");
        }));
    }

    @Override
    public DatabaseDumper dumper(Redefinition redefinition) {
        return new RedefiningDumper(redefinition);
    }

    @Override
    public DatabaseRestorer restorer() {
        return new FakeDatabaseRestorer(server);
    }

    @Override
    public DatabaseRestorer restorer(ToolFault fault) {
        return new FakeDatabaseRestorer(server, disturbance(fault));
    }

    @Override
    public void awaitHanging(Duration patience) {
        if (!hanging.awaitReached(patience)) {
            throw new AssertionError("no program hangs after " + patience);
        }
    }

    @Override
    public ConnectionUrl create(SampleDatabase sample, String name) {
        return server.create(name, content(sample, name));
    }

    @Override
    public ConnectionUrl address(String name) {
        return server.address(name);
    }

    @Override
    public String newName() {
        return "database-" + names.incrementAndGet();
    }

    @Override
    public String user() {
        return FakeDatabases.OWNER;
    }

    @Override
    public boolean exists(ConnectionUrl database) {
        return server.databases().contains(FakeDatabases.databaseOf(database));
    }

    @Override
    public String content(ConnectionUrl database) {
        FakeContent content = server.content(FakeDatabases.databaseOf(database));
        return content.tables() + " " + content.sequences() + " " + content.roles() + " " + content.extensions();
    }

    @Override
    public String properties(ConnectionUrl database) {
        return server.content(FakeDatabases.databaseOf(database)).properties().toString();
    }

    @Override
    public Set<String> owners(ConnectionUrl database) {
        return properties(database, FakeContent.OWNER);
    }

    @Override
    public Set<String> grantees(ConnectionUrl database) {
        return properties(database, FakeContent.GRANTED);
    }

    @Override
    public Optional<Set<String>> rights(String role) {
        return server.rights(role)
                .map(rights -> rights.stream().map(Enum::name).collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public List<TableRows> rows(ConnectionUrl database) {
        return server.content(FakeDatabases.databaseOf(database)).rows();
    }

    @Override
    public WriteLoad write(ConnectionUrl database) {
        return new Load(FakeDatabases.databaseOf(database));
    }

    @Override
    public List<String> violations(ConnectionUrl database) {
        FakeContent content = server.content(FakeDatabases.databaseOf(database));
        List<String> rows = new ArrayList<>(content.tables().get(HERE));
        rows.addAll(content.tables().get(THERE));
        Collections.sort(rows);
        List<String> expected = new ArrayList<>(movingRows());
        Collections.sort(expected);
        return rows.equals(expected) ? List.of() : List.of(rows.size() + " rows, expected " + expected.size());
    }

    @Override
    public Refusal.Address refused(Refusal reason) {
        String name = newName();
        return switch (reason) {
            case WRONG_PASSWORD ->
                new Refusal.Address(
                        server.address(FakeDatabases.OWNER, wrongPassword, FakeDatabases.HOST, name),
                        FakeDatabases.OWNER);
            case UNKNOWN_DATABASE -> new Refusal.Address(server.address(name), name);
            case UNREACHABLE ->
                new Refusal.Address(
                        server.address(FakeDatabases.OWNER, server.password(), "silent.invalid", name),
                        "silent.invalid");
        };
    }

    @Override
    public Obstacle.Course obstruct(Set<Obstacle> obstacles) {
        FakeContent content = content(SampleDatabase.ORDINARY, "")
                .needing(
                        obstacles.contains(Obstacle.ROLE_MISSING) ? Set.of(MISSING_ROLE) : Set.of(),
                        obstacles.contains(Obstacle.EXTENSION_MISSING) ? Set.of(MISSING_EXTENSION) : Set.of());
        InMemoryDump dump = new InMemoryDump();
        FakeDumpFormat.write(content, dump.sink());
        String target = newName();
        if (obstacles.contains(Obstacle.TARGET_EXISTS)) {
            server.create(target, FakeContent.EMPTY);
        }
        String version = String.valueOf(server.version() + (obstacles.contains(Obstacle.SERVER_OLDER) ? 7 : 0));
        String user = obstacles.contains(Obstacle.NO_PRIVILEGE) ? FakeDatabases.GUEST : FakeDatabases.OWNER;
        Map<Obstacle, String> named = new EnumMap<>(Map.of(
                Obstacle.TARGET_EXISTS, target,
                Obstacle.ROLE_MISSING, MISSING_ROLE,
                Obstacle.EXTENSION_MISSING, MISSING_EXTENSION,
                Obstacle.SERVER_OLDER, version,
                Obstacle.NO_PRIVILEGE, user));
        named.keySet().retainAll(obstacles);
        return new Obstacle.Course(
                server.address(user, server.password(), FakeDatabases.HOST, target),
                dump,
                new DumpFacts(version, version, content.rows()),
                named);
    }

    @Override
    public Visitor visit(ConnectionUrl database) {
        FakeDatabases.Session session = server.connect(database);
        return new Visitor() {
            @Override
            public boolean answered() {
                return session.connected();
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    /** With the fake restorer itself, whichever one is tested. */
    @Override
    public void abandon(RestoreTarget target, InMemoryDump dump) {
        new FakeDatabaseRestorer(server).stage(target, dump.source());
        server.endSessions();
    }

    @Override
    public Falsified falsified(InMemoryDump dump) {
        InMemoryDump other = new InMemoryDump();
        FakeContent recorded = FakeDumpFormat.readSchema(dump.source());
        String sequence = recorded.sequences().firstKey();
        FakeDumpFormat.write(
                recorded.withSequence(sequence, recorded.sequences().get(sequence) + 1), other.sink());
        return new Falsified(dump.with(FakeDumpFormat.SCHEMA, other.content(FakeDumpFormat.SCHEMA)), sequence);
    }

    @Override
    public String lament() {
        return "these rows only fit into a database named";
    }

    @Override
    public List<String> traces() {
        List<String> traces = new ArrayList<>(server.sessions());
        server.databases().forEach(name -> traces.add("database " + name));
        return traces;
    }

    @Override
    public Set<String> passwords() {
        return Set.of(server.password(), wrongPassword);
    }

    @Override
    public List<String> exposed() {
        return server.programs();
    }

    @Override
    public void close() {
        hanging.release();
    }

    private Disturbance disturbance(ToolFault fault) {
        return switch (fault) {
            case FAILS_AFTER_OUTPUT -> Disturbance.failureAt(1000, died());
            case FAILS_BEFORE_OUTPUT, FLOODS_ERROR_OUTPUT -> Disturbance.failureAt(0, died());
            case MISSING ->
                Disturbance.failureAt(0, permanent("fake-dump is missing").withHint("Install it"));
            case TOO_OLD ->
                Disturbance.failureAt(
                        0, permanent("fake-dump 0 is older than the server 1").withHint("Install fake-dump 1"));
            case HANGS -> hanging = Disturbance.blockAt(100);
        };
    }

    private Set<String> properties(ConnectionUrl database, String name) {
        return Optional.ofNullable(server.content(FakeDatabases.databaseOf(database))
                        .properties()
                        .get(name))
                .map(Set::of)
                .orElse(Set.of());
    }

    private static BackupFailure died() {
        return permanent("fake-dump ended with status 1: " + ToolFault.LAST_WORDS);
    }

    private static BackupFailure permanent(String message) {
        return BackupFailure.of(FailureKind.PERMANENT, message);
    }

    /** The table that the sample has its own rows in. */
    static FakeContent.Table table(SampleDatabase sample) {
        return new FakeContent.Table("public", "sample " + sample);
    }

    private static FakeContent content(SampleDatabase sample, String name) {
        FakeContent owned = FakeContent.EMPTY.withProperty(FakeContent.OWNER, FakeDatabases.OWNER);
        FakeContent.Table table = table(sample);
        return switch (sample) {
            case EMPTY -> owned;
            case ORDINARY ->
                owned.withTable(table, rows(1000)).withTable(new FakeContent.Table("other", "t"), List.of());
            case LARGE -> owned.withTable(table, Collections.nCopies(40_000, "x".repeat(1000)));
            case MOVING_ROWS -> owned.withTable(HERE, movingRows()).withTable(THERE, List.of());
            case PROPERTIES ->
                owned.withTable(table, rows(3))
                        .withProperty(FakeContent.OWNER, FakeDatabases.GUEST)
                        .withProperty("encoding", "LATIN1");
            case OWNED ->
                owned.withTable(table, rows(3))
                        .withProperty(FakeContent.OWNER, FakeDatabases.GUEST)
                        .withProperty(FakeContent.GRANTED, "everybody");
            case SEQUENCES -> owned.withTable(table, rows(3)).withSequence("numbers", 42);
            case UNRESTORABLE -> owned.withTable(table, rows(3)).onlyUnder(name);
            case LARGE_OBJECTS,
                    HOSTILE_NAMES,
                    EXTENSIONS,
                    PARTITIONS,
                    GENERATED_AND_IDENTITY,
                    MATERIALIZED_VIEWS,
                    ROW_SECURITY -> owned.withTable(table, rows(3));
        };
    }

    private static List<String> rows(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add("row " + i + " " + "é\"'\\\n".repeat(50));
        }
        return rows;
    }

    private static List<String> movingRows() {
        return rows(500);
    }

    /** Dumps, and redefines the database when the first dump has begun. */
    private final class RedefiningDumper implements DatabaseDumper {

        private final Redefinition redefinition;
        private final AtomicBoolean first = new AtomicBoolean(true);

        private RedefiningDumper(Redefinition redefinition) {
            this.redefinition = redefinition;
        }

        @Override
        public ByteCount estimate(ConnectionUrl database) {
            return new FakeDatabaseDumper(server).estimate(database);
        }

        @Override
        public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
            Disturbance disturbance = Disturbance.none();
            if (first.getAndSet(false)) {
                String name = FakeDatabases.databaseOf(database);
                disturbance = Disturbance.actionAt(0, () -> server.redefine(name, this::redefined));
            }
            return new FakeDatabaseDumper(server, disturbance).dump(database, sink);
        }

        private FakeContent redefined(FakeContent content) {
            List<String> rows = content.tables().get(HERE);
            return switch (redefinition) {
                case EMPTIED -> content.withTable(HERE, List.of());
                case REWRITTEN ->
                    content.withTable(
                            HERE, rows.stream().map(row -> "wider " + row).toList());
                case EXCHANGED ->
                    content.withTable(HERE, content.tables().get(THERE)).withTable(THERE, rows);
            };
        }
    }

    /** Moves a row each time somebody waits for it, and many more meanwhile. */
    private final class Load implements WriteLoad {

        private final String database;
        private final Semaphore moves = new Semaphore(0);
        private final Thread thread = new Thread(this::run, "fake-load");
        private volatile boolean stopped;

        private Load(String database) {
            this.database = database;
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void awaitMoves(int more) {
            moves.drainPermits();
            try {
                if (!moves.tryAcquire(more, 30, TimeUnit.SECONDS)) {
                    throw new AssertionError("no row moves");
                }
            } catch (InterruptedException e) {
                throw BackupFailure.cancelled("waiting for rows to move");
            }
        }

        @Override
        public void close() {
            stopped = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw BackupFailure.cancelled("waiting for rows to stop moving");
            }
        }

        private void run() {
            while (!stopped) {
                server.change(database, Load::moved);
                moves.release();
                Thread.yield();
            }
        }

        /** Three rows to the other table, or, when there are few left, all back. */
        private static FakeContent moved(FakeContent content) {
            List<String> here = new ArrayList<>(content.tables().get(HERE));
            List<String> there = new ArrayList<>(content.tables().get(THERE));
            if (here.size() < 10) {
                here.addAll(there);
                there.clear();
            } else {
                List<String> first = here.subList(0, 3);
                there.addAll(first);
                first.clear();
            }
            return content.withTable(HERE, here).withTable(THERE, there);
        }
    }
}
