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
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.testkit.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    @Rule("DR-02")
    @Test
    final void aDatabaseThatExistsIsReplacedInOneStepAndComesBackAsOftenAsOneLikes() {
        ConnectionUrl source = create(SampleDatabase.MOVING_ROWS);
        String newer = harness().content(source);
        InMemoryDump dump = dump(source).dump();
        InMemoryDump empty = dump(create(SampleDatabase.EMPTY)).dump();
        Existing old = existing(SampleDatabase.ORDINARY);
        ConnectionUrl target = old.url();
        DatabaseRestorer restorer = harness().restorer();

        Optional<String> kept = inOneStep(target, () -> restore(dump, RestoreTarget.replacing(target)));
        assertThat(kept).as("the name of what was replaced").isPresent();
        assertThat(harness().content(target)).as("content when replaced").isEqualTo(newer);
        KeptDatabase undone = inOneStep(target, () -> restorer.undo(target, Optional.empty()));
        assertThat(undone.name()).as("what was put back").isEqualTo(kept.get());
        assertAsItWas(old, "when undone");
        inOneStep(target, () -> restorer.undo(target, Optional.empty()));
        assertThat(harness().content(target)).as("content when undone twice").isEqualTo(newer);
        restorer.undo(target, Optional.empty());
        assertAsItWas(old, "when undone three times");

        Optional<String> oldName = restore(dump, RestoreTarget.replacing(target));
        restore(empty, RestoreTarget.replacing(target));
        assertThat(restorer.undo(target, oldName).name()).isEqualTo(oldName.orElseThrow());
        assertAsItWas(old, "when undone by its name");
        restorer.undo(target, Optional.empty());
        assertThat(harness().rows(target)).as("rows of the newest one kept").isEmpty();
        assertFails(
                FailureKind.NOT_FOUND,
                () -> restorer.undo(target, Optional.of(harness().newName())));
        assertFails(FailureKind.NOT_FOUND, () -> restorer.undo(source, Optional.empty()));
        assertThat(restore(empty, RestoreTarget.replacing(newTarget())))
                .as("kept where there was nothing")
                .isEmpty();
    }

    @Rule("DR-03")
    @Test
    final void aTruncatedOrDamagedSourceLeavesNothing() {
        InMemoryDump dump = dump(create(SampleDatabase.ORDINARY)).dump();
        BackupFailure damage = BackupFailure.of(FailureKind.CORRUPT, "damage in the contract's source");
        Existing existing = existing(SampleDatabase.MOVING_ROWS);
        List<Executable> attempts = new ArrayList<>();
        for (StreamName stream : streams(dump)) {
            int length = dump.content(stream).length;
            for (int cut : cuts(length).toArray()) {
                ConnectionUrl target = attempts.size() % 2 == 0 ? newTarget() : existing.url();
                attempts.add(() -> assertLeavesNothing(
                        target,
                        dump.truncated(stream, cut).source(),
                        stream + " cut to " + cut + " of " + length + " bytes"));
            }
        }
        long half = dump.size().bytes() / 2;
        for (long position : new long[] {0, 1, half, dump.size().bytes() - 1}) {
            for (ConnectionUrl target : List.of(newTarget(), existing.url())) {
                attempts.add(() -> {
                    BackupFailure failure = assertLeavesNothing(
                            target,
                            Disturbance.failureAt(position, damage).around(dump.source()),
                            "damage at " + position);
                    assertThat(failure.kind())
                            .as("the kind of: %s", failure.description())
                            .isEqualTo(FailureKind.CORRUPT);
                });
            }
        }
        attempts.add(() -> assertAsItWas(existing, "after all attempts to replace it by what is damaged"));
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
            ConnectionUrl target = newTarget();
            interruptAt(position, RestoreTarget.newDatabase(target), dump);
            assertThat(harness().exists(target)).as("target after an interrupt").isFalse();
            assertNothingMoreThan(before, "after an interrupt while the source gave nothing at " + position);
        });
        Existing existing = existing(SampleDatabase.MOVING_ROWS);
        List<String> withExisting = harness().traces();
        interruptAt(dump.size().bytes() / 2, RestoreTarget.replacing(existing.url()), dump);
        assertAsItWas(existing, "after an interrupt");
        assertNothingMoreThan(withExisting, "after an interrupt of a restore that replaces");
        if (canHave(ToolFault.HANGS, reporter)) {
            DatabaseRestorer hanging = harness().restorer(ToolFault.HANGS);
            ConnectionUrl target = newTarget();
            assertCancelled(
                    () -> stageAndClose(hanging, target, dump.source()),
                    () -> harness().awaitHanging(patience()));
            assertNothingMoreThan(withExisting, "after an interrupt while a program hung");
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
        if (all.contains(Obstacle.TARGET_EXISTS)) {
            checks.add(() -> {
                Obstacle.Course course = harness().obstruct(EnumSet.of(Obstacle.TARGET_EXISTS));
                assertThat(harness()
                                .restorer()
                                .check(
                                        RestoreTarget.replacing(course.target()),
                                        course.dump().source(),
                                        course.facts()))
                        .as("problems where the target may be replaced")
                        .isEmpty();
            });
        }
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

    @Rule("DR-09")
    @Test
    final void sessionsInTheTargetGoOnUntilItIsReplaced(TestReporter reporter) {
        ConnectionUrl target = create(SampleDatabase.MOVING_ROWS);
        if (!can(
                harness().capabilities().abilities(),
                DatabaseAbility.VISITORS,
                reporter,
                () -> harness().visit(target))) {
            return;
        }
        Dumped dumped = dump(create(SampleDatabase.ORDINARY));
        BackupFailure lost = BackupFailure.of(FailureKind.TRANSIENT, "connection lost in the contract's source");
        RestoreTarget replacing = RestoreTarget.replacing(target);
        try (Visitor early = harness().visit(target)) {
            harness().restorer().check(replacing, dumped.dump().source(), dumped.facts());
            failureOf(() -> harness()
                    .restorer()
                    .stage(
                            replacing,
                            Disturbance.failureAt(1, lost).around(dumped.dump().source())));
            assertThat(early.answered()).as("a session after a restore failed").isTrue();
            try (StagedRestore staged =
                    harness().restorer().stage(replacing, dumped.dump().source())) {
                staged.count(dumped.facts().tables());
                staged.differences();
                assertThat(early.answered())
                        .as("a session before the target is replaced")
                        .isTrue();
                try (Visitor late = harness().visit(target)) {
                    assertThat(late.answered())
                            .as("a session that came meanwhile")
                            .isTrue();
                    staged.promote();
                    assertThat(early.answered())
                            .as("a session of what was replaced")
                            .isFalse();
                    assertThat(late.answered())
                            .as("a later session of what was replaced")
                            .isFalse();
                }
            }
        }
        try (Visitor next = harness().visit(target)) {
            assertThat(next.answered()).as("a session of the new database").isTrue();
            harness().restorer().undo(target, Optional.empty());
            assertThat(next.answered()).as("a session of what was undone").isFalse();
        }
        try (Visitor last = harness().visit(target)) {
            assertThat(last.answered())
                    .as("a session of the database that is back")
                    .isTrue();
        }
    }

    @Rule("DR-10")
    @Test
    final void whatAKilledRestoreLeavesIsUnfinishedAndInNobodysWay(TestReporter reporter) {
        ConnectionUrl source = create(SampleDatabase.MOVING_ROWS);
        InMemoryDump dump = dump(source).dump();
        if (!can(
                harness().capabilities().abilities(),
                DatabaseAbility.KILLED_RESTORE,
                reporter,
                () -> harness().abandon(RestoreTarget.newDatabase(newTarget()), dump))) {
            return;
        }
        Existing existing = existing(SampleDatabase.ORDINARY);
        String missing = harness().newName();
        harness().abandon(RestoreTarget.replacing(existing.url()), dump);
        harness().abandon(RestoreTarget.newDatabase(harness().address(missing)), dump);
        assertAsItWas(existing, "after a restore that was to replace it was killed");
        assertThat(harness().exists(harness().address(missing)))
                .as("target of a restore that was killed")
                .isFalse();
        for (String name : List.of(existing.name(), missing)) {
            ConnectionUrl target = harness().address(name);
            List<KeptDatabase> left = keptFor(name);
            assertThat(left)
                    .extracting(KeptDatabase::state)
                    .as("what is left")
                    .containsExactly(KeptDatabase.State.UNFINISHED);
            assertFails(FailureKind.NOT_FOUND, () -> harness().restorer().undo(target, Optional.empty()));
            Optional<String> unfinished = Optional.of(left.get(0).name());
            assertFails(FailureKind.NOT_FOUND, () -> harness().restorer().undo(target, unfinished));
        }
        assertAsItWas(existing, "after nothing could be undone");
        restore(dump, RestoreTarget.replacing(existing.url()));
        restore(dump, harness().address(missing));
        assertThat(harness().content(existing.url())).isEqualTo(harness().content(source));
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
        InMemoryDump empty = dump(create(SampleDatabase.EMPTY)).dump();
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
            Optional<String> kept = restore(empty, RestoreTarget.replacing(target));
            assertThat(keptFor(name))
                    .as("kept for the database named %s", name)
                    .extracting(KeptDatabase::name)
                    .containsExactly(kept.orElseThrow());
            harness().restorer().undo(target, kept);
            assertThat(harness().rows(target))
                    .as("rows of the database named %s when undone", name)
                    .containsExactlyInAnyOrderElementsOf(dumped.facts().tables());
        }));
    }

    @Rule("DR-13")
    @Test
    final void theTargetIsNotTouchedBeforeTheRestoreIsPromoted() {
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

        Existing existing = existing(SampleDatabase.MOVING_ROWS);
        StagedRestore replacing = harness().restorer().stage(RestoreTarget.replacing(existing.url()), dump.source());
        assertAsItWas(existing, "before the restore that replaces it is promoted");
        replacing.close();
        assertAsItWas(existing, "when the restore that was to replace it was given up");

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
            // No table of contents is as short as this.
            IntStream.of(0, 1, 5)
                    .forEach(cut -> attempts.add(() ->
                            assertRefusesToRead(dump.truncated(stream, cut), stream + " cut to " + cut + " bytes")));
        }
        for (StreamName stream : streams(empty)) {
            cuts(empty.content(stream).length)
                    .forEach(cut -> attempts.add(() -> assertRefusesToRead(
                            empty.truncated(stream, cut), stream + " of nothing cut to " + cut + " bytes")));
        }
        assertAll(attempts);
    }

    @Rule("DR-15")
    @Test
    final void whatWasRecordedBesideTheRowsIsCompared(TestReporter reporter) {
        SampleDatabase sample = SampleDatabase.SEQUENCES;
        if (!can(harness().capabilities().samples(), sample, reporter, () -> create(sample))) {
            return;
        }
        InMemoryDump dump = dump(create(sample)).dump();
        assertThat(differences(dump)).as("differences of a sound dump").isEmpty();
        if (can(
                harness().capabilities().abilities(),
                DatabaseAbility.FALSE_RECORDS,
                reporter,
                () -> harness().falsified(dump))) {
            DatabaseHarness.Falsified falsified = harness().falsified(dump);
            assertThat(differences(falsified.dump()))
                    .as("differences, one of which names %s", falsified.named())
                    .anyMatch(sentence -> sentence.contains(falsified.named()));
        }
    }

    @Rule("DR-16")
    @Test
    final void ownersAndPrivilegesAreLeftOutOnDemand(TestReporter reporter) {
        SampleDatabase sample = SampleDatabase.OWNED;
        if (!can(harness().capabilities().samples(), sample, reporter, () -> create(sample))) {
            return;
        }
        ConnectionUrl database = create(sample);
        Set<String> owners = harness().owners(database);
        Set<String> grantees = harness().grantees(database);
        assertThat(owners)
                .as("owners")
                .isNotEmpty()
                .isNotEqualTo(Set.of(harness().user()));
        assertThat(grantees).as("to whom something is granted").isNotEmpty();
        InMemoryDump dump = dump(database).dump();
        assertAll(Stream.of(
                        EnumSet.of(RestoreOption.WITHOUT_OWNER),
                        EnumSet.of(RestoreOption.WITHOUT_PRIVILEGES),
                        EnumSet.of(RestoreOption.WITHOUT_OWNER, RestoreOption.WITHOUT_PRIVILEGES))
                .map(options -> () -> {
                    ConnectionUrl target = newTarget();
                    restore(dump, new RestoreTarget(target, options));
                    assertThat(harness().owners(target))
                            .as("owners, restored %s", options)
                            .isEqualTo(
                                    options.contains(RestoreOption.WITHOUT_OWNER)
                                            ? Set.of(harness().user())
                                            : owners);
                    if (options.contains(RestoreOption.WITHOUT_PRIVILEGES)) {
                        assertThat(harness().grantees(target))
                                .as("to whom something is granted, restored %s", options)
                                .isEmpty();
                    } else {
                        assertThat(harness().grantees(target))
                                .as("to whom something is granted, restored %s", options)
                                .containsAll(grantees);
                    }
                }));
    }

    @Rule("DR-17")
    @Test
    final void missingRolesAreMadeOnDemandAndMayDoNothing(TestReporter reporter) {
        Set<Obstacle> missing = EnumSet.of(Obstacle.ROLE_MISSING);
        if (!can(
                harness().capabilities().obstacles(),
                Obstacle.ROLE_MISSING,
                reporter,
                () -> harness().obstruct(missing))) {
            return;
        }
        Obstacle.Course course = harness().obstruct(missing);
        String role = course.named().get(Obstacle.ROLE_MISSING);
        DumpSource source = course.dump().source();
        attempt(() -> stageAndClose(harness().restorer(), RestoreTarget.newDatabase(course.target()), source));
        assertThat(harness().rights(role)).as("a role that nobody asked for").isEmpty();
        RestoreTarget making = new RestoreTarget(course.target(), EnumSet.of(RestoreOption.CREATE_ROLES));
        assertThat(harness().restorer().check(making, source, course.facts()))
                .as("problems where missing roles are made")
                .isEmpty();
        restore(course.dump(), making);
        assertThat(harness().rights(role))
                .as("what the role that was made may do")
                .contains(Set.of());
    }

    @Rule("DR-18")
    @Test
    final void whatIsKeptIsListedAndDroppedOnDemandAlone(TestReporter reporter) {
        Dumped dumped = dump(create(SampleDatabase.MOVING_ROWS));
        InMemoryDump dump = dumped.dump();
        DatabaseRestorer restorer = harness().restorer();
        Existing first = existing(SampleDatabase.MOVING_ROWS);
        Existing second = existing(SampleDatabase.MOVING_ROWS);
        List<String> expected = new ArrayList<>();
        for (Existing each : List.of(first, second)) {
            restore(dump, RestoreTarget.replacing(each.url())).ifPresent(name -> expected.add(0, name));
        }
        String killed = harness().newName();
        String running = harness().newName();
        if (can(
                harness().capabilities().abilities(),
                DatabaseAbility.KILLED_RESTORE,
                reporter,
                () -> harness().abandon(RestoreTarget.newDatabase(harness().address(killed)), dump))) {
            harness().abandon(RestoreTarget.newDatabase(harness().address(killed)), dump);
            expected.add(0, keptFor(killed).get(0).name());
        }
        try (StagedRestore staged =
                restorer.stage(RestoreTarget.newDatabase(harness().address(running)), dump.source())) {
            List<KeptDatabase> filling = keptFor(running);
            assertThat(filling)
                    .extracting(KeptDatabase::state)
                    .as("what is being filled")
                    .containsExactly(KeptDatabase.State.RUNNING);
            assertFails(FailureKind.INVALID, () -> discard(filling.get(0).name()));
            assertThat(staged.count(dumped.facts().tables()))
                    .as("rows of what is being filled, after it was not dropped")
                    .isEqualTo(dumped.facts().tables());
            staged.promote();
        }
        assertThat(keptFor(running)).as("kept of what has its name").isEmpty();

        List<KeptDatabase> kept = keptFor(first.name(), second.name(), killed);
        assertThat(kept)
                .extracting(KeptDatabase::name)
                .as("what is kept, the newest first")
                .containsExactlyElementsOf(expected);
        assertThat(kept)
                .isSortedAccordingTo(Comparator.comparing(KeptDatabase::since).reversed())
                .allMatch(each -> each.size().bytes() > 0);
        assertFails(FailureKind.NOT_FOUND, () -> discard(first.name()));
        assertFails(FailureKind.NOT_FOUND, () -> discard(harness().newName()));
        assertThat(harness().exists(first.url())).as("a database in use").isTrue();
        while (!expected.isEmpty()) {
            String name = expected.remove(expected.size() - 1);
            assertThat(discard(name).name()).as("what was dropped").isEqualTo(name);
            assertThat(harness().exists(harness().address(name)))
                    .as("%s after it was dropped", name)
                    .isFalse();
            assertThat(keptFor(first.name(), second.name(), killed))
                    .extracting(KeptDatabase::name)
                    .as("what is kept after %s was dropped", name)
                    .containsExactlyElementsOf(expected);
            assertFails(FailureKind.NOT_FOUND, () -> discard(name));
        }
        assertFails(FailureKind.NOT_FOUND, () -> restorer.undo(first.url(), Optional.empty()));
    }

    private KeptDatabase discard(String name) {
        return harness().restorer().discard(newTarget(), name);
    }

    /** What is kept for these targets, asked for by the address of a database that does not exist. */
    private List<KeptDatabase> keptFor(String... targets) {
        return harness().restorer().kept(newTarget()).stream()
                .filter(kept -> List.of(targets).contains(kept.target()))
                .toList();
    }

    private List<String> differences(InMemoryDump dump) {
        try (StagedRestore staged = harness().restorer().stage(RestoreTarget.newDatabase(newTarget()), dump.source())) {
            return staged.differences();
        }
    }

    /** Does something while somebody looks all the time whether there is such a database. */
    private <T> T inOneStep(ConnectionUrl database, Supplier<T> swap) {
        try (Lookout lookout = new Lookout(() -> harness().exists(database))) {
            lookout.awaitLook();
            T result = swap.get();
            lookout.awaitLook();
            assertThat(lookout.missed())
                    .as("how often the database was not there")
                    .isZero();
            return result;
        }
    }

    private void interruptAt(long position, RestoreTarget target, InMemoryDump dump) {
        Disturbance blocked = Disturbance.blockAt(position);
        DatabaseRestorer restorer = harness().restorer();
        assertCancelledAt(blocked, () -> stageAndClose(restorer, target, blocked.around(dump.source())));
    }

    /** Where to cut a stream: at both ends and between. */
    private static IntStream cuts(int length) {
        return IntStream.of(0, 1, 5, length / 4, length / 2, length - length / 8, length - 1)
                .filter(cut -> cut >= 0 && cut < length)
                .distinct();
    }

    private static void stageAndClose(DatabaseRestorer restorer, ConnectionUrl target, DumpSource source) {
        stageAndClose(restorer, RestoreTarget.newDatabase(target), source);
    }

    private static void stageAndClose(DatabaseRestorer restorer, RestoreTarget target, DumpSource source) {
        restorer.stage(target, source).close();
    }

    private BackupFailure assertLeavesNothing(ConnectionUrl target, DumpSource source, String what) {
        List<String> before = harness().traces();
        Optional<List<TableRows>> rows = rowsIfThere(target);
        RestoreTarget restoring =
                rows.isPresent() ? RestoreTarget.replacing(target) : RestoreTarget.newDatabase(target);
        BackupFailure failure = failureOf(() -> stageAndClose(harness().restorer(), restoring, source));
        assertThat(rowsIfThere(target)).as("target after: %s", what).isEqualTo(rows);
        assertNothingMoreThan(before, "after: " + what);
        return failure;
    }

    private Optional<List<TableRows>> rowsIfThere(ConnectionUrl database) {
        return harness().exists(database) ? Optional.of(harness().rows(database)) : Optional.empty();
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
