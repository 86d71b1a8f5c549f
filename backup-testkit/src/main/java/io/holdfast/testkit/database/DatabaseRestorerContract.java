package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.TableRows;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.port.DumpSource;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.testkit.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.function.Executable;

/**
 * The contract of {@link DatabaseRestorer}: one test a rule. Extend it, open a harness, and every rule is checked.
 *
 * <p>What is restored was dumped by the harness's dumper, so that one has to write dumps first.
 */
public abstract class DatabaseRestorerContract extends DatabaseContract {

    private static final StreamName STRAY = new StreamName("stray");

    @Rule("DR-01")
    @Test
    final void aDumpIsRestoredIntoADatabaseThatDoesNotExistYet() {
        ConnectionUrl database = create(SampleDatabase.ORDINARY);
        ConnectionUrl restored = restore(dump(database).dump(), newTarget());
        assertThat(harness().content(restored)).isEqualTo(harness().content(database));
    }

    @Rule("DR-03")
    @Test
    final void aTruncatedOrDamagedSourceLeavesNothing() {
        InMemoryDump dump = dump(create(SampleDatabase.ORDINARY)).dump();
        BackupFailure damage = BackupFailure.of(FailureKind.CORRUPT, "damage in the contract's source");
        List<Executable> attempts = new ArrayList<>();
        for (StreamName stream : streams(dump)) {
            int length = dump.content(stream).length;
            cuts(length)
                    .forEach(cut -> attempts.add(() -> assertLeavesNothing(
                            dump.truncated(stream, cut).source(),
                            stream + " cut to " + cut + " of " + length + " bytes")));
        }
        long half = dump.size().bytes() / 2;
        Stream.of(0L, 1L, half, dump.size().bytes() - 1)
                .forEach(position -> attempts.add(() -> {
                    BackupFailure failure = assertLeavesNothing(
                            Disturbance.failureAt(position, damage).around(dump.source()), "damage at " + position);
                    assertThat(failure.kind())
                            .as("the kind of: %s", failure.description())
                            .isEqualTo(FailureKind.CORRUPT);
                }));
        assertAll(attempts);
    }

    @Rule("DR-04")
    @Test
    final void aStatementThatFailsMakesTheRestoreFailAndIsReported(TestReporter reporter) {
        if (can(
                harness().capabilities().samples(),
                SampleDatabase.UNRESTORABLE,
                reporter,
                () -> create(SampleDatabase.UNRESTORABLE))) {
            InMemoryDump dump = dump(create(SampleDatabase.UNRESTORABLE)).dump();
            BackupFailure failure = failureOf(() -> stageAndClose(harness().restorer(), newTarget(), dump.source()));
            assertThat(failure.getMessage()).contains(harness().lament());
        }
        if (canHave(ToolFault.FAILS_BEFORE_OUTPUT, reporter)) {
            InMemoryDump dump = dump(create(SampleDatabase.ORDINARY)).dump();
            DatabaseRestorer failing = harness().restorer(ToolFault.FAILS_BEFORE_OUTPUT);
            BackupFailure failure = failureOf(() -> stageAndClose(failing, newTarget(), dump.source()));
            assertThat(failure.getMessage()).contains(ToolFault.LAST_WORDS);
        }
    }

    @Rule("DR-05")
    @Test
    final void anInterruptEndsTheProgramsAndLeavesNothing(TestReporter reporter) {
        InMemoryDump dump = dump(create(SampleDatabase.ORDINARY)).dump();
        List<String> before = harness().traces();
        Stream.of(0L, dump.size().bytes() / 2).forEach(position -> {
            Disturbance blocked = Disturbance.blockAt(position);
            DatabaseRestorer restorer = harness().restorer();
            ConnectionUrl target = newTarget();
            assertCancelledAt(blocked, () -> stageAndClose(restorer, target, blocked.around(dump.source())));
            assertThat(harness().exists(target)).as("target after an interrupt").isFalse();
            assertNothingMoreThan(before, "after an interrupt while the source gave nothing at " + position);
        });
        if (canHave(ToolFault.HANGS, reporter)) {
            DatabaseRestorer hanging = harness().restorer(ToolFault.HANGS);
            ConnectionUrl target = newTarget();
            assertCancelled(
                    () -> stageAndClose(hanging, target, dump.source()),
                    () -> harness().awaitHanging(patience()));
            assertNothingMoreThan(before, "after an interrupt while a program hung");
        }
    }

