package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
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
import java.util.function.Function;

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
        return connected(target.database(), session -> problems(target, session, schema, facts));
    }

    @Override
    public StagedRestore stage(RestoreTarget target, DumpSource source) {
        FakeStagedRestore staged = new FakeStagedRestore(server, server.connectToServer(target.database()), target);
        try {
            staged.fill(disturbance.around(source));
            return staged;
        } catch (RuntimeException failure) {
            staged.close();
            throw failure;
        }
    }

    @Override
    public List<KeptDatabase> kept(ConnectionUrl address) {
        return connected(address, session -> server.kept());
    }

    @Override
    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
        return connected(target, session -> new FakeKeptDatabases(server).undo(session.database(), name));
    }

    @Override
    public KeptDatabase discard(ConnectionUrl address, String name) {
        return connected(address, session -> new FakeKeptDatabases(server).discard(name));
    }

    private <T> T connected(ConnectionUrl address, Function<FakeDatabases.Session, T> work) {
        try (FakeDatabases.Session session = server.connectToServer(address)) {
            return work.apply(session);
        }
    }

    private List<RestoreProblem> problems(
            RestoreTarget target, FakeDatabases.Session session, FakeContent schema, DumpFacts facts) {
        List<RestoreProblem> problems = new ArrayList<>();
        if (server.databases().contains(session.database()) && !target.has(RestoreOption.REPLACE_EXISTING)) {
            problems.add(new RestoreProblem(
                    FailureKind.ALREADY_EXISTS,
                    "database " + session.database() + " exists already; restore to another name"));
        }
        schema.roles().stream()
                .filter(role -> !server.roles().contains(role) && !target.has(RestoreOption.CREATE_ROLES))
                .forEach(role -> problems.add(permanent("there is no role " + role + "; create it")));
        schema.extensions().stream()
                .filter(extension -> !server.extensions().contains(extension))
                .forEach(extension -> problems.add(permanent("extension " + extension + " is missing; install it")));
        if (Integer.parseInt(facts.serverVersion()) > server.version()) {
            problems.add(permanent("the dump is of version " + facts.serverVersion() + " and the server of "
                    + server.version() + "; restore to a newer one"));
        }
        if (!server.rights(session.user()).orElseThrow().contains(FakeDatabases.Right.CREATE_DATABASES)) {
            problems.add(new RestoreProblem(
                    FailureKind.DENIED, session.user() + " may not create databases; use another user"));
        }
        return List.copyOf(problems);
    }

    private static RestoreProblem permanent(String message) {
        return new RestoreProblem(FailureKind.PERMANENT, message);
    }
}
