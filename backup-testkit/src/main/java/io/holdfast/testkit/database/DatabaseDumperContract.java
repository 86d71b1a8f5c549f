package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.testkit.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.function.Executable;

/**
 * The contract of {@link DatabaseDumper}: one test a rule. Extend it, open a harness, and every rule is checked.
 *
 * <p>Dumps are judged by restoring them with the harness's restorer, so that one has to be right first.
 */
public abstract class DatabaseDumperContract extends DatabaseContract {

    /** Far more than a dumper, its programs and the pipes between them need, and far less than LARGE has. */
    private static final long FLAT_MEMORY = 16L * 1024 * 1024;

    /** How far an estimate may be off, either way. */
    private static final long ESTIMATE_FACTOR = 5;

    /** Longer than the harness's programs need to be there, so that it is not for being slow that one is given up. */
    private static final Duration STALL_LIMIT = Duration.ofMillis(300);

    /** How long a sink stands still while the dumper is watched for bytes that it piles up. */
    protected Duration standstill() {
        return Duration.ofSeconds(1);
    }

    @Rule("DD-01")
    @Test
    final void whatIsDumpedRestoresToEqualSchemaAndData() {
        assertComesBackEqual(SampleDatabase.ORDINARY);
    }

    @Rule("DD-02")
    @Test
    final void anEmptyDatabaseCanBeDumped() {
        assertComesBackEqual(SampleDatabase.EMPTY);
    }

    @Rule("DD-03")
    @Test
    final void demandingDatabasesComeBackEqual(TestReporter reporter) {
        assertAll(SampleDatabase.demanding().stream()
                .filter(sample -> can(harness().capabilities().samples(), sample, reporter, () -> create(sample)))
                .map(sample -> () -> assertComesBackEqual(sample)));
    }

    @Rule("DD-04")
    @Test
    final void aProgramThatFailsAfterItsOutputMakesTheDumpFail(TestReporter reporter) {
        assertFaultFails(ToolFault.FAILS_AFTER_OUTPUT, reporter);
    }

    @Rule("DD-05")
    @Test
    final void aProgramThatFailsBeforeItsFirstByteMakesTheDumpFail(TestReporter reporter) {
        assertFaultFails(ToolFault.FAILS_BEFORE_OUTPUT, reporter);
    }

    @Rule("DD-06")
    @Test
    final void errorOutputOfAnyLengthIsDrainedAndItsEndReported(TestReporter reporter) {
        if (canHave(ToolFault.FLOODS_ERROR_OUTPUT, reporter)) {
            BackupFailure failure = dumpingFails(ToolFault.FLOODS_ERROR_OUTPUT);
            assertThat(failure.getMessage())
                    .contains(ToolFault.LAST_WORDS)
                    .doesNotContain(ToolFault.FIRST_WORDS)
                    .hasSizeLessThan(64 * 1024);
        }
    }

    @Rule("DD-07")
    @Test
    final void aFailureOfTheSinkEndsTheProgramsAndIsTheOneReported() {
        ConnectionUrl database = create(SampleDatabase.ORDINARY);
        BackupFailure full = BackupFailure.of(FailureKind.NO_SPACE, "no room left in the contract's sink");
        assertAll(Stream.of(
                        Disturbance.failureAt(0, full),
                        Disturbance.failureAt(1, full),
                        Disturbance.failureAt(100_000, full),
                        Disturbance.failureAtClose(full))
                .map(disturbance -> () -> {
                    List<String> before = harness().traces();
                    BackupFailure failure = assertFails(
                            FailureKind.NO_SPACE,
                            () -> harness().dumper().dump(database, disturbance.around(InMemoryDump.discarding())));
                    assertThat(failure.getMessage()).contains(full.getMessage());
                    assertNothingMoreThan(before, "after the sink failed");
                }));
    }

