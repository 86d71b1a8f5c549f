package io.holdfast.testkit.database;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DumpSink;
import io.holdfast.testkit.database.WrongAdapters.Wrong;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of the dumper finds every kind of wrong dumper, and blames it for the rule that it breaks and no other. */
class WrongDatabaseDumpersTest {

    /** What a wrong dumper is made of. */
    private record Parts(FakeDatabases server, DatabaseDumper right, Optional<ToolFault> fault) {}

    @ParameterizedTest
    @MethodSource("wrongDumpers")
    void eachFailsExactlyItsRule(Wrong<Parts, DatabaseDumper> wrong) {
        WrongAdapters.assertFailsExactly(wrong.rule(), WrongAdapters.Dumpers.class, () -> new FakeDatabaseHarness() {
            @Override
            public DatabaseDumper dumper() {
                return wrong.of(new Parts(server(), super.dumper(), Optional.empty()));
            }

            @Override
            public DatabaseDumper dumper(ToolFault fault) {
                return wrong.of(new Parts(server(), super.dumper(fault), Optional.of(fault)));
            }

            @Override
            public DatabaseDumper hangingDumper(Duration limit) {
                return wrong.of(new Parts(server(), super.hangingDumper(limit), Optional.of(ToolFault.HANGS)));
            }

            @Override
            public DatabaseDumper dumper(Redefinition redefinition) {
                return wrong.of(new Parts(server(), super.dumper(redefinition), Optional.empty()));
            }
        });
    }

    @Test
    void thereIsAWrongDumperForEveryRule() {
        WrongAdapters.assertEveryRuleIsBroken(wrongDumpers(), DatabaseDumperContract.class);
    }

    static Stream<Wrong<Parts, DatabaseDumper>> wrongDumpers() {
        return Stream.of(contents(), failures(), courses(), names()).flatMap(List::stream);
    }

