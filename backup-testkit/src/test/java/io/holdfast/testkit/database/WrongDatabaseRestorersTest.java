package io.holdfast.testkit.database;

import static io.holdfast.testkit.database.TwistedRestorer.changing;
import static io.holdfast.testkit.database.TwistedRestorer.onFailure;
import static io.holdfast.testkit.database.TwistedRestorer.staging;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.testkit.database.TwistedRestorer.Parts;
import io.holdfast.testkit.database.TwistedRestorer.Stage;
import io.holdfast.testkit.database.WrongAdapters.Wrong;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of the restorer finds every kind of wrong restorer, and blames it for the rule that it breaks alone. */
class WrongDatabaseRestorersTest {

    @ParameterizedTest
    @MethodSource("wrongRestorers")
    void eachFailsExactlyItsRule(Wrong<Parts, DatabaseRestorer> wrong) {
        WrongAdapters.assertFailsExactly(wrong.rule(), WrongAdapters.Restorers.class, () -> new FakeDatabaseHarness() {
            @Override
            public DatabaseRestorer restorer() {
                return wrong.of(new Parts(server(), super.restorer()));
            }

            @Override
            public DatabaseRestorer restorer(ToolFault fault) {
                return wrong.of(new Parts(server(), super.restorer(fault)));
            }
        });
    }

    @Test
    void thereIsAWrongRestorerForEveryRule() {
        WrongAdapters.assertEveryRuleIsBroken(wrongRestorers(), DatabaseRestorerContract.class);
    }

    static Stream<Wrong<Parts, DatabaseRestorer>> wrongRestorers() {
        return Stream.of(contents(), failures(), checks(), counts(), promotions(), WrongReplacements.all())
                .flatMap(List::stream);
    }