    @Rule("DD-08")
    @Test
    final void anInterruptEndsTheProgramsAndTheDumpFailsAsCancelled(TestReporter reporter) {
        ConnectionUrl database = create(SampleDatabase.ORDINARY);
        List<String> before = harness().traces();
        Disturbance blocked = Disturbance.blockAt(1);
        DatabaseDumper dumper = harness().dumper();
        assertCancelledAt(blocked, () -> dumper.dump(database, blocked.around(InMemoryDump.discarding())));
        assertNothingMoreThan(before, "after an interrupt while the sink took nothing");

        if (canHave(ToolFault.HANGS, reporter)) {
            DatabaseDumper hanging = harness().dumper(ToolFault.HANGS);
            assertCancelled(
                    () -> hanging.dump(database, InMemoryDump.discarding()),
                    () -> harness().awaitHanging(patience()));
            assertNothingMoreThan(before, "after an interrupt while a program hung");
        }
    }

    @Rule("DD-09")
    @Test
    final void allIsOfOneSnapshotWhileOthersWrite() {
        ConnectionUrl database = create(SampleDatabase.MOVING_ROWS);
        InMemoryDump dump = new InMemoryDump();
        DumpFacts facts;
        try (WriteLoad load = harness().write(database)) {
            load.awaitMoves(1);
            Disturbance writesGoOn = Disturbance.actionEvery(32 * 1024, () -> load.awaitMoves(3));
            facts = harness().dumper().dump(database, writesGoOn.around(dump.sink()));
            load.awaitMoves(1);
        }
        ConnectionUrl restored = restore(dump, newTarget());
        assertThat(harness().violations(restored)).as("rows lost or seen twice").isEmpty();
        assertThat(facts.tables())
                .as("rows that the dumper counted, and rows restored")
                .containsExactlyInAnyOrderElementsOf(harness().rows(restored));
    }

    @Rule("DD-10")
    @Test
    final void noPasswordIsSeenByOthers(TestReporter reporter) {
        ConnectionUrl database = create(SampleDatabase.ORDINARY);
        List<String> messages = new ArrayList<>();
        Stream.of(ToolFault.values())
                .filter(fault -> fault != ToolFault.HANGS && canHave(fault, reporter))
                .forEach(fault -> attempt(() -> harness().dumper(fault).dump(database, InMemoryDump.discarding()))
                        .ifPresent(failure -> messages.add(failure.description())));
        Stream.of(Refusal.values())
                .forEach(reason -> attempt(() -> harness()
                                .dumper()
                                .dump(harness().refused(reason).url(), InMemoryDump.discarding()))
                        .ifPresent(failure -> messages.add(failure.description())));
        dump(database);
        assertThat(harness().passwords()).as("passwords to look for").isNotEmpty();
        assertThat(harness().exposed()).as("programs seen").isNotEmpty();
        for (String password : harness().passwords()) {
            assertThat(harness().exposed()).noneMatch(seen -> seen.contains(password));
            assertThat(messages).noneMatch(message -> message.contains(password));
        }
    }

    @Rule("DD-11")
    @Test
    final void wrongPasswordUnknownDatabaseAndSilentHostAreToldApart() {
        assertAll(Stream.of(Refusal.values()).flatMap(reason -> {
            Refusal.Address address = harness().refused(reason);
            DatabaseDumper dumper = harness().dumper();
            return Stream.<Executable>of(
                    () -> assertRefused(reason, address, () -> dumper.dump(address.url(), InMemoryDump.discarding())),
                    () -> assertRefused(reason, address, () -> dumper.estimate(address.url())));
        }));
    }

    @Rule("DD-12")
    @Test
    final void aToolThatIsMissingOrTooOldIsPermanentWithAHint(TestReporter reporter) {
        assertAll(Stream.of(ToolFault.MISSING, ToolFault.TOO_OLD)
                .filter(fault -> canHave(fault, reporter))
                .map(fault -> () -> {
                    BackupFailure failure = dumpingFails(fault);
                    assertThat(failure.kind())
                            .as("%s: %s", fault, failure.description())
                            .isEqualTo(FailureKind.PERMANENT);
                    assertThat(failure.hint()).as("hint when %s", fault).isNotEmpty();
                }));
    }