    private static List<Wrong<Parts, DatabaseDumper>> contents() {
        return List.of(
                new Wrong<>(
                        "DD-01",
                        "changes a value",
                        parts -> dumpingInstead(parts, SampleDatabase.ORDINARY, rows -> {
                            rows.set(0, rows.get(0).toUpperCase(Locale.ROOT));
                        })),
                new Wrong<>("DD-02", "cannot dump nothing", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        DumpFacts facts = super.dump(database, sink);
                        if (facts.tables().isEmpty()) {
                            throw BackupFailure.of(FailureKind.PERMANENT, "nothing to dump");
                        }
                        return facts;
                    }
                }),
                new Wrong<>(
                        "DD-03",
                        "loses large objects",
                        parts -> dumpingInstead(parts, SampleDatabase.LARGE_OBJECTS, List::clear)),
                new Wrong<>(
                        "DD-03",
                        "loses sequences",
                        parts -> dumpingInstead(parts, SampleDatabase.SEQUENCES, List::clear)),
                new Wrong<>("DD-09", "reads tables at different times", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        DumpFacts facts = super.dump(database, InMemoryDump.discarding());
                        FakeContent first = content(database);
                        if (!first.tables().containsKey(FakeDatabaseHarness.THERE)) {
                            return super.dump(database, sink);
                        }
                        FakeContent second = laterContent(database, first);
                        FakeContent mixed = first.withTable(
                                FakeDatabaseHarness.THERE, second.tables().get(FakeDatabaseHarness.THERE));
                        FakeDumpFormat.write(mixed, sink);
                        return new DumpFacts(facts.serverVersion(), facts.toolVersion(), mixed.rows());
                    }
                }),
                new Wrong<>("DD-09", "counts rows after the dump", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        super.estimate(database); // Is refused as the right one is.
                        FakeContent before = content(database);
                        DumpFacts facts = super.dump(database, sink);
                        List<TableRows> counted = laterContent(database, before).rows();
                        return new DumpFacts(facts.serverVersion(), facts.toolVersion(), counted);
                    }
                }),
                new Wrong<>("DD-14", "estimates nothing", parts -> estimating(parts, size -> 0L)),
                new Wrong<>("DD-14", "estimates far too much", parts -> estimating(parts, size -> size * 100 + 100)),
                new Wrong<>("DD-17", "leaves a mark in the database", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        DumpFacts facts = super.dump(database, sink);
                        parts.server()
                                .change(
                                        FakeDatabases.databaseOf(database),
                                        content -> content.withProperty("last backup", "now"));
                        return facts;
                    }
                }));
    }

    private static List<Wrong<Parts, DatabaseDumper>> failures() {
        return List.of(
                new Wrong<>("DD-04", "believes half a dump", parts -> believing(parts, ToolFault.FAILS_AFTER_OUTPUT)),
                new Wrong<>("DD-05", "believes no dump", parts -> believing(parts, ToolFault.FAILS_BEFORE_OUTPUT)),
                new Wrong<>(
                        "DD-06",
                        "loses the last words",
                        parts -> failing(
                                parts,
                                failure -> parts.fault().equals(Optional.of(ToolFault.FLOODS_ERROR_OUTPUT))
                                        ? BackupFailure.of(failure.kind(), ToolFault.FIRST_WORDS)
                                        : failure)),
                new Wrong<>(
                        "DD-07",
                        "blames the program for the sink",
                        parts -> failing(
                                parts,
                                failure -> failure.kind() == FailureKind.NO_SPACE
                                        ? BackupFailure.of(FailureKind.PERMANENT, "program ended by signal 13")
                                        : failure)),
                new Wrong<>("DD-07", "leaves the program running", parts -> leaving(parts, FailureKind.NO_SPACE)),
                new Wrong<>(
                        "DD-08",
                        "calls an interrupt a failure",
                        parts -> failing(
                                parts,
                                failure -> failure.kind() == FailureKind.CANCELLED
                                        ? BackupFailure.of(FailureKind.PERMANENT, "broken pipe")
                                        : failure)),
                new Wrong<>(
                        "DD-08",
                        "swallows the interrupt",
                        parts -> failing(parts, failure -> {
                            Thread.interrupted();
                            return failure;
                        })),
                new Wrong<>("DD-08", "leaves the program running", parts -> leaving(parts, FailureKind.CANCELLED)),
                new Wrong<>(
                        "DD-11",
                        "cannot tell why it was refused",
                        parts -> failing(
                                parts,
                                failure ->
                                        failure.kind() == FailureKind.DENIED || failure.kind() == FailureKind.NOT_FOUND
                                                ? BackupFailure.of(FailureKind.TRANSIENT, failure.getMessage())
                                                : failure)),
                new Wrong<>(
                        "DD-11",
                        "does not say what was refused",
                        parts -> failing(
                                parts,
                                failure -> failure.kind() == FailureKind.NOT_FOUND
                                        ? BackupFailure.of(failure.kind(), "no such database")
                                        : failure)),
                new Wrong<>(
                        "DD-12",
                        "gives no hint",
                        parts -> failing(
                                parts,
                                failure -> failure.hint().isPresent()
                                        ? BackupFailure.of(failure.kind(), failure.getMessage())
                                        : failure)),
                new Wrong<>(
                        "DD-12",
                        "would try again without the tool",
                        parts -> failing(
                                parts,
                                failure -> failure.hint()
                                        .map(hint -> BackupFailure.of(FailureKind.TRANSIENT, "missing")
                                                .withHint(hint))
                                        .orElse(failure))));
    }

    private static List<Wrong<Parts, DatabaseDumper>> courses() {
        return List.of(
                new Wrong<>("DD-10", "gives the password as an argument", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        parts.server().programStarted("fake-dump " + database.reveal());
                        return super.dump(database, sink);
                    }
                }),
                new Wrong<>("DD-10", "puts the password into messages", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        try {
                            return super.dump(database, sink);
                        } catch (BackupFailure failure) {
                            BackupFailure loud = BackupFailure.of(
                                    failure.kind(), failure.getMessage() + " (" + database.reveal() + ")");
                            throw failure.hint().map(loud::withHint).orElse(loud);
                        }
                    }
                }),
                new Wrong<>("DD-13", "takes all into memory first", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        InMemoryDump all = new InMemoryDump();
                        DumpFacts facts = super.dump(database, all.sink());
                        all.source().streams().forEach(stream -> copy(all, stream, sink));
                        return facts;
                    }
                }),
                new Wrong<>("DD-16", "waits for ever", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        try {
                            return super.dump(database, sink);
                        } catch (BackupFailure failure) {
                            if (failure.kind() == FailureKind.TRANSIENT
                                    && parts.fault().equals(Optional.of(ToolFault.HANGS))) {
                                Disturbance.none().awaitReached(Duration.ofHours(1));
                            }
                            throw failure;
                        }
                    }
                }),
                new Wrong<>(
                        "DD-16",
                        "takes what hangs for broken",
                        parts -> failing(
                                parts,
                                failure -> parts.fault().equals(Optional.of(ToolFault.HANGS))
                                                && failure.kind() == FailureKind.TRANSIENT
                                        ? BackupFailure.of(FailureKind.PERMANENT, failure.getMessage())
                                        : failure)),
                new Wrong<>("DD-19", "does not see what was redefined", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        try {
                            return super.dump(database, sink);
                        } catch (BackupFailure failure) {
                            if (failure.getMessage().contains("redefined")) {
                                return new DumpFacts("1", "1", content(database).rows());
                            }
                            throw failure;
                        }
                    }
                }),
                new Wrong<>(
                        "DD-19",
                        "takes what was redefined for lost",
                        parts -> failing(
                                parts,
                                failure -> failure.getMessage().contains("redefined")
                                        ? BackupFailure.of(FailureKind.PERMANENT, failure.getMessage())
                                        : failure)),
                new Wrong<>("DD-19", "dumps the next time what was there before", RememberingDumper::new),
                new Wrong<>("DD-15", "leaves a session", parts -> new Twisted(parts) {
                    @Override
                    public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                        DumpFacts facts = super.dump(database, sink);
                        leak(parts.server(), database);
                        return facts;
                    }
                }),
                new Wrong<>("DD-15", "leaves a session after an estimate", parts -> new Twisted(parts) {
                    @Override
                    public ByteCount estimate(ConnectionUrl database) {
                        ByteCount estimate = super.estimate(database);
                        leak(parts.server(), database);
                        return estimate;
                    }
                }),
                new Wrong<>(
                        "DD-15",
                        "leaves something when its program fails",
                        parts -> failing(parts, failure -> {
                            if (failure.kind() == FailureKind.PERMANENT) {
                                parts.server().create("left " + UUID.randomUUID(), FakeContent.EMPTY);
                            }
                            return failure;
                        })));
    }

    private static List<Wrong<Parts, DatabaseDumper>> names() {
        return List.of(
                new Wrong<>("DD-18", "takes a name for an option", parts -> refusing(parts, "--")),
                new Wrong<>("DD-18", "takes a name for a connection string", parts -> refusing(parts, "=")));
    }

    /** Hands everything on; a wrong dumper overrides where it is wrong. */
    private static class Twisted implements DatabaseDumper {

        private final Parts parts;

        Twisted(Parts parts) {
            this.parts = parts;
        }

        @Override
        public ByteCount estimate(ConnectionUrl database) {
            return parts.right().estimate(database);
        }

        @Override
        public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
            return parts.right().dump(database, sink);
        }

        final FakeContent content(ConnectionUrl database) {
            return parts.server().content(FakeDatabases.databaseOf(database));
        }

        /** The content when others have written to it, or the same where nobody does. */
        final FakeContent laterContent(ConnectionUrl database, FakeContent first) {
            FakeContent later = content(database);
            for (int i = 0; i < 10_000 && later.rows().equals(first.rows()); i++) {
                Thread.yield();
                later = content(database);
            }
            return later;
        }
    }

    /** Goes on with the old content when its dump has to be begun again. */
    private static final class RememberingDumper extends Twisted {

        private final Map<ConnectionUrl, FakeContent> spoiled = new HashMap<>();

        private final FakeDatabases server;

        RememberingDumper(Parts parts) {
            super(parts);
            this.server = parts.server();
        }

        @Override
        public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
            if (spoiled.containsKey(database)) {
                FakeDumpFormat.write(spoiled.get(database), sink);
                return new DumpFacts("1", "1", spoiled.get(database).rows());
            }
            Optional<FakeContent> before = Optional.of(FakeDatabases.databaseOf(database))
                    .filter(server.databases()::contains)
                    .map(server::content);
            try {
                return super.dump(database, sink);
            } catch (BackupFailure failure) {
                if (failure.getMessage().contains("redefined")) {
                    before.ifPresent(content -> spoiled.put(database, content));
                }
                throw failure;
            }
        }
    }

    private interface Change {
        void to(List<String> rows);
    }

    /** Dumps a copy of the database in which the sample's own table was changed. */
    private static DatabaseDumper dumpingInstead(Parts parts, SampleDatabase sample, Change change) {
        FakeContent.Table table = FakeDatabaseHarness.table(sample);
        return new Twisted(parts) {
            @Override
            public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                if (parts.fault().isPresent()
                        || !parts.server().databases().contains(FakeDatabases.databaseOf(database))
                        || !content(database).tables().containsKey(table)) {
                    return super.dump(database, sink);
                }
                List<String> rows = new ArrayList<>(content(database).tables().get(table));
                change.to(rows);
                String copy = "copy " + UUID.randomUUID();
                try {
                    return super.dump(
                            parts.server().create(copy, content(database).withTable(table, rows)), sink);
                } finally {
                    parts.server().drop(copy);
                }
            }
        };
    }

    private static DatabaseDumper estimating(Parts parts, Function<Long, Long> change) {
        return new Twisted(parts) {
            @Override
            public ByteCount estimate(ConnectionUrl database) {
                return new ByteCount(change.apply(super.estimate(database).bytes()));
            }
        };
    }

    private static DatabaseDumper believing(Parts parts, ToolFault fault) {
        return new Twisted(parts) {
            @Override
            public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                try {
                    return super.dump(database, sink);
                } catch (BackupFailure failure) {
                    if (parts.fault().equals(Optional.of(fault))) {
                        return new DumpFacts("1", "1", content(database).rows());
                    }
                    throw failure;
                }
            }
        };
    }

    private static DatabaseDumper failing(Parts parts, Function<BackupFailure, BackupFailure> change) {
        return new Twisted(parts) {
            @Override
            public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                try {
                    return super.dump(database, sink);
                } catch (BackupFailure failure) {
                    throw Objects.requireNonNull(change.apply(failure));
                }
            }
        };
    }

    private static DatabaseDumper leaving(Parts parts, FailureKind kind) {
        return new Twisted(parts) {
            @Override
            public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                try {
                    return super.dump(database, sink);
                } catch (BackupFailure failure) {
                    if (failure.kind() == kind) {
                        leak(parts.server(), database);
                    }
                    throw failure;
                }
            }
        };
    }

    private static DatabaseDumper refusing(Parts parts, String part) {
        return new Twisted(parts) {
            @Override
            public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                if (FakeDatabases.databaseOf(database).contains(part)) {
                    throw BackupFailure.of(FailureKind.TRANSIENT, "host evil.invalid does not answer");
                }
                return super.dump(database, sink);
            }
        };
    }

    @SuppressWarnings("try") // Leaking it is the point.
    private static void leak(FakeDatabases server, ConnectionUrl database) {
        server.connect(database);
    }

    private static void copy(InMemoryDump from, StreamSummary stream, DumpSink to) {
        try (OutputStream out = to.open(stream.name())) {
            out.write(from.content(stream.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