    private static List<Wrong<Parts, DatabaseRestorer>> contents() {
        FakeContent.Table table = FakeDatabaseHarness.table(SampleDatabase.ORDINARY);
        return List.of(
                new Wrong<>(
                        "DR-01",
                        "changes a value",
                        parts -> changing(parts, SampleDatabase.ORDINARY, content -> {
                            List<String> rows = new ArrayList<>(content.tables().get(table));
                            rows.set(0, rows.get(0).toUpperCase(Locale.ROOT));
                            return content.withTable(table, rows);
                        })),
                new Wrong<>(
                        "DR-07",
                        "forgets the owner",
                        parts -> changing(
                                parts,
                                SampleDatabase.PROPERTIES,
                                content -> content.withProperty(FakeContent.OWNER, FakeDatabases.OWNER))),
                new Wrong<>(
                        "DR-07",
                        "forgets everything of the database itself",
                        parts -> changing(parts, SampleDatabase.PROPERTIES, FakeContent::withoutProperties)),
                new Wrong<>("DR-12", "takes a name for a connection string", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        if (FakeDatabases.databaseOf(target.database()).contains("://")) {
                            throw BackupFailure.of(FailureKind.TRANSIENT, "host evil.invalid does not answer");
                        }
                        return super.stage(target, source);
                    }
                }),
                new Wrong<>("DR-12", "cuts a name at a blank", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        String name = FakeDatabases.databaseOf(target.database());
                        return super.stage(
                                new RestoreTarget(
                                        parts.server().address(name.strip().split(" ")[0]), target.options()),
                                source);
                    }
                }));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> failures() {
        return List.of(
                new Wrong<>(
                        "DR-03",
                        "leaves its staging database",
                        parts -> onFailure(parts, FailureKind.CORRUPT, (target, failure) -> {
                            parts.server().create("restoring-" + UUID.randomUUID(), FakeContent.EMPTY);
                            throw failure;
                        })),
                new Wrong<>(
                        "DR-03",
                        "leaves half a target",
                        parts -> onFailure(parts, FailureKind.CORRUPT, (target, failure) -> {
                            String name = FakeDatabases.databaseOf(target.database());
                            if (!parts.server().databases().contains(name)) {
                                parts.server().create(name, FakeContent.EMPTY);
                            }
                            throw failure;
                        })),
                new Wrong<>(
                        "DR-03",
                        "empties the target to make room",
                        parts -> onFailure(parts, FailureKind.CORRUPT, (target, failure) -> {
                            empty(parts, target);
                            throw failure;
                        })),
                new Wrong<>(
                        "DR-03",
                        "believes half a dump",
                        parts -> onFailure(
                                parts,
                                FailureKind.CORRUPT,
                                (target, failure) -> new FakeDatabaseRestorer(parts.server())
                                        .stage(target, nothing().source()))),
                new Wrong<>(
                        "DR-03",
                        "blames the program for the damage",
                        parts -> onFailure(parts, FailureKind.CORRUPT, (target, failure) -> {
                            throw BackupFailure.of(FailureKind.PERMANENT, "fake-restore: unexpected end of file");
                        })),
                new Wrong<>(
                        "DR-04",
                        "overlooks errors",
                        parts -> onFailure(
                                parts,
                                FailureKind.PERMANENT,
                                (target, failure) -> new FakeDatabaseRestorer(parts.server())
                                        .stage(target, nothing().source()))),
                new Wrong<>(
                        "DR-04",
                        "does not say which statement failed",
                        parts -> onFailure(parts, FailureKind.PERMANENT, (target, failure) -> {
                            throw BackupFailure.of(failure.kind(), "fake-restore ended with status 1");
                        })),
                new Wrong<>(
                        "DR-05",
                        "calls an interrupt a failure",
                        parts -> onFailure(parts, FailureKind.CANCELLED, (target, failure) -> {
                            throw BackupFailure.of(FailureKind.PERMANENT, "broken pipe");
                        })),
                new Wrong<>(
                        "DR-05",
                        "swallows the interrupt",
                        parts -> onFailure(parts, FailureKind.CANCELLED, (target, failure) -> {
                            Thread.interrupted();
                            throw failure;
                        })),
                new Wrong<>(
                        "DR-05",
                        "leaves its staging database",
                        parts -> onFailure(parts, FailureKind.CANCELLED, (target, failure) -> {
                            parts.server().create("restoring-" + UUID.randomUUID(), FakeContent.EMPTY);
                            throw failure;
                        })),
                new Wrong<>(
                        "DR-05",
                        "empties the target before it gives up",
                        parts -> onFailure(parts, FailureKind.CANCELLED, (target, failure) -> {
                            empty(parts, target);
                            throw failure;
                        })),
                new Wrong<>("DR-11", "refuses to try again", RefusingToRepeat::new));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> checks() {
        Stream<Wrong<Parts, DatabaseRestorer>> blind = Stream.of(
                        "exists already", "no role", "extension", "version", "may not create")
                .map(words -> new Wrong<>(
                        "DR-06",
                        "does not see that: " + words,
                        parts -> checking(
                                parts,
                                problems -> problems.stream()
                                        .filter(problem -> !problem.message().contains(words))
                                        .toList())));
        Stream<Wrong<Parts, DatabaseRestorer>> others = Stream.of(
                new Wrong<>(
                        "DR-06",
                        "reports the first problem alone",
                        parts -> checking(
                                parts, problems -> problems.stream().limit(1).toList())),
                new Wrong<>("DR-06", "has no eye for what may be replaced", parts -> new TwistedRestorer(parts) {
                    @Override
                    public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
                        Set<RestoreOption> options = new HashSet<>(target.options());
                        options.remove(RestoreOption.REPLACE_EXISTING);
                        return super.check(new RestoreTarget(target.database(), options), source, facts);
                    }
                }),
                new Wrong<>(
                        "DR-06",
                        "changes something",
                        parts -> checking(parts, problems -> {
                            parts.server().create("probe " + UUID.randomUUID(), FakeContent.EMPTY);
                            return problems;
                        })),
                new Wrong<>("DR-14", "reads everything as a dump", parts -> inspecting(parts, source -> 1)),
                new Wrong<>(
                        "DR-14",
                        "finds no entries",
                        parts -> inspecting(
                                parts, source -> Math.min(parts.right().inspect(source), 0))));
        return Stream.concat(blind, others).toList();
    }

    private static List<Wrong<Parts, DatabaseRestorer>> counts() {
        return List.of(
                new Wrong<>(
                        "DR-08",
                        "hands back what it was asked",
                        parts -> staging(parts, staged -> new Stage(staged) {
                            @Override
                            public List<TableRows> count(List<TableRows> tables) {
                                return tables;
                            }
                        })),
                new Wrong<>(
                        "DR-08",
                        "calls a missing table empty",
                        parts -> staging(parts, staged -> new Stage(staged) {
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
                new Wrong<>(
                        "DR-08",
                        "counts in an order of its own",
                        parts -> staging(parts, staged -> new Stage(staged) {
                            @Override
                            public List<TableRows> count(List<TableRows> tables) {
                                return super.count(tables).stream()
                                        .sorted(Comparator.comparing(TableRows::table))
                                        .toList();
                            }
                        })));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> promotions() {
        return List.of(
                new Wrong<>("DR-13", "makes the target at once", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        String name = FakeDatabases.databaseOf(target.database());
                        StagedRestore staged = super.stage(target, source);
                        if (parts.server().databases().contains(name)) {
                            return staged;
                        }
                        parts.server().create(name, FakeContent.EMPTY);
                        return new Stage(staged) {
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
                new Wrong<>("DR-13", "replaces who took the name", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        return new Stage(super.stage(target, source)) {
                            @Override
                            public Optional<String> promote() {
                                if (!target.has(RestoreOption.REPLACE_EXISTING)) {
                                    parts.server().drop(FakeDatabases.databaseOf(target.database()));
                                }
                                return super.promote();
                            }
                        };
                    }
                }),
                new Wrong<>("DR-13", "takes the target away at once", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        String name = FakeDatabases.databaseOf(target.database());
                        StagedRestore staged = super.stage(target, source);
                        if (!parts.server().databases().contains(name)) {
                            return staged;
                        }
                        FakeContent taken = parts.server().content(name);
                        parts.server().change(name, content -> FakeContent.EMPTY);
                        return new Stage(staged) {
                            private boolean promoted;

                            @Override
                            public Optional<String> promote() {
                                parts.server().change(name, content -> taken);
                                promoted = true;
                                return super.promote();
                            }

                            @Override
                            public void close() {
                                super.close();
                                if (!promoted) {
                                    parts.server().change(name, content -> taken);
                                }
                            }
                        };
                    }
                }),
                new Wrong<>(
                        "DR-13",
                        "keeps what was given up",
                        parts -> staging(parts, staged -> new Stage(staged) {
                            @Override
                            public void close() {
                                // Nothing, which is wrong where it was not promoted.
                            }
                        })));
    }

    /** Remembers which restore failed, and will not begin it again. */
    private static final class RefusingToRepeat extends TwistedRestorer {

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

    private static DatabaseRestorer checking(Parts parts, UnaryOperator<List<RestoreProblem>> change) {
        return new TwistedRestorer(parts) {
            @Override
            public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
                return change.apply(super.check(target, source, facts));
            }
        };
    }

    private static DatabaseRestorer inspecting(Parts parts, Function<DumpSource, Integer> inspection) {
        return new TwistedRestorer(parts) {
            @Override
            public int inspect(DumpSource source) {
                return inspection.apply(source);
            }
        };
    }

    private static void empty(Parts parts, RestoreTarget target) {
        String name = FakeDatabases.databaseOf(target.database());
        if (parts.server().databases().contains(name)) {
            parts.server().change(name, content -> FakeContent.EMPTY);
        }
    }

    private static InMemoryDump nothing() {
        InMemoryDump dump = new InMemoryDump();
        FakeDumpFormat.write(FakeContent.EMPTY, dump.sink());
        return dump;
    }
}