    @Rule("DD-13")
    @Test
    final void aSlowSinkSlowsTheDumpDownInFlatMemory() {
        ConnectionUrl database = create(SampleDatabase.LARGE);
        long before = Memory.used();
        AtomicLong piledUp = new AtomicLong();
        Disturbance slow =
                Disturbance.actionAt(1024 * 1024, () -> piledUp.set(Memory.growth(before, FLAT_MEMORY, standstill())));
        AtomicLong arrived = new AtomicLong();
        harness().dumper().dump(database, slow.around(Memory.counting(arrived)));
        assertThat(arrived.get()).as("bytes of the large database's dump").isGreaterThan(2 * FLAT_MEMORY);
        assertThat(piledUp.get()).as("bytes piled up while the sink took none").isLessThan(FLAT_MEMORY);
    }

    @Rule("DD-14")
    @Test
    final void theSizeIsEstimatedWithinAFactorOfAFew() {
        ConnectionUrl database = create(SampleDatabase.LARGE);
        ByteCount estimate = harness().dumper().estimate(database);
        AtomicLong size = new AtomicLong();
        harness().dumper().dump(database, Memory.counting(size));
        assertThat(estimate.bytes()).isBetween(size.get() / ESTIMATE_FACTOR, size.get() * ESTIMATE_FACTOR);
        assertThat(harness().dumper().estimate(create(SampleDatabase.EMPTY)))
                .as("estimate of an empty database")
                .isLessThan(estimate);
    }

    @Rule("DD-15")
    @Test
    final void nothingIsLeftBehind(TestReporter reporter) {
        ConnectionUrl database = create(SampleDatabase.ORDINARY);
        List<String> before = harness().traces();
        dump(database);
        assertNothingMoreThan(before, "after a dump");
        harness().dumper().estimate(database);
        assertNothingMoreThan(before, "after an estimate");
        attempt(() -> harness()
                .dumper()
                .dump(harness().refused(Refusal.WRONG_PASSWORD).url(), InMemoryDump.discarding()));
        assertNothingMoreThan(before, "after a refused dump");
        if (canHave(ToolFault.FAILS_AFTER_OUTPUT, reporter)) {
            attempt(() -> harness().dumper(ToolFault.FAILS_AFTER_OUTPUT).dump(database, InMemoryDump.discarding()));
            assertNothingMoreThan(before, "after a dump that failed");
        }
    }

    @Rule("DD-16")
    @Test
    final void aProgramThatWritesNothingForTooLongIsGivenUpAsTransient(TestReporter reporter) {
        if (can(
                harness().capabilities().dumpFaults(),
                ToolFault.HANGS,
                reporter,
                () -> harness().hangingDumper(STALL_LIMIT))) {
            ConnectionUrl database = create(SampleDatabase.ORDINARY);
            List<String> before = harness().traces();
            DatabaseDumper dumper = harness().hangingDumper(STALL_LIMIT);
            Background dumping = Background.start(() -> dumper.dump(database, InMemoryDump.discarding()));
            try {
                BackupFailure failure = dumping.failure(patience());
                assertThat(failure.kind())
                        .as("the kind of: %s", failure.description())
                        .isEqualTo(FailureKind.TRANSIENT);
            } finally {
                dumping.interrupt();
            }
            assertNothingMoreThan(before, "after a dump was given up");
        }
    }

