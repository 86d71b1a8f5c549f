package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.holdfast.testkit.ContractRules;
import io.holdfast.testkit.ContractRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of the restorer finds every kind of wrong restorer, and blames it for the rule that it breaks alone. */
class WrongDatabaseRestorersTest {

    /** What a wrong restorer is made of. */
    private record Parts(FakeDatabases server, DatabaseRestorer right) {}

    private record Wrong(String rule, String what, Function<Parts, DatabaseRestorer> made) {
        @Override
        public String toString() {
            return rule + " " + what;
        }
    }

    /** The contract, run on one wrong restorer after the other. */
    static final class Subject extends DatabaseRestorerContract {

        private static Supplier<DatabaseHarness> next;

        @Override
        protected DatabaseHarness openHarness() {
            return next.get();
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(1);
        }
    }

    @ParameterizedTest
    @MethodSource("wrongRestorers")
    void eachFailsExactlyItsRule(Wrong wrong) {
        Subject.next = () -> new FakeDatabaseHarness() {
            @Override
            public DatabaseRestorer restorer() {
                return wrong.made().apply(new Parts(server(), super.restorer()));
            }

            @Override
            public DatabaseRestorer restorer(ToolFault fault) {
                return wrong.made().apply(new Parts(server(), super.restorer(fault)));
            }
        };
        ContractRun run = ContractRun.of(Subject.class);
        assertThat(run.failed()).as("%s", run.failures()).containsExactly(wrong.rule());
    }

    @Test
    void thereIsAWrongRestorerForEveryRule() {
        assertThat(wrongRestorers().map(Wrong::rule).distinct().sorted().toList())
                .containsExactlyElementsOf(ContractRules.tested(DatabaseRestorerContract.class));
    }

    static Stream<Wrong> wrongRestorers() {
        return Stream.of(contents(), failures(), checks(), counts(), promotions())
                .flatMap(List::stream);
    }

