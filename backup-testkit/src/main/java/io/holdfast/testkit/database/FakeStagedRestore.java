package io.holdfast.testkit.database;

import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A database in memory that is restored beside its target. It is running for as long as its session is connected. */
final class FakeStagedRestore implements StagedRestore {

    private final FakeDatabases server;
    private final FakeDatabases.Session session;
    private final RestoreTarget target;
    private final String staging;
    private FakeContent recorded = FakeContent.EMPTY;
    private boolean promoted;

    /** Makes the staging database; closes the session with itself. */
    FakeStagedRestore(FakeDatabases server, FakeDatabases.Session session, RestoreTarget target) {
        this.server = server;
        this.session = session;
        this.target = target;
        this.staging = new FakeKeptDatabases(server).stage(session.database(), session);
    }

    /** Restores into it. */
    void fill(DumpSource source) {
        recorded = FakeDumpFormat.readSchema(source);
        server.change(staging, empty -> belonging(recorded));
        if (target.has(RestoreOption.CREATE_ROLES)) {
            recorded.roles().stream()
                    .filter(role -> server.rights(role).isEmpty())
                    .forEach(server::addRole);
        }
        FakeDumpFormat.readData(source, new FakeDumpFormat.DataTaker() {
            @Override
            public void sequence(String name, long position) {
                server.change(staging, content -> content.withSequence(name, position));
            }

            @Override
            public void rows(FakeContent.Table table, List<String> rows) {
                take(table, rows);
            }
        });
        if (Thread.currentThread().isInterrupted()) {
            throw BackupFailure.cancelled("the restore of " + session.database());
        }
    }

    @Override
    public List<TableRows> count(List<TableRows> tables) {
        FakeContent content = content();
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
        return addsRows(content());
    }

    @Override
    public List<String> differences() {
        FakeContent content = content();
        return recorded.sequences().entrySet().stream()
                .filter(sequence ->
                        !sequence.getValue().equals(content.sequences().get(sequence.getKey())))
                .map(sequence -> "sequence " + sequence.getKey() + " stands at "
                        + content.sequences().get(sequence.getKey()) + ", and the dump recorded "
                        + sequence.getValue())
                .toList();
    }

    @Override
    public Optional<String> promote() {
        if (!session.connected()) {
            throw BackupFailure.of(FailureKind.TRANSIENT, session + " was ended");
        }
        FakeKeptDatabases kept = new FakeKeptDatabases(server);
        Optional<String> previous = Optional.empty();
        if (target.has(RestoreOption.REPLACE_EXISTING)) {
            previous = kept.replace(session.database(), staging);
        } else {
            kept.promote(staging, session.database());
        }
        promoted = true;
        session.close();
        return previous;
    }

    @Override
    public void close() {
        if (!promoted) {
            server.drop(staging);
            session.close();
        }
    }

    private FakeContent content() {
        return server.content(promoted ? session.database() : staging);
    }

    private FakeContent belonging(FakeContent content) {
        FakeContent owned = target.has(RestoreOption.WITHOUT_OWNER)
                ? content.withProperty(FakeContent.OWNER, session.user())
                : content;
        return target.has(RestoreOption.WITHOUT_PRIVILEGES) ? owned.withoutProperty(FakeContent.GRANTED) : owned;
    }

    private void take(FakeContent.Table table, List<String> rows) {
        recorded.onlyName().filter(name -> !name.equals(staging)).ifPresent(name -> {
            throw BackupFailure.of(FailureKind.PERMANENT, FakeDatabaseRestorer.lament(name));
        });
        List<String> taken = new ArrayList<>(rows);
        if (addsRows(recorded)) {
            taken.add("added by the database itself");
        }
        server.change(staging, content -> content.withTable(table, taken));
    }

    private static boolean addsRows(FakeContent content) {
        return content.properties().containsKey(FakeContent.ADDS_ROWS_BY_ITSELF);
    }
}