    @Rule("DD-17")
    @Test
    final void theDatabaseIsNotChanged() {
        assertAll(Stream.of(SampleDatabase.ORDINARY, SampleDatabase.SEQUENCES, SampleDatabase.PROPERTIES)
                .filter(harness().capabilities().samples()::contains)
                .map(sample -> () -> {
                    ConnectionUrl database = create(sample);
                    String content = harness().content(database);
                    String properties = harness().properties(database);
                    harness().dumper().estimate(database);
                    harness().dumper().dump(database, InMemoryDump.discarding());
                    assertThat(harness().content(database))
                            .as("content of %s", sample)
                            .isEqualTo(content);
                    assertThat(harness().properties(database))
                            .as("properties of %s", sample)
                            .isEqualTo(properties);
                }));
    }

    @Rule("DD-18")
    @Test
    final void namesThatLookLikeOptionsOrConnectionStringsAreNames() {
        assertAll(HOSTILE_NAMES.stream().map(name -> () -> {
            ConnectionUrl database = harness().create(SampleDatabase.MOVING_ROWS, name);
            harness().dumper().estimate(database);
            Dumped dumped = dump(database);
            assertThat(dumped.facts().tables())
                    .as("rows counted in the database named %s", name)
                    .containsExactlyInAnyOrderElementsOf(harness().rows(database));
            try (StagedRestore staged = harness()
                    .restorer()
                    .stage(RestoreTarget.newDatabase(newTarget()), dumped.dump().source())) {
                assertThat(staged.count(dumped.facts().tables()))
                        .as("rows dumped of the database named %s", name)
                        .isEqualTo(dumped.facts().tables());
            }
        }));
    }

    @Rule("DD-19")
    @Test
    final void whatIsRedefinedWhileADumpBeginsSpoilsThatDumpAndNotTheNext(TestReporter reporter) {
        assertAll(Stream.of(Redefinition.values())
                .filter(redefinition -> can(
                        harness().capabilities().redefinitions(),
                        redefinition,
                        reporter,
                        () -> harness().dumper(redefinition)))
                .map(redefinition -> () -> {
                    ConnectionUrl database = create(SampleDatabase.MOVING_ROWS);
                    String before = harness().content(database);
                    DatabaseDumper dumper = harness().dumper(redefinition);
                    assertFails(FailureKind.TRANSIENT, () -> dumper.dump(database, InMemoryDump.discarding()));
                    String after = harness().content(database);
                    assertThat(after)
                            .as("what the harness made: %s", redefinition)
                            .isNotEqualTo(before);

                    InMemoryDump dump = new InMemoryDump();
                    DumpFacts facts = dumper.dump(database, dump.sink());
                    assertThat(facts.tables())
                            .as("rows counted of what was %s", redefinition)
                            .containsExactlyInAnyOrderElementsOf(harness().rows(database));
                    assertThat(harness().content(restore(dump, newTarget())))
                            .as("the dump of what was %s", redefinition)
                            .isEqualTo(after);
                }));
    }

    private void assertComesBackEqual(SampleDatabase sample) {
        ConnectionUrl database = create(sample);
        String content = harness().content(database);
        Dumped dumped = dump(database);
        ConnectionUrl restored = restore(dumped.dump(), newTarget());
        assertThat(harness().content(restored))
                .as("%s after its restore", sample)
                .isEqualTo(content);
    }

    private boolean canHave(ToolFault fault, TestReporter reporter) {
        return can(
                harness().capabilities().dumpFaults(),
                fault,
                reporter,
                () -> harness().dumper(fault));
    }

    private void assertFaultFails(ToolFault fault, TestReporter reporter) {
        if (canHave(fault, reporter)) {
            assertThat(dumpingFails(fault).getMessage()).contains(ToolFault.LAST_WORDS);
        }
    }

    private BackupFailure dumpingFails(ToolFault fault) {
        ConnectionUrl database = create(SampleDatabase.ORDINARY);
        return failureOf(() -> harness().dumper(fault).dump(database, InMemoryDump.discarding()));
    }

    private static void assertRefused(Refusal reason, Refusal.Address address, ThrowingCallable call) {
        BackupFailure failure = assertFails(reason.kind(), call);
        assertThat(failure.getMessage()).as("message when %s", reason).contains(address.named());
    }
}
