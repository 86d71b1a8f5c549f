package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.command.CommandLineInterface;
import io.holdfast.cli.endtoend.Program.Outcome;
import io.holdfast.cli.terminal.Prompt;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.terminal.Surroundings.Device;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on the server while a person thinks does not change what the person has confirmed. */
class ConfirmedTest {

    @TempDir
    private static Path folder;

    private static Site site;
    private static Databases databases;
    private static Path store;
    private static String bundle;

    @BeforeAll
    static void takeABackup() throws IOException {
        site = new Site(folder);
        databases = site.databases();
        databases.create("origin", "CREATE TABLE item (id integer); INSERT INTO item VALUES (1), (2)");
        store = site.newStore("store");
        bundle = site.backUp(store, "origin");
    }

    @AfterAll
    static void stopServer() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void aTargetThatAppearsAfterTheQuestionIsNotReplaced() {
        Outcome restore = attended(
                "late", () -> databases.create("late", "CREATE TABLE precious (id integer)"), restoreCommand("late"));
        assertThat(restore.out()).contains("\"late\" on ").contains(" does not exist yet");
        assertThat(restore.exitCode()).as(restore.err()).isEqualTo(4);
        assertThat(restore.err()).contains("exists already");
        assertThat(tables("late")).containsExactly("precious");
    }

    @Test
    void theDatabaseThatWasConfirmedComesBackWhateverIsKeptSince() {
        databases.create("shop", "CREATE TABLE first (id integer)");
        String older = restore("shop");
        databases.execute("shop", "CREATE TABLE second (id integer)");
        String newest = restore("shop");
        Outcome undo = attended("shop", () -> restore("shop"), "undo-restore", "--to", databases.url("shop"));
        assertThat(undo.exitCode()).as(undo.err()).isZero();
        assertThat(undo.out())
                .contains("This undoes a restore: \"" + newest + "\" becomes")
                .contains("  \"" + older + "\" until ")
                .contains("\"shop\" is again the database that was kept as \"" + newest + "\"");
        assertThat(undo.err()).doesNotContain("notice");
        assertThat(tables("shop")).containsExactlyInAnyOrder("item", "second");
    }

    private static String restore(String target) {
        String[] command = restoreCommand(target);
        String[] confirmed = Arrays.copyOf(command, command.length + 2);
        confirmed[command.length] = "--yes";
        confirmed[command.length + 1] = "--json";
        Outcome outcome = site.unlocked().run(confirmed);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.json().get("previous").asString();
    }

    private static String[] restoreCommand(String target) {
        return new String[] {
            "restore", bundle, "--store", Site.url(store), "--database", "origin", "--to", databases.url(target)
        };
    }

    /** The program in this process, asking somebody who types this after something has happened. */
    private static Outcome attended(String typed, Runnable meanwhile, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        Prompt person = new Prompt() {
            @Override
            public Optional<String> line(String question) {
                printed.println(question);
                meanwhile.run();
                return Optional.of(typed);
            }

            @Override
            public Optional<String> secret(String question) {
                return Optional.empty();
            }
        };
        Surroundings surroundings = new Surroundings(
                Map.of("HOLDFAST_PASSPHRASE", "correct horse"),
                printed,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Device.PLAIN,
                person,
                InstantSource.system());
        int exitCode = new CommandLineInterface(surroundings).run(arguments);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<String> tables(String database) {
        return databases.ask(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    }
}
