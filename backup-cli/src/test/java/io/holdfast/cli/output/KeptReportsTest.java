package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.BackupCause;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.usecase.RestoreDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What is said about databases that restores left. */
class KeptReportsTest {

    private static final BundleId BUNDLE = new BundleId("20261122-020000-123-k7m3q9x2");
    private static final KeptCommands COMMANDS = new KeptCommands("holdfast", "postgresql://me@db:5432/shop");

    @TempDir
    private Path folder;

    @Test
    void theListSaysWhatToDoWithEachStateThatIsThere() {
        KeptListReport report = new KeptListReport(
                "db:5432",
                "shop",
                List.of(kept("shop__before", State.PREVIOUS), kept("staging", State.UNFINISHED)),
                COMMANDS);
        assertThat(report.text()).isEqualTo("""
                Database      State       Target  Since (UTC)             Size
                shop__before  previous    shop    2026-11-22 02:00:00  1.00 GB
                staging       unfinished  shop    2026-11-22 02:00:00  1.00 GB

                previous: was in use under its target's name until a restore, or an undo, took its place.
                  To put one of "shop" back:
                    holdfast undo-restore --to postgresql://me@db:5432/shop --previous NAME
                  To drop one for good when it is not needed any more:
                    holdfast undo-restore --to postgresql://me@db:5432/shop --discard NAME
                unfinished: a restore into its target was killed. It is of no use to anybody. To drop one:
                    holdfast undo-restore --to postgresql://me@db:5432/shop --discard NAME
                """);
        assertThat(report.json().get("databases").get(1).propertyNames())
                .containsExactly("name", "state", "target", "since", "size");
    }

    @Test
    void theListHasNoUndoForADatabaseThatNothingIsKeptFor() {
        assertThat(new KeptListReport("db:5432", "other", List.of(kept("shop__before", State.PREVIOUS)), COMMANDS)
                        .text())
                .contains("  None of them was \"other\". To put one back, name its target with --to.\n")
                .doesNotContain("--previous");
    }

    @Test
    void anEmptyListSaysSo() {
        KeptListReport report = new KeptListReport("db:5432", "shop", List.of(), COMMANDS);
        assertThat(report.text()).isEqualTo("No restore has left a database on db:5432.\n");
        assertThat(report.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(report.json().get("databases")).isEmpty();
    }

    @Test
    void anUndoSaysWhatIsKeptNowAndHowToGoBack() {
        UndoReport report = new UndoReport(
                "shop",
                kept("shop__before", State.PREVIOUS),
                Optional.of(kept("shop__after", State.PREVIOUS)),
                COMMANDS);
        assertThat(report.text()).isEqualTo("""
                "shop" is again the database that was kept as "shop__before" since 2026-11-22 02:00:00 UTC.
                What was "shop" until now is kept as "shop__after". To go back to it:
                  holdfast undo-restore --to postgresql://me@db:5432/shop --previous shop__after
                To drop it for good when it is not needed any more:
                  holdfast undo-restore --to postgresql://me@db:5432/shop --discard shop__after
                """);
        assertThat(report.json().propertyNames()).containsExactly("target", "back", "kept", "undo");
    }

    @Test
    void aRestoreThatReplacedSaysWhatIsKeptAndHowToUndo() {
        RestoreReport report = restored(Optional.of("shop__before"));
        assertThat(report.text()).isEqualTo("""
                Restored shop of bundle 20261122-020000-123-k7m3q9x2 to postgresql://me:***@db/shop
                1.20 MB in 1.5 s. Compared with the backup: 1,234 rows in 2 tables, no difference.
                The database that was there is kept as "shop__before". To put it back:
                  holdfast undo-restore --to postgresql://me@db:5432/shop --previous shop__before
                To drop it for good when it is not needed any more:
                  holdfast undo-restore --to postgresql://me@db:5432/shop --discard shop__before
                """);
        assertThat(report.json().get("previous").asString()).isEqualTo("shop__before");
        assertThat(report.json().get("undo").asString()).endsWith("--previous shop__before");
    }

    @Test
    void aRestoreThatReplacedNothingHasNothingToUndo() {
        RestoreReport report = restored(Optional.empty());
        assertThat(report.text().lines()).hasSize(2);
        ObjectNode document = report.json();
        assertThat(document.get("previous").isNull()).isTrue();
        assertThat(document.get("undo").isNull()).isTrue();
    }

    /** What is shown to be copied has to arrive as it is, whatever a name holds. */
    @ParameterizedTest
    @ValueSource(strings = {"shop__before", "it's", "a b", "$(touch x)", "`x`", "--list", "a&b;c", "\"", "名前", "*"})
    void aCommandCanBeCopiedIntoAShell(String name) throws IOException {
        Path program = folder.resolve("a program");
        Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        String url = "postgresql://me@db/shop?sslmode=require&connect_timeout=1";
        String command = new KeptCommands(program.toString(), url).undo(name);
        Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        shell.getOutputStream().write(command.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("undo-restore", "--to", url, "--previous", name);
    }

    private static RestoreReport restored(Optional<String> previous) {
        DumpSummary dump = new DumpSummary(
                new NewDump(BUNDLE, new DatabaseName("shop"), BackupCause.CLI, ""),
                Instant.parse("2026-11-22T02:00:02Z"),
                "15.18",
                "15.18",
                List.of(new StreamSummary(new StreamName("dump"), new ByteCount(1_200_000))),
                new ByteCount(300_000),
                2,
                1_234,
                Optional.empty());
        return new RestoreReport(
                BUNDLE,
                new ConnectionUrl("postgresql://me:canary@db/shop"),
                new RestoreDatabase.Result(dump, 2, 1_234, List.of(), previous),
                Duration.ofMillis(1_500),
                COMMANDS);
    }

    private static KeptDatabase kept(String name, State state) {
        return new KeptDatabase(
                name, state, "shop", Instant.parse("2026-11-22T02:00:00Z"), new ByteCount(1_000_000_000));
    }
}
