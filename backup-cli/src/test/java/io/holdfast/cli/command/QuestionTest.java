package io.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.output.KeptCommands;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.postgres.dump.TargetDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exact words that are read before something is confirmed. */
class QuestionTest {

    private static final BundleId BUNDLE = new BundleId("20261122-020000-123-k7m3q9x2");
    private static final String URL = "postgresql://me@db:5432/shop";
    private static final KeptCommands COMMANDS = new KeptCommands("holdfast", URL);
    private static final KeptDatabase PREVIOUS = kept(State.PREVIOUS);

    @Test
    void aRestoreIntoANewDatabaseSaysThatItIsNew() {
        assertThat(restore(Optional.empty())).isEqualTo("""
                This restores results of bundle 20261122-020000-123-k7m3q9x2 into a new database.

                  "shop" on db:5432 does not exist yet. It appears when everything is restored and compared.
                """);
    }

    @Test
    void aRestoreOntoADatabaseSaysWhatBecomesOfItAndHowToUndo() {
        assertThat(restore(Optional.of(new ByteCount(1_200_000_000)))).isEqualTo("""
                This puts results of bundle 20261122-020000-123-k7m3q9x2 in the place of a database that exists.

                  "shop" on db:5432 exists: 1.20 GB, 3 sessions now.
                  - It stays in use until the restored database beside it is complete and compared.
                  - Then the two change places in one step, and the sessions of the old one are ended.
                  - The old one is kept, under a NAME that is printed in the end. To put it back:
                      holdfast undo-restore --to postgresql://me@db:5432/shop --previous NAME
                  - Both need room on the server's disk. What the old one takes (1.20 GB) stays taken until you drop it:
                      holdfast undo-restore --to postgresql://me@db:5432/shop --list
                  What was written to it after the backup will be in the old one only.
                """);
    }

    @Test
    void anUndoSaysWhatComesBackAndThatThePresentOneIsKept() {
        assertThat(new UndoQuestion(
                                target(Optional.of(new TargetDatabase.Present(Optional.empty(), 1))),
                                PREVIOUS,
                                List.of())
                        .text())
                .isEqualTo("""
                        This undoes a restore: "shop__before" becomes "shop" on db:5432 again.

                          "shop__before" was "shop" until 2026-11-22 02:00:00 UTC (1.00 GB).
                          "shop" exists: 1 session now.
                          - The two change places in one step, and the sessions of the present one are ended.
                          - The present one is kept in its turn, so that undoing again leads back to it.
                          Nothing is copied, so that it takes a moment only.
                        """);
    }

    @Test
    void anUndoOfTheNewestShowsAllThatThereAre() {
        KeptDatabase older = new KeptDatabase(
                "shop__older", State.PREVIOUS, "shop", Instant.parse("2026-11-21T02:00:00Z"), new ByteCount(5_000));
        assertThat(new UndoQuestion(target(Optional.empty()), PREVIOUS, List.of(PREVIOUS, older)).text())
                .isEqualTo("""
                This undoes a restore: "shop__before" becomes "shop" on db:5432 again.

                  "shop__before" was "shop" until 2026-11-22 02:00:00 UTC (1.00 GB).
                  Kept for "shop", the newest first:
                    "shop__before" until 2026-11-22 02:00:00 UTC (1.00 GB), which would come back
                    "shop__older" until 2026-11-21 02:00:00 UTC (5.00 kB)
                  For another one add --previous NAME.
                  Compare the name with what the restore printed: whoever may create databases there can make one that looks like this.
                  No database is called "shop" now, so nothing is replaced.
                  Nothing is copied, so that it takes a moment only.
                """);
        assertThat(new UndoQuestion(target(Optional.empty()), PREVIOUS, List.of(PREVIOUS)).text())
                .contains("Compare the name")
                .doesNotContain("the newest first");
    }

    @Test
    void anUndoWithoutAPresentDatabaseSaysSo() {
        assertThat(new UndoQuestion(target(Optional.empty()), PREVIOUS, List.of()).text())
                .contains("No database is called \"shop\" now, so nothing is replaced.");
    }

    @Test
    void droppingAPreviousDatabaseSaysWhatIsLost() {
        assertThat(new DiscardQuestion(PREVIOUS).text()).isEqualTo("""
                This drops the database "shop__before" (1.00 GB) for good.

                  It was "shop" until 2026-11-22 02:00:00 UTC. Nothing else has what was in it then, unless a backup has.
                  Without it, what took its place cannot be undone any more.
                """);
    }

    @Test
    void droppingAnUnfinishedOneSaysThatNobodyNeedsIt() {
        assertThat(new DiscardQuestion(kept(State.UNFINISHED)).text())
                .contains("A restore into \"shop\" began to fill it and was killed. Nobody needs it.");
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void aNameCannotMoveTheCursor(State state) {
        KeptDatabase hostile = new KeptDatabase("a\u001b[2J", state, "b\u001b[2J", Instant.EPOCH, ByteCount.ZERO);
        assertThat(new DiscardQuestion(hostile).text()).doesNotContain("\u001b");
        assertThat(new UndoQuestion(target(Optional.empty()), hostile, List.of(hostile, PREVIOUS)).text())
                .doesNotContain("\u001b");
    }

    private static String restore(Optional<ByteCount> size) {
        return new RestoreQuestion(
                        BUNDLE,
                        new DatabaseName("results"),
                        target(size.map(bytes -> new TargetDatabase.Present(Optional.of(bytes), 3))),
                        COMMANDS)
                .text();
    }

    private static TargetDatabase target(Optional<TargetDatabase.Present> present) {
        return new TargetDatabase("shop", "db:5432", URL, present);
    }

    private static KeptDatabase kept(State state) {
        return new KeptDatabase(
                "shop__before", state, "shop", Instant.parse("2026-11-22T02:00:00Z"), new ByteCount(1_000_000_000));
    }
}