    private static List<Wrong> contents() {
        FakeContent.Table table = FakeDatabaseHarness.table(SampleDatabase.ORDINARY);
        return List.of(
                new Wrong(
                        "DR-01",
                        "changes a value",
                        parts -> changingStaging(parts, content -> {
                            if (!content.tables().containsKey(table)) {
                                return content;
                            }
                            List<String> rows = new ArrayList<>(content.tables().get(table));
                            rows.set(0, rows.get(0).toUpperCase(Locale.ROOT));
                            return content.withTable(table, rows);
                        })),
                new Wrong(
                        "DR-07",
                        "forgets the owner",
                        parts -> changingStaging(parts, content -> content.withProperty("owner", FakeDatabases.OWNER))),
                new Wrong(
                        "DR-07",
                        "forgets everything of the database itself",
                        parts -> changingStaging(parts, FakeContent::withoutProperties)),
                new Wrong("DR-12", "takes a name for a connection string", parts -> new Twisted(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        if (FakeDatabases.databaseOf(target.database()).contains("://")) {
                            throw BackupFailure.of(FailureKind.TRANSIENT, "host evil.invalid does not answer");
                        }
                        return super.stage(target, source);
                    }
                }),
                new Wrong("DR-12", "cuts a name at a blank", parts -> new Twisted(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        String name = FakeDatabases.databaseOf(target.database());
                        return super.stage(
                                RestoreTarget.newDatabase(
                                        parts.server().address(name.strip().split(" ")[0])),
                                source);
                    }
                }));
    }

    private static List<Wrong> failures() {
        return List.of(
                new Wrong(
                        "DR-03",
                        "leaves its staging database",
                        parts -> onFailure(parts, FailureKind.CORRUPT, (name, failure) -> {
                            parts.server().create("restoring-" + UUID.randomUUID(), FakeContent.EMPTY);
                            throw failure;
                        })),
                new Wrong(
                        "DR-03",
                        "leaves half a target",
                        parts -> onFailure(parts, FailureKind.CORRUPT, (name, failure) -> {
                            parts.server().create(name, FakeContent.EMPTY);
                            throw failure;
                        })),
                new Wrong(
                        "DR-03",
                        "believes half a dump",
                        parts -> onFailure(
                                parts,
                                FailureKind.CORRUPT,
                                (name, failure) -> new FakeDatabaseRestorer(parts.server())
                                        .stage(
                                                RestoreTarget.newDatabase(
                                                        parts.server().address(name)),
                                                nothing().source()))),
                new Wrong(
                        "DR-03",
                        "blames the program for the damage",
                        parts -> onFailure(parts, FailureKind.CORRUPT, (name, failure) -> {
                            throw BackupFailure.of(FailureKind.PERMANENT, "fake-restore: unexpected end of file");
                        })),
                new Wrong(
                        "DR-04",
                        "overlooks errors",
                        parts -> onFailure(
                                parts,
                                FailureKind.PERMANENT,
                                (name, failure) -> new FakeDatabaseRestorer(parts.server())
                                        .stage(
                                                RestoreTarget.newDatabase(
                                                        parts.server().address(name)),
                                                nothing().source()))),
                new Wrong(
                        "DR-04",
                        "does not say which statement failed",
                        parts -> onFailure(parts, FailureKind.PERMANENT, (name, failure) -> {
                            throw BackupFailure.of(failure.kind(), "fake-restore ended with status 1");
                        })),
                new Wrong(
                        "DR-05",
                        "calls an interrupt a failure",
                        parts -> onFailure(parts, FailureKind.CANCELLED, (name, failure) -> {
                            throw BackupFailure.of(FailureKind.PERMANENT, "broken pipe");
                        })),
                new Wrong(
                        "DR-05",
                        "swallows the interrupt",
                        parts -> onFailure(parts, FailureKind.CANCELLED, (name, failure) -> {
                            Thread.interrupted();
                            throw failure;
                        })),
                new Wrong(
                        "DR-05",
                        "leaves its staging database",
                        parts -> onFailure(parts, FailureKind.CANCELLED, (name, failure) -> {
                            parts.server().create("restoring-" + UUID.randomUUID(), FakeContent.EMPTY);
                            throw failure;
                        })),
                new Wrong("DR-11", "refuses to try again", RefusingToRepeat::new));
    }

    private static List<Wrong> checks() {
        Stream<Wrong> blind = Stream.of("exists already", "no role", "extension", "version", "may not create")
                .map(words -> new Wrong(
                        "DR-06",
                        "does not see that: " + words,
                        parts -> checking(
                                parts,
                                problems -> problems.stream()
                                        .filter(problem -> !problem.message().contains(words))
                                        .toList())));
        Stream<Wrong> others = Stream.of(
                new Wrong(
                        "DR-06",
                        "reports the first problem alone",
                        parts -> checking(
                                parts, problems -> problems.stream().limit(1).toList())),
                new Wrong(
                        "DR-06",
                        "changes something",
                        parts -> checking(parts, problems -> {
                            parts.server().create("probe " + UUID.randomUUID(), FakeContent.EMPTY);
                            return problems;
                        })),
                new Wrong("DR-14", "reads everything as a dump", parts -> inspecting(parts, source -> 1)),
                new Wrong(
                        "DR-14",
                        "finds no entries",
                        parts -> inspecting(
                                parts, source -> Math.min(parts.right().inspect(source), 0))));
        return Stream.concat(blind, others).toList();
    }

    private static List<Wrong> counts() {
        return List.of(
                new Wrong(
                        "DR-08",
                        "hands back what it was asked",
                        parts -> staging(parts, staged -> new TwistedStage(staged) {
                            @Override
                            public List<TableRows> count(List<TableRows> tables) {
                                return tables;
                            }
                        })),
                new Wrong(
                        "DR-08",
                        "calls a missing table empty",
                        parts -> staging(parts, staged -> new TwistedStage(staged) {
                            @Override
                            public List<TableRows> count(List<TableRows> tables) {
                                List<TableRows> counted = super.count(tables);
                                return tables.stream()
                                        .map(table -> counted.stream()
                                                .filter(count -> count.schema().equals(table.schema())
                                                        && count.table().equals(table.table()))
                                                .findFirst()
                                                .orElse(new TableRows(table.schema(), table.table(), 0)))
                                        .toList();
                            }
                        })),
                new Wrong(
                        "DR-08",
                        "counts in an order of its own",
                        parts -> staging(parts, staged -> new TwistedStage(staged) {
                            @Override
                            public List<TableRows> count(List<TableRows> tables) {
                                return super.count(tables).stream()
                                        .sorted(Comparator.comparing(TableRows::table))
                                        .toList();
                            }
                        })));
    }

    private static List<Wrong> promotions() {
        return List.of(
                new Wrong("DR-13", "makes the target at once", parts -> new Twisted(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        String name = FakeDatabases.databaseOf(target.database());
                        StagedRestore staged = super.stage(target, source);
                        parts.server().create(name, FakeContent.EMPTY);
                        return new TwistedStage(staged) {
                            private boolean promoted;

                            @Override
                            public Optional<String> promote() {
                                parts.server().drop(name);
                                Optional<String> previous = super.promote();
                                promoted = true;
                                return previous;
                            }

                            @Override
                            public void close() {
                                super.close();
                                if (!promoted) {
                                    parts.server().drop(name);
                                }
                            }
                        };
                    }
                }),
                new Wrong("DR-13", "replaces who took the name", parts -> new Twisted(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        return new TwistedStage(super.stage(target, source)) {
                            @Override
                            public Optional<String> promote() {
                                parts.server().drop(FakeDatabases.databaseOf(target.database()));
                                Optional<String> previous = super.promote();
                                return previous;
                            }
                        };
                    }
                }),
                new Wrong(
                        "DR-13",
                        "keeps what was given up",
                        parts -> staging(parts, staged -> new TwistedStage(staged) {
                            @Override
                            public void close() {
                                // Nothing, which is wrong where it was not promoted.
                            }
                        })));
    }

    /** Hands everything on; a wrong restorer overrides where it is wrong. */
    private static class Twisted implements DatabaseRestorer {

        private final Parts parts;

        Twisted(Parts parts) {
            this.parts = parts;
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
    }

    private static class TwistedStage implements StagedRestore {

        private final StagedRestore right;

        TwistedStage(StagedRestore right) {
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

    /** Remembers which restore failed, and will not begin it again. */
    private static final class RefusingToRepeat extends Twisted {

        private final Set<RestoreTarget> failed = new HashSet<>();

        RefusingToRepeat(Parts parts) {
            super(parts);
        }

        @Override
        public StagedRestore stage(RestoreTarget target, DumpSource source) {
            if (failed.contains(target)) {
                throw BackupFailure.of(FailureKind.ALREADY_EXISTS, "this restore was begun before");
            }
            try {
                return super.stage(target, source);
            } catch (BackupFailure failure) {
                failed.add(target);
                throw failure;
            }
        }
    }

    private interface Reaction {
        StagedRestore to(String target, BackupFailure failure);
    }

    private static DatabaseRestorer onFailure(Parts parts, FailureKind kind, Reaction reaction) {
        return new Twisted(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                try {
                    return super.stage(target, source);
                } catch (BackupFailure failure) {
                    if (failure.kind() == kind) {
                        return reaction.to(FakeDatabases.databaseOf(target.database()), failure);
                    }
                    throw failure;
                }
            }
        };
    }

    private static DatabaseRestorer staging(Parts parts, UnaryOperator<StagedRestore> change) {
        return new Twisted(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                return change.apply(super.stage(target, source));
            }
        };
    }

    private static DatabaseRestorer changingStaging(Parts parts, UnaryOperator<FakeContent> change) {
        return new Twisted(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                Set<String> before = parts.server().databases();
                StagedRestore staged = super.stage(target, source);
                parts.server().databases().stream()
                        .filter(name -> !before.contains(name))
                        .forEach(name -> parts.server().change(name, change));
                return staged;
            }
        };
    }

    private static DatabaseRestorer checking(Parts parts, UnaryOperator<List<RestoreProblem>> change) {
        return new Twisted(parts) {
            @Override
            public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
                return change.apply(super.check(target, source, facts));
            }
        };
    }

    private static DatabaseRestorer inspecting(Parts parts, Function<DumpSource, Integer> inspection) {
        return new Twisted(parts) {
            @Override
            public int inspect(DumpSource source) {
                return inspection.apply(source);
            }
        };
    }

    private static InMemoryDump nothing() {
        InMemoryDump dump = new InMemoryDump();
        FakeDumpFormat.write(FakeContent.EMPTY, dump.sink());
        return dump;
    }
}
