package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Restores into a {@link FakeDatabases}. A {@link Disturbance} in it makes it fail, stand still or do something while it
 * restores, counted in the bytes that it takes.
 */
public final class FakeDatabaseRestorer implements DatabaseRestorer {

    private final FakeDatabases server;
    private final Disturbance disturbance;

    /** One in order. */
    public FakeDatabaseRestorer(FakeDatabases server) {
        this(server, Disturbance.none());
    }

    /**
     * One that is disturbed.
     *
     * @param disturbance for its first restore
     */
    public FakeDatabaseRestorer(FakeDatabases server, Disturbance disturbance) {
        this.server = Objects.requireNonNull(server);
        this.disturbance = Objects.requireNonNull(disturbance);
    }

    /** What the server says when a row is restored that only fits into a database of another name. */
    static String lament(String onlyName) {
        return "these rows only fit into a database named " + onlyName;
    }

    @Override
    public int inspect(DumpSource source) {
        return FakeDumpFormat.inspect(source);
    }

    @Override
    public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
        FakeContent schema = FakeDumpFormat.readSchema(source);
        List<RestoreProblem> problems = new ArrayList<>();
        try (FakeDatabases.Session session = server.connectToServer(target.database())) {
            if (server.databases().contains(session.database()) && !target.has(RestoreOption.REPLACE_EXISTING)) {
                problems.add(new RestoreProblem(
                        FailureKind.ALREADY_EXISTS,
                        "database " + session.database() + " exists already; restore to another name"));
            }
            schema.roles().stream()
                    .filter(role -> !server.roles().contains(role))
                    .forEach(role -> problems.add(permanent("there is no role " + role + "; create it")));
            schema.extensions().stream()
                    .filter(extension -> !server.extensions().contains(extension))
                    .forEach(
                            extension -> problems.add(permanent("extension " + extension + " is missing; install it")));
            if (Integer.parseInt(facts.serverVersion()) > server.version()) {
                problems.add(permanent("the dump is of version " + facts.serverVersion() + " and the server of "
                        + server.version() + "; restore to a newer one"));
            }
            if (session.user().equals(FakeDatabases.GUEST)) {
                problems.add(new RestoreProblem(
                        FailureKind.DENIED, session.user() + " may not create databases; use another user"));
            }
        }
        return List.copyOf(problems);
    }

    @Override
    public StagedRestore stage(RestoreTarget target, DumpSource source) {
        try (FakeDatabases.Session session = server.connectToServer(target.database())) {
            String staging = "restoring-" + UUID.randomUUID();
            server.create(staging, FakeContent.EMPTY);
            try {
                fill(staging, session.database(), disturbance.around(source));
                return new Staged(staging, session.database());
            } catch (RuntimeException failure) {
                server.drop(staging);
                throw failure;
            }
        }
    }

    @Override
    public List<KeptDatabase> kept(ConnectionUrl database) {
        throw new UnsupportedOperationException("kept");
    }

    @Override
    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
        throw new UnsupportedOperationException("undo");
    }

    @Override
    public KeptDatabase discard(ConnectionUrl database, String name) {
        throw new UnsupportedOperationException("discard");
    }

    private static RestoreProblem permanent(String message) {
        return new RestoreProblem(FailureKind.PERMANENT, message);
    }

    private void fill(String staging, String target, DumpSource source) {
        FakeContent schema = FakeDumpFormat.readSchema(source);
        server.change(staging, empty -> schema);
        FakeDumpFormat.readRows(source, (table, rows) -> {
            schema.onlyName().filter(name -> !name.equals(staging)).ifPresent(name -> {
                throw BackupFailure.of(FailureKind.PERMANENT, lament(name));
            });
            List<String> taken = new ArrayList<>(rows);
            if (addsRows(schema)) {
                taken.add("added by the database itself");
            }
            server.change(staging, content -> content.withTable(table, taken));
        });
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled("the restore of " + target);
        }
    }

    private static boolean addsRows(FakeContent content) {
        return content.properties().containsKey(FakeContent.ADDS_ROWS_BY_ITSELF);
    }

    private final class Staged implements StagedRestore {

        private final String staging;
        private final String target;
        private boolean promoted;

        private Staged(String staging, String target) {
            this.staging = staging;
            this.target = target;
        }

        @Override
        public List<TableRows> count(List<TableRows> tables) {
            FakeContent content = server.content(promoted ? target : staging);
            return tables.stream()
                    .map(table -> new FakeContent.Table(table.schema(), table.table()))
                    .filter(content.tables()::containsKey)
                    .map(table -> new TableRows(
                            table.schema(),
                            table.name(),
                            content.tables().get(table).size()))
                    .toList();
        }

        @Override
        public boolean addsRowsByItself() {
            return addsRows(server.content(promoted ? target : staging));
        }

        @Override
        public List<String> differences() {
            return List.of();
        }

        @Override
        public Optional<String> promote() {
            server.rename(staging, target);
            promoted = true;
            return Optional.empty();
        }

        @Override
        public void close() {
            if (!promoted) {
                server.drop(staging);
            }
        }
    }
}
