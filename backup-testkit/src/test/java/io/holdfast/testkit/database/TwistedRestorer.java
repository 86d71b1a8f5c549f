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
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A restorer that hands everything on to a right one; a wrong restorer overrides it where it is wrong. */
class TwistedRestorer implements DatabaseRestorer {

    private final Parts parts;

    /** What a wrong restorer is made of. */
    record Parts(FakeDatabases server, DatabaseRestorer right) {}

    TwistedRestorer(Parts parts) {
        this.parts = parts;
    }

    final FakeDatabases server() {
        return parts.server();
    }

    @Override
    public int inspect(DumpSource source) {
        return parts.right().inspect(source);
    }

    @Override
    public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
        return parts.right().check(target, source, facts);
    }

    @Override
    public StagedRestore stage(RestoreTarget target, DumpSource source) {
        return parts.right().stage(target, source);
    }

    @Override
    public List<KeptDatabase> kept(ConnectionUrl server) {
        return parts.right().kept(server);
    }

    @Override
    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
        return parts.right().undo(target, name);
    }

    @Override
    public KeptDatabase discard(ConnectionUrl server, String name) {
        return parts.right().discard(server, name);
    }

    /** A staged restore that hands everything on to a right one. */
    static class Stage implements StagedRestore {

        private final StagedRestore right;

        Stage(StagedRestore right) {
            this.right = right;
        }

        @Override
        public List<TableRows> count(List<TableRows> tables) {
            return right.count(tables);
        }

        @Override
        public boolean addsRowsByItself() {
            return right.addsRowsByItself();
        }

        @Override
        public List<String> differences() {
            return right.differences();
        }

        @Override
        public Optional<String> promote() {
            return right.promote();
        }

        @Override
        public void close() {
            right.close();
        }
    }

    /** What is done about a failure instead of passing it on. */
    interface Reaction {
        StagedRestore to(RestoreTarget target, BackupFailure failure);
    }

    static DatabaseRestorer onFailure(Parts parts, FailureKind kind, Reaction reaction) {
        return new TwistedRestorer(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                try {
                    return super.stage(target, source);
                } catch (BackupFailure failure) {
                    if (failure.kind() == kind) {
                        return reaction.to(target, failure);
                    }
                    throw failure;
                }
            }
        };
    }

    static DatabaseRestorer staging(Parts parts, UnaryOperator<StagedRestore> change) {
        return new TwistedRestorer(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                return change.apply(super.stage(target, source));
            }
        };
    }

    /** Changes what was restored of one sample. */
    static DatabaseRestorer changing(Parts parts, SampleDatabase sample, UnaryOperator<FakeContent> change) {
        return new TwistedRestorer(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                Set<String> before = server().databases();
                StagedRestore staged = super.stage(target, source);
                server().databases().stream()
                        .filter(name -> !before.contains(name)
                                && server().content(name).tables().containsKey(FakeDatabaseHarness.table(sample)))
                        .forEach(name -> server().change(name, change));
                return staged;
            }
        };
    }
}