    @Rule("DR-06")
    @Test
    final void allObstaclesAreFoundAtOnceBeforeAnythingIsChanged(TestReporter reporter) {
        Set<Obstacle> all = EnumSet.noneOf(Obstacle.class);
        Stream.of(Obstacle.values())
                .filter(obstacle -> can(
                        harness().capabilities().obstacles(),
                        obstacle,
                        reporter,
                        () -> harness().obstruct(EnumSet.of(obstacle))))
                .forEach(all::add);
        List<Executable> checks = new ArrayList<>();
        checks.add(() -> assertFound(EnumSet.noneOf(Obstacle.class)));
        all.forEach(obstacle -> checks.add(() -> assertFound(EnumSet.of(obstacle))));
        checks.add(() -> assertFound(all));
        assertAll(checks);
    }

    @Rule("DR-07")
    @Test
    final void ownerPrivilegesSettingsEncodingAndLocaleComeBack(TestReporter reporter) {
        if (can(
                harness().capabilities().samples(),
                SampleDatabase.PROPERTIES,
                reporter,
                () -> create(SampleDatabase.PROPERTIES))) {
            ConnectionUrl database = create(SampleDatabase.PROPERTIES);
            String properties = harness().properties(database);
            assertThat(properties)
                    .as("properties that say something")
                    .isNotEqualTo(harness().properties(create(SampleDatabase.EMPTY)));
            ConnectionUrl restored = restore(dump(database).dump(), newTarget());
            assertThat(harness().properties(restored)).isEqualTo(properties);
        }
    }

    @Rule("DR-08")
    @Test
    final void theRestoredRowsAreCountedTableByTable() {
        ConnectionUrl database = create(SampleDatabase.MOVING_ROWS);
        List<TableRows> rows = harness().rows(database);
        assertThat(rows).as("tables with rows").hasSizeGreaterThan(1).anyMatch(table -> table.rows() > 0);
        // Asked with wrong numbers and from the end, so that neither can be handed back unread.
        List<TableRows> expected = new ArrayList<>(rows);
        Collections.reverse(expected);
        List<TableRows> asked = new ArrayList<>();
        asked.add(new TableRows(rows.get(0).schema(), "no \"such\" table", 5));
        asked.add(new TableRows("no such schema", rows.get(0).table(), 5));
        expected.forEach(table -> asked.add(new TableRows(table.schema(), table.table(), table.rows() + 7)));
        try (StagedRestore staged = harness()
                .restorer()
                .stage(
                        RestoreTarget.newDatabase(newTarget()),
                        dump(database).dump().source())) {
            assertThat(staged.count(asked)).isEqualTo(expected);
            assertThat(staged.count(List.of())).isEmpty();
        }
    }

    @Rule("DR-11")
    @Test
    final void afterAFailureTheSameRestoreCanBeRepeated() {
        Dumped dumped = dump(create(SampleDatabase.MOVING_ROWS));
        ConnectionUrl target = newTarget();
        BackupFailure lost = BackupFailure.of(FailureKind.TRANSIENT, "connection lost in the contract's source");
        DatabaseRestorer restorer = harness().restorer();
        for (long position : new long[] {1, dumped.dump().size().bytes() / 2}) {
            DumpSource failing =
                    Disturbance.failureAt(position, lost).around(dumped.dump().source());
            failureOf(() -> stageAndClose(restorer, target, failing));
        }
        try (StagedRestore staged =
                restorer.stage(RestoreTarget.newDatabase(target), dumped.dump().source())) {
            assertThat(staged.count(dumped.facts().tables()))
                    .isEqualTo(dumped.facts().tables());
            staged.promote();
        }
        assertThat(harness().exists(target)).isTrue();
    }

    @Rule("DR-12")
    @Test
    final void namesThatLookLikeOptionsOrConnectionStringsAreNames() {
        Dumped dumped = dump(create(SampleDatabase.MOVING_ROWS));
        assertAll(HOSTILE_NAMES.stream().map(name -> () -> {
            ConnectionUrl target = harness().address(name);
            assertThat(harness()
                            .restorer()
                            .check(
                                    RestoreTarget.newDatabase(target),
                                    dumped.dump().source(),
                                    dumped.facts()))
                    .as("problems with the name %s", name)
                    .isEmpty();
            try (StagedRestore staged = harness()
                    .restorer()
                    .stage(RestoreTarget.newDatabase(target), dumped.dump().source())) {
                assertThat(staged.count(dumped.facts().tables()))
                        .isEqualTo(dumped.facts().tables());
                staged.promote();
            }
            assertThat(harness().exists(target)).as("a database named %s", name).isTrue();
            assertThat(harness().rows(target))
                    .as("rows of the database named %s", name)
                    .containsExactlyInAnyOrderElementsOf(dumped.facts().tables());
        }));
    }

