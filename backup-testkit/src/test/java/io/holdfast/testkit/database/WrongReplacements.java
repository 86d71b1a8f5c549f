package io.holdfast.testkit.database;

import static io.holdfast.testkit.database.TwistedRestorer.staging;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.testkit.database.TwistedRestorer.Parts;
import io.holdfast.testkit.database.TwistedRestorer.Stage;
import io.holdfast.testkit.database.WrongAdapters.Wrong;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Restorers that are wrong in what they do with a database that exists, with what is kept of it, and with their options. */
final class WrongReplacements {

    private WrongReplacements() {}

    static List<Wrong<Parts, DatabaseRestorer>> all() {
        return Stream.of(swaps(), sessions(), killed(), records(), options(), kept())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Wrong<Parts, DatabaseRestorer>> swaps() {
        return List.of(
                new Wrong<>(
                        "DR-02",
                        "swaps in two steps",
                        parts -> promoting(parts, (name, promote) -> {
                            if (!parts.server().databases().contains(name)) {
                                return promote.get();
                            }
                            parts.server().rename(name, "aside");
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                            parts.server().rename("aside", name);
                            return promote.get();
                        })),
                new Wrong<>(
                        "DR-02",
                        "keeps an empty database instead of the old one",
                        parts -> promoting(parts, (name, promote) -> {
                            Optional<String> kept = promote.get();
                            kept.filter(old -> has(parts.server().content(old), SampleDatabase.ORDINARY))
                                    .ifPresent(old -> parts.server().change(old, content -> FakeContent.EMPTY));
                            return kept;
                        })),
                new Wrong<>("DR-02", "undoes once", parts -> new TwistedRestorer(parts) {
                    private final Set<ConnectionUrl> undone = new HashSet<>();

                    @Override
                    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
                        if (!undone.add(target)) {
                            throw BackupFailure.of(FailureKind.NOT_FOUND, "it was undone before");
                        }
                        return super.undo(target, name);
                    }
                }),
                new Wrong<>("DR-02", "brings back the oldest", parts -> new TwistedRestorer(parts) {
                    @Override
                    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
                        Optional<String> oldest = kept(target).stream()
                                .filter(each -> each.state() == State.PREVIOUS
                                        && each.target().equals(FakeDatabases.databaseOf(target)))
                                .min(Comparator.comparing(KeptDatabase::since))
                                .map(KeptDatabase::name);
                        return super.undo(target, name.or(() -> oldest));
                    }
                }),
                new Wrong<>("DR-02", "does not hear which one is to come back", parts -> new TwistedRestorer(parts) {
                    @Override
                    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
                        boolean previous = kept(target).stream()
                                .anyMatch(each ->
                                        name.equals(Optional.of(each.name())) && each.state() == State.PREVIOUS);
                        return super.undo(target, previous ? Optional.empty() : name);
                    }
                }));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> sessions() {
        return List.of(
                new Wrong<>("DR-09", "sends everybody away before it begins", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        server().endSessions(FakeDatabases.databaseOf(target.database()));
                        return super.stage(target, source);
                    }
                }),
                new Wrong<>("DR-09", "leaves people in what it has put away", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        StagedRestore staged = super.stage(target, source);
                        String name = FakeDatabases.databaseOf(target.database());
                        return new Stage(staged) {
                            @Override
                            public Optional<String> promote() {
                                if (!server().databases().contains(name)
                                        || !target.has(RestoreOption.REPLACE_EXISTING)) {
                                    return super.promote();
                                }
                                // With a stand-in in its place, nobody is in what is replaced.
                                return server().atomically(() -> {
                                    FakeContent content = server().content(name);
                                    server().rename(name, "aside");
                                    server().create(name, content);
                                    Optional<String> kept = super.promote();
                                    String old = kept.orElseThrow();
                                    Optional<FakeKeptDatabases.Mark> mark =
                                            Optional.of(server().marks().get(old));
                                    server().drop(old);
                                    server().rename("aside", old);
                                    server().mark(old, mark);
                                    return kept;
                                });
                            }
                        };
                    }
                }));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> killed() {
        return List.of(
                new Wrong<>(
                        "DR-10",
                        "takes what was killed for a previous database",
                        parts -> listing(parts, kept -> as(kept, State.UNFINISHED, State.PREVIOUS))),
                new Wrong<>(
                        "DR-10",
                        "takes what was killed for running",
                        parts -> listing(parts, kept -> as(kept, State.UNFINISHED, State.RUNNING))),
                new Wrong<>("DR-10", "undoes to what was killed", parts -> new TwistedRestorer(parts) {
                    @Override
                    public KeptDatabase undo(ConnectionUrl target, Optional<String> name) {
                        Optional<KeptDatabase> unfinished = kept(target).stream()
                                .filter(each ->
                                        name.equals(Optional.of(each.name())) && each.state() == State.UNFINISHED)
                                .findFirst();
                        unfinished.ifPresent(
                                each -> new FakeKeptDatabases(server()).replace(each.target(), each.name()));
                        return unfinished.orElseGet(() -> super.undo(target, name));
                    }
                }),
                new Wrong<>("DR-10", "is in its own way after it was killed", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        String name = FakeDatabases.databaseOf(target.database());
                        if (kept(target.database()).stream()
                                .anyMatch(each -> each.target().equals(name) && each.state() == State.UNFINISHED)) {
                            throw BackupFailure.of(FailureKind.ALREADY_EXISTS, "a restore into " + name + " has begun");
                        }
                        return super.stage(target, source);
                    }
                }));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> records() {
        return List.of(
                new Wrong<>(
                        "DR-15",
                        "compares nothing",
                        parts -> staging(parts, staged -> new Stage(staged) {
                            @Override
                            public List<String> differences() {
                                return List.of();
                            }
                        })),
                new Wrong<>(
                        "DR-15",
                        "sees a difference where there is none",
                        parts -> staging(parts, staged -> new Stage(staged) {
                            @Override
                            public List<String> differences() {
                                List<String> differences = new ArrayList<>(super.differences());
                                differences.add("sequence numbers stands elsewhere");
                                return differences;
                            }
                        })));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> options() {
        return List.of(
                new Wrong<>("DR-16", "keeps the owner", parts -> without(parts, RestoreOption.WITHOUT_OWNER)),
                new Wrong<>("DR-16", "keeps the privileges", parts -> without(parts, RestoreOption.WITHOUT_PRIVILEGES)),
                new Wrong<>(
                        "DR-16",
                        "leaves out owner and privileges alike",
                        parts -> with(parts, RestoreOption.WITHOUT_OWNER, RestoreOption.WITHOUT_PRIVILEGES)),
                new Wrong<>("DR-17", "makes no role", parts -> without(parts, RestoreOption.CREATE_ROLES)),
                new Wrong<>("DR-17", "misses roles that it would make", parts -> new TwistedRestorer(parts) {
                    @Override
                    public List<RestoreProblem> check(RestoreTarget target, DumpSource source, DumpFacts facts) {
                        return super.check(less(target, RestoreOption.CREATE_ROLES), source, facts);
                    }
                }),
                new Wrong<>("DR-17", "makes roles that nobody asked for", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        Set<RestoreOption> options = new HashSet<>(target.options());
                        options.add(RestoreOption.CREATE_ROLES);
                        return super.stage(new RestoreTarget(target.database(), options), source);
                    }
                }),
                new Wrong<>("DR-17", "lets the roles sign in", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        Set<String> before = server().roles();
                        StagedRestore staged = super.stage(target, source);
                        server().roles().stream()
                                .filter(role -> !before.contains(role))
                                .forEach(role -> server().addRole(role, Set.of(FakeDatabases.Right.SIGN_IN)));
                        return staged;
                    }
                }));
    }

    private static List<Wrong<Parts, DatabaseRestorer>> kept() {
        return List.of(
                new Wrong<>(
                        "DR-18",
                        "lists the oldest first",
                        parts -> listing(parts, kept -> {
                            List<KeptDatabase> reversed = new ArrayList<>(kept);
                            Collections.reverse(reversed);
                            return reversed;
                        })),
                new Wrong<>(
                        "DR-18",
                        "hides what is being filled",
                        parts -> listing(
                                parts,
                                kept -> kept.stream()
                                        .filter(each -> each.state() != State.RUNNING)
                                        .toList())),
                new Wrong<>("DR-18", "drops any database", parts -> new TwistedRestorer(parts) {
                    @Override
                    public KeptDatabase discard(ConnectionUrl address, String name) {
                        boolean kept = kept(address).stream()
                                .anyMatch(each -> each.name().equals(name));
                        if (!kept) {
                            server().drop(name);
                        }
                        return super.discard(address, name);
                    }
                }),
                new Wrong<>("DR-18", "drops what is being filled", parts -> new TwistedRestorer(parts) {
                    @Override
                    public KeptDatabase discard(ConnectionUrl address, String name) {
                        kept(address).stream()
                                .filter(each -> each.name().equals(name) && each.state() == State.RUNNING)
                                .forEach(each -> server().drop(name));
                        return super.discard(address, name);
                    }
                }),
                new Wrong<>("DR-18", "says that it dropped", parts -> new TwistedRestorer(parts) {
                    @Override
                    public KeptDatabase discard(ConnectionUrl address, String name) {
                        return kept(address).stream()
                                .filter(each -> each.name().equals(name) && each.state() != State.RUNNING)
                                .findFirst()
                                .orElseGet(() -> super.discard(address, name));
                    }
                }),
                new Wrong<>("DR-18", "cleans up unasked when it begins", parts -> new TwistedRestorer(parts) {
                    @Override
                    public StagedRestore stage(RestoreTarget target, DumpSource source) {
                        kept(target.database()).stream()
                                .filter(each -> each.state() == State.UNFINISHED)
                                .forEach(each -> server().drop(each.name()));
                        return super.stage(target, source);
                    }
                }));
    }

    private static boolean has(FakeContent content, SampleDatabase sample) {
        return content.tables().containsKey(FakeDatabaseHarness.table(sample));
    }

    private interface Promotion {
        Optional<String> of(String target, Supplier<Optional<String>> promote);
    }

    private static DatabaseRestorer promoting(Parts parts, Promotion promotion) {
        return new TwistedRestorer(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                StagedRestore staged = super.stage(target, source);
                return new Stage(staged) {
                    @Override
                    public Optional<String> promote() {
                        return promotion.of(FakeDatabases.databaseOf(target.database()), staged::promote);
                    }
                };
            }
        };
    }

    private static DatabaseRestorer listing(Parts parts, UnaryOperator<List<KeptDatabase>> change) {
        return new TwistedRestorer(parts) {
            @Override
            public List<KeptDatabase> kept(ConnectionUrl address) {
                return change.apply(super.kept(address));
            }
        };
    }

    private static List<KeptDatabase> as(List<KeptDatabase> kept, State from, State to) {
        return kept.stream()
                .map(each -> each.state() == from
                        ? new KeptDatabase(each.name(), to, each.target(), each.since(), each.size())
                        : each)
                .toList();
    }

    private static DatabaseRestorer without(Parts parts, RestoreOption option) {
        return new TwistedRestorer(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                return super.stage(less(target, option), source);
            }
        };
    }

    /** Where the one is asked for, does the other too. */
    private static DatabaseRestorer with(Parts parts, RestoreOption asked, RestoreOption unasked) {
        return new TwistedRestorer(parts) {
            @Override
            public StagedRestore stage(RestoreTarget target, DumpSource source) {
                Set<RestoreOption> options = new HashSet<>(target.options());
                if (options.contains(asked)) {
                    options.add(unasked);
                }
                return super.stage(new RestoreTarget(target.database(), options), source);
            }
        };
    }

    private static RestoreTarget less(RestoreTarget target, RestoreOption option) {
        Set<RestoreOption> options = new HashSet<>(target.options());
        options.remove(option);
        return new RestoreTarget(target.database(), options);
    }
}
