package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.endtoend.Program.Outcome;
import io.holdfast.cli.endtoend.Program.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real program restores onto a database that is in use, undoes that, and tidies up, on a real server. */
class RestoreInPlaceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SHOP = """
            CREATE TABLE item (id integer PRIMARY KEY, name text NOT NULL);
            INSERT INTO item SELECT n, md5(n::text) FROM generate_series(1, 500) n;
            """;

    @TempDir
    private static Path folder;

    private static Site site;
    private static Databases databases;
    private static Path store;
    private static String bundle;
    private static List<String> ours;

    @BeforeAll
    static void takeABackup() throws IOException {
        site = new Site(folder);
        databases = site.databases();
        databases.create("origin", SHOP);
        store = site.newStore("store");
        bundle = site.backUp(store, "origin");
        databases.create("shop", "");
        ours = databases.names();
    }

    @AfterAll
    static void stopServer() {
        if (site != null) {
            site.close();
        }
    }

    /** The target is there, with other content than the backup; nothing is left of an earlier test. */
    @BeforeEach
    void makeTarget() {
        beside().forEach(site.server()::dropDatabase);
        site.server().dropDatabase("shop");
        databases.create("shop", "CREATE TABLE present (id integer)");
    }

    @Test
    void aDatabaseInUseIsReplacedAndUndoneAndUndoneAgain() {
        Outcome restore = restore("--json");
        assertThat(restore.exitCode()).as(restore.err()).isZero();
        assertThat(restore.json().get("rowsCompared").asLong()).isEqualTo(500);
        String previous = restore.json().get("previous").asString();
        assertThat(restore.json().get("undo").asString())
                .startsWith("holdfast undo-restore --to postgresql://postgres@127.0.0.1:")
                .endsWith("/shop --previous " + previous);
        assertThat(tables("shop")).containsExactly("item");
        assertThat(databases.names()).contains(previous);

        Outcome undo = run("undo-restore", "--yes", "--json");
        assertThat(undo.exitCode()).as(undo.err()).isZero();
        assertThat(undo.json().get("back").get("name").asString()).isEqualTo(previous);
        assertThat(tables("shop")).containsExactly("present");
        String restored = undo.json().get("kept").get("name").asString();
        assertThat(databases.names()).contains(restored);

        Outcome again = run("undo-restore", "--yes", "--previous", restored);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("\"shop\" is again the database that was kept as \"" + restored + "\"");
        assertThat(tables("shop")).containsExactly("item");
        assertThat(beside()).hasSize(1);
    }

    @Test
    void whatIsKeptIsListedAndDroppedOnRequestOnly() {
        restore();
        String previous = beside().get(0);
        Outcome list = run("undo-restore", "--list", "--json");
        JsonNode listed = list.json().get("databases").get(0);
        assertThat(listed.get("name").asString()).isEqualTo(previous);
        assertThat(listed.get("state").asString()).isEqualTo("PREVIOUS");
        assertThat(listed.get("target").asString()).isEqualTo("shop");
        assertThat(listed.get("size").asLong()).isPositive();
        assertThat(run("undo-restore", "--list").out()).contains(previous, "--discard");

        site.assertFails(
                site.locked(), 3, "not a database that a restore left", command("undo-restore", "--discard", "origin"));
        site.assertFails(site.locked(), 4, "not confirmed", command("undo-restore", "--discard", previous));
        Outcome dropped = run("undo-restore", "--discard", previous, "--yes");
        assertThat(dropped.exitCode()).as(dropped.err()).isZero();
        assertThat(dropped.out()).contains(previous);
        assertThat(databases.names()).doesNotContain(previous);
        assertThat(tables("shop")).containsExactly("item");
    }

    @Test
    void whereNothingIsKeptNothingCanBeUndone() {
        site.assertFails(site.locked(), 3, "no restore has replaced", command("undo-restore", "--yes"));
        site.assertFails(
                site.locked(), 3, "is not a database that was", command("undo-restore", "--previous", "origin"));
        Outcome list = run("undo-restore", "--list");
        assertThat(list.exitCode()).isZero();
        assertThat(list.out()).startsWith("No restore has left a database on ");
    }

    @Test
    void withoutAConfirmationNothingIsChanged() {
        site.assertFails(site.unlocked(), 4, "not confirmed", store, without("--yes", restoreCommand()));
        assertThat(tables("shop")).containsExactly("present");
        restore();
        List<String> names = databases.names();
        site.assertFails(site.locked(), 4, "not confirmed", command("undo-restore"));
        assertThat(tables("shop")).containsExactly("item");
        assertThat(databases.names()).isEqualTo(names);
    }

    @Test
    void onDemandOnlyANewDatabaseIsMade() {
        site.assertFails(site.unlocked(), 4, "exists already", store, restoreCommand("--new"));
        assertThat(tables("shop")).containsExactly("present");
        assertThat(beside()).isEmpty();
        site.server().dropDatabase("shop");
        Outcome made = restore("--new", "--json");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.json().get("previous").isNull()).isTrue();
        assertThat(tables("shop")).containsExactly("item");
    }

    @Test
    void aWrongServerPasswordIsDeniedWithoutRepeatingIt() {
        String url = databases.urlWithPassword("shop", "canary");
        site.assertFails(site.locked(), 6, "sign in", "undo-restore", "--to", url);
        site.assertFails(site.locked(), 6, "sign in", "undo-restore", "--list", "--to", url);
    }

    @Test
    void anotherUserRestoresWithoutTheOwnerAndHisPrivileges() {
        databases.create(
                "owned",
                "CREATE ROLE had LOGIN; CREATE ROLE reader; CREATE TABLE t (id integer); ALTER TABLE t OWNER TO had;"
                        + " GRANT SELECT ON t TO reader; INSERT INTO t VALUES (1), (2);"
                        + " CREATE ROLE other LOGIN CREATEDB PASSWORD 'secret'; ALTER DATABASE owned OWNER TO had");
        Path owned = site.newStore("owned");
        String id = site.backUp(owned, "owned");
        String url = databases.url("taken").replaceFirst("postgres:[^@]*@", "other:secret@");
        String[] plainly = {"restore", id, "--yes", "--database", "owned", "--to", url};
        site.assertFails(site.unlocked(), 6, "had", owned, plainly);
        Outcome restored =
                site.unlocked().run(with(plainly, "--store", Site.url(owned), "--no-owner", "--no-privileges"));
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(databases.ask("taken", "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                .containsExactly("other");
        assertThat(databases.ask("taken", "SELECT relacl FROM pg_class WHERE relname = 't'"))
                .containsExactly((String) null);
    }

    @Test
    void missingRolesAreMadeOnRequest() {
        databases.create(
                "roles",
                "CREATE ROLE gone LOGIN SUPERUSER PASSWORD 'secret'; CREATE TABLE t (id integer);"
                        + " ALTER TABLE t OWNER TO gone");
        Path roles = site.newStore("roles");
        String id = site.backUp(roles, "roles");
        site.server().dropDatabase("roles");
        databases.execute("postgres", "DROP ROLE gone");
        String[] plainly = {"restore", id, "--yes", "--database", "roles", "--to", databases.url("roles_back")};
        site.assertFails(site.unlocked(), 1, "role \"gone\" is missing", roles, plainly);
        Outcome restored = site.unlocked().run(with(plainly, "--store", Site.url(roles), "--create-roles"));
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(databases.ask("roles_back", "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                .containsExactly("gone");
        assertThat(databases.ask(
                        "postgres", "SELECT rolsuper OR rolpassword IS NOT NULL FROM pg_authid WHERE rolname = 'gone'"))
                .containsExactly("f");
    }

    @Test
    void whatAKilledRestoreLeftIsToldAndClearedOnRequest() throws Exception {
        Path slow = site.slowTools("slow");
        Running killed =
                site.unlocked().start(with(restoreCommand("--pg-bin", slow.toString()), "--store", Site.url(store)));
        await().atMost(PATIENCE).until(() -> !beside().isEmpty());
        assertThat(run("undo-restore", "--list").out()).contains("running: a restore is filling it now");
        String staging = beside().get(0);
        site.assertFails(site.locked(), 2, "just now", command("undo-restore", "--discard", staging, "--yes"));
        killed.signal("KILL");
        killed.outcome();
        Site.processes(slow).forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> run("undo-restore", "--list").out().contains("unfinished: "));

        assertThat(tables("shop")).containsExactly("present");
        site.assertFails(site.locked(), 3, "no restore has replaced", command("undo-restore", "--yes"));
        Outcome told = restore();
        assertThat(told.exitCode()).as(told.err()).isZero();
        assertThat(told.err()).contains("notice: ", staging, "--clear-unfinished");
        assertThat(databases.names()).contains(staging);
        Outcome cleared = restore("--clear-unfinished");
        assertThat(cleared.exitCode()).as(cleared.err()).isZero();
        assertThat(cleared.err()).contains("Dropped " + staging);
        assertThat(databases.names()).doesNotContain(staging);
        assertThat(beside()).as("the two that were replaced").hasSize(2);
    }

    private static Outcome restore(String... more) {
        return site.unlocked().run(with(restoreCommand(more), "--store", Site.url(store)));
    }

    private static String[] restoreCommand(String... more) {
        return with(
                new String[] {"restore", bundle, "--yes", "--database", "origin", "--to", databases.url("shop")}, more);
    }

    private static Outcome run(String... arguments) {
        return site.locked().run(command(arguments));
    }

    private static String[] command(String... arguments) {
        return with(arguments, "--to", databases.url("shop"));
    }

    /** The databases that are on the server now and were not in the beginning. */
    private static List<String> beside() {
        return databases.names().stream().filter(name -> !ours.contains(name)).toList();
    }

    private static List<String> tables(String database) {
        return databases.ask(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private static String[] without(String argument, String... arguments) {
        return Stream.of(arguments).filter(given -> !given.equals(argument)).toArray(String[]::new);
    }
}
