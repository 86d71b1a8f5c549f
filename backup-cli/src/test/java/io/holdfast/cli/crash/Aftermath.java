package io.holdfast.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What has to hold after a kill. */
final class Aftermath {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final String UNTOLD = "";

    /** What the library that unpacks the server's programs leaves. */
    private static final String EMBEDDED_SERVER = "embedded-pg";

    private final CrashSite site;
    private final Round round;
    private final Set<BundleId> bundlesBefore;
    private final List<Path> passingBefore;

    /** To be made before the operation starts. */
    Aftermath(CrashSite site, Round round) {
        this.site = site;
        this.round = round;
        this.bundlesBefore = site.store().bundles();
        this.passingBefore = site.store().passing();
    }

    /** The server is there, and nobody works on it any more. */
    void awaitSilence(List<ProcessHandle> orphans) {
        site.server().start();
        orphans.forEach(orphan -> Processes.awaitGone(orphan, PATIENCE));
        Awaitility.await("the end of all sessions, " + round)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .untilAsserted(() -> assertThat(site.server()
                                .query(
                                        "postgres",
                                        "SELECT application_name || ': ' || query FROM pg_stat_activity"
                                                + " WHERE application_name LIKE 'holdfast%'"))
                        .isEmpty());
    }

    /** The old or the new, never neither, and what the operation said of itself is true. */
    void check(Run.Ending ending) {
        checkBundles(ending);
        List<KeptDatabase> kept = site.kept();
        checkKept(kept);
        switch (round.operation()) {
            case BACK_UP -> {
                assertEdition(Edition.OLD);
                assertThat(site.surplus()).isEmpty();
            }
            case RESTORE_BESIDE -> {
                assertEdition(Edition.OLD);
                assertThat(states(kept)).doesNotContain(State.PREVIOUS);
                boolean there = site.exists(CrashSite.BESIDE);
                assertTruth(ending, there);
                if (there) {
                    assertThat(Edition.of(site.server(), CrashSite.BESIDE)).isEqualTo(Edition.NEW);
                }
            }
            case RESTORE_OVER -> {
                Edition edition = Edition.of(site.server(), Edition.TARGET);
                assertTruth(ending, edition == Edition.NEW);
                assertThat(states(kept).stream().filter(State.PREVIOUS::equals))
                        .as("previous databases, where the target is the " + edition + " one: " + kept)
                        .hasSize(edition == Edition.NEW ? 1 : 0);
            }
            case UNDO -> {
                assertTruth(ending, Edition.of(site.server(), Edition.TARGET) == Edition.OLD);
                assertThat(states(kept)).as(kept.toString()).containsExactly(State.PREVIOUS);
            }
        }
    }

    /** What the server never heard of was not done, and what it had done and said so stays done, whoever heard it. */
    void checkCommit(Tripwire.Side side) {
        Edition goal = round.operation() == Operation.UNDO ? Edition.OLD : Edition.NEW;
        boolean done = Edition.of(site.server(), Edition.TARGET) == goal;
        switch (side) {
            case BEFORE -> assertThat(done).as(round.toString()).isFalse();
            case AFTER -> assertThat(done).as(round.toString()).isTrue();
            case DURING -> {
                // Either is right.
            }
        }
    }

    /** Each kept database that is of no use can be dropped, and no other is. */
    void clear() {
        for (KeptDatabase kept : site.kept()) {
            if (kept.state() == State.UNFINISHED) {
                site.discard(kept);
                assertThat(site.exists(kept.name())).as(kept.toString()).isFalse();
            }
        }
    }

    /** Nothing unfinished is left that says what it was for. */
    void checkCleared() {
        assertThat(site.kept())
                .noneMatch(kept ->
                        kept.state() == State.UNFINISHED && !kept.target().equals(UNTOLD));
    }

    /** What was replaced is whole: it comes back. */
    void undoAndCheck() {
        Edition before = Edition.of(site.server(), Edition.TARGET);
        site.undo();
        assertThat(Edition.of(site.server(), Edition.TARGET)).isNotEqualTo(before);
    }

    /** After an operation that nobody disturbed, and after clearing up, there is nothing that was not there before. */
    void checkNothingIsLeft() {
        for (KeptDatabase kept : site.kept()) {
            site.discard(kept);
        }
        site.drop(CrashSite.BESIDE);
        assertThat(site.surplus()).as("databases left by " + round).isEmpty();
        assertThat(Processes.tools(ProcessHandle.current())).isEmpty();
        awaitSilence(List.of());
        try (Stream<Path> files = Files.list(site.temporary())) {
            assertThat(files.filter(file -> !file.endsWith(EMBEDDED_SERVER)))
                    .as("temporary files left by " + round)
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundles that are there now and were not before. */
    Set<BundleId> newBundles() {
        Set<BundleId> added = new TreeSet<>(site.store().bundles());
        added.removeAll(bundlesBefore);
        return added;
    }

    private void checkBundles(Run.Ending ending) {
        assertThat(site.store().bundles()).as("bundles after " + round).containsAll(bundlesBefore);
        site.store().readAll();
        int most = round.operation() == Operation.BACK_UP ? 1 : 0;
        assertThat(newBundles()).hasSizeLessThanOrEqualTo(most);
        if (round.operation() == Operation.BACK_UP) {
            assertTruth(ending, !newBundles().isEmpty());
        }
        if (round.victim() != Victim.PROGRAM) {
            assertThat(site.store().passing())
                    .as("locks and unfinished blobs, whose owner lives")
                    .containsExactlyInAnyOrderElementsOf(passingBefore);
        }
    }

    /** Every database that is left is listed for what it is, and nothing else is listed. */
    private void checkKept(List<KeptDatabase> kept) {
        Set<String> surplus = site.surplus();
        surplus.remove(CrashSite.BESIDE);
        assertThat(kept.stream().map(KeptDatabase::name))
                .as("kept after " + round)
                .containsExactlyInAnyOrderElementsOf(surplus);
        assertThat(states(kept)).doesNotContain(State.RUNNING);
        assertThat(site.keptForTheDoctor()).isEqualTo(kept);
        String target = round.operation() == Operation.RESTORE_BESIDE ? CrashSite.BESIDE : Edition.TARGET;
        // One that was killed before its staging database was told what it is for, cannot say.
        assertThat(kept).allMatch(database -> Set.of(target, UNTOLD).contains(database.target()));
        long unfinished = states(kept).stream().filter(State.UNFINISHED::equals).count();
        // Where neither the program nor the server was killed, the program has cleaned up after itself.
        assertThat(unfinished).as(kept.toString()).isLessThanOrEqualTo(round.victim() == Victim.TOOL ? 0 : 1);
    }

    private void assertEdition(Edition edition) {
        assertThat(Edition.of(site.server(), Edition.TARGET)).isEqualTo(edition);
    }

    private void assertTruth(Run.Ending ending, boolean done) {
        switch (ending.outcome()) {
            case SUCCEEDED ->
                assertThat(done)
                        .as("it said that it was done: " + ending.message())
                        .isTrue();
            case FAILED ->
                assertThat(done)
                        .as("it said that nothing was changed: " + ending.message())
                        .isFalse();
            case UNKNOWN, KILLED -> {
                // Either is right.
            }
        }
    }

    private static List<State> states(List<KeptDatabase> kept) {
        return kept.stream().map(KeptDatabase::state).toList();
    }
}