    @Rule("DR-13")
    @Test
    final void theTargetDoesNotExistBeforeItIsPromoted() {
        InMemoryDump dump = dump(create(SampleDatabase.ORDINARY)).dump();
        List<String> before = harness().traces();
        ConnectionUrl target = newTarget();
        StagedRestore givenUp = harness().restorer().stage(RestoreTarget.newDatabase(target), dump.source());
        assertThat(harness().exists(target)).as("target before it is promoted").isFalse();
        givenUp.close();
        givenUp.close();
        assertThat(harness().exists(target)).as("target that was given up").isFalse();
        assertNothingMoreThan(before, "after a restore was given up");

        String name = harness().newName();
        try (StagedRestore late =
                harness().restorer().stage(RestoreTarget.newDatabase(harness().address(name)), dump.source())) {
            ConnectionUrl taken = harness().create(SampleDatabase.EMPTY, name);
            String content = harness().content(taken);
            assertFails(FailureKind.ALREADY_EXISTS, late::promote);
            assertThat(harness().content(taken))
                    .as("a database that took the name")
                    .isEqualTo(content);
        }

        StagedRestore kept = harness().restorer().stage(RestoreTarget.newDatabase(target), dump.source());
        kept.promote();
        kept.close();
        assertThat(harness().exists(target))
                .as("target that was promoted, then closed")
                .isTrue();
    }

    @Rule("DR-14")
    @Test
    final void inspectRefusesWhatIsNoDumpOrIsCutInItsTableOfContents() {
        InMemoryDump dump = dump(create(SampleDatabase.ORDINARY)).dump();
        assertThat(harness().restorer().inspect(dump.source())).as("entries").isPositive();
        // The dump of an empty database is little else than its table of contents.
        InMemoryDump empty = dump(create(SampleDatabase.EMPTY)).dump();
        harness().restorer().inspect(empty.source());
        List<Executable> attempts = new ArrayList<>();
        attempts.add(() -> failureOf(() -> harness().restorer().inspect(new InMemoryDump().source())));
        attempts.add(() -> failureOf(() -> harness()
                .restorer()
                .inspect(new InMemoryDump().with(STRAY, new byte[] {1, 2, 3}).source())));
        byte[] script = "-- this is a script\nSELECT 1;\n".repeat(100).getBytes(StandardCharsets.UTF_8);
        for (StreamName stream : streams(dump)) {
            attempts.add(() -> assertRefusesToRead(dump.with(stream, script), stream + " is a script"));
            cuts(empty.content(stream).length)
                    .forEach(cut -> attempts.add(() ->
                            assertRefusesToRead(empty.truncated(stream, cut), stream + " cut to " + cut + " bytes")));
        }
        assertAll(attempts);
    }

    /** Where to cut a stream: at both ends and between. */
    private static IntStream cuts(int length) {
        return IntStream.of(0, 1, 5, length / 4, length / 2, length - length / 8, length - 1)
                .filter(cut -> cut >= 0 && cut < length)
                .distinct();
    }

    private static void stageAndClose(DatabaseRestorer restorer, ConnectionUrl target, DumpSource source) {
        restorer.stage(RestoreTarget.newDatabase(target), source).close();
    }

    private BackupFailure assertLeavesNothing(DumpSource source, String what) {
        List<String> before = harness().traces();
        ConnectionUrl target = newTarget();
        BackupFailure failure = failureOf(() -> stageAndClose(harness().restorer(), target, source));
        assertThat(harness().exists(target)).as("target after: %s", what).isFalse();
        assertNothingMoreThan(before, "after: " + what);
        return failure;
    }

    private void assertRefusesToRead(InMemoryDump dump, String what) {
        BackupFailure failure = failureOf(() -> harness().restorer().inspect(dump.source()));
        assertThat(failure.kind())
                .as("%s: %s", what, failure.description())
                .isIn(FailureKind.CORRUPT, FailureKind.INVALID);
    }

    private void assertFound(Set<Obstacle> obstacles) {
        Obstacle.Course course = harness().obstruct(obstacles);
        List<String> before = harness().traces();
        List<RestoreProblem> problems = harness()
                .restorer()
                .check(RestoreTarget.newDatabase(course.target()), course.dump().source(), course.facts());
        if (obstacles.isEmpty()) {
            assertThat(problems).as("problems where there are none").isEmpty();
        }
        for (Obstacle obstacle : obstacles) {
            String named = course.named().get(obstacle);
            assertThat(problems)
                    .as("%s, which is one of %s, in a sentence that names %s", obstacle, obstacles, named)
                    .anyMatch(problem -> problem.message().contains(named));
        }
        if (obstacles.contains(Obstacle.TARGET_EXISTS)) {
            assertThat(problems.get(0).kind())
                    .as("what a person should hear of first")
                    .isEqualTo(FailureKind.ALREADY_EXISTS);
        }
        assertNothingMoreThan(before, "after a check");
    }

    private boolean canHave(ToolFault fault, TestReporter reporter) {
        return can(
                harness().capabilities().restoreFaults(),
                fault,
                reporter,
                () -> harness().restorer(fault));
    }
}
