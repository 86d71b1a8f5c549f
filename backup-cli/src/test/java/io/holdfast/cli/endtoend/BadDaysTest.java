package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.endtoend.Program.Outcome;
import io.holdfast.cli.endtoend.Program.Running;
import io.holdfast.core.usecase.TakeBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes killed in the middle, and stores damaged in every place: nothing is lost, nothing false passes for success. */
class BadDaysTest {

    private static final long SEED = Long.getLong("holdfast.seed", 20261122);
    private static final int KILLS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LARGE = """
            CREATE TABLE large (id integer, content text);
            INSERT INTO large SELECT n, string_agg(md5(n::text || m::text), '') FROM generate_series(1, 1600) n,
                generate_series(1, 1000) m GROUP BY n;
            """;
    private static final String SMALL = """
            CREATE TABLE small (id integer PRIMARY KEY, content text);
            INSERT INTO small SELECT n, md5(n::text) FROM generate_series(1, 5000) n;
            """;

    @TempDir
    private static Path folder;

    private static Site site;
    private static Databases databases;

    @BeforeAll
    static void makeDatabases() throws IOException {
        site = new Site(folder);
        databases = site.databases();
        databases.create("large", LARGE);
        databases.create("small", SMALL);
    }

    @AfterAll
    static void stopServer() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void aBackupThatIsKilledLeavesNoBundleAndTheNextOneUsesItsChunks() throws Exception {
        long whole = added(backUp(site.newStore("whole"), "large"));
        Path store = site.newStore("killed");
        added(backUp(store, "small"));
        Random random = new Random(SEED);
        for (int i = 0; i < KILLS; i++) {
            long before = chunks(store);
            long more = 1 + random.nextLong(whole / KILLS);
            Running running = start(store, "large");
            await().atMost(PATIENCE)
                    .until(() -> chunks(store) >= Math.min(before + more, whole / 2)
                            || !running.process().isAlive());
            running.signal("KILL");
            assertThat(running.outcome().exitCode()).as("seed " + SEED).isNotZero();
            assertThat(bundles(store)).as("after kill " + i + ", seed " + SEED).isEqualTo(1);
            await().atMost(PATIENCE)
                    .until(() -> databases
                            .ask("postgres", "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'holdfast%'")
                            .isEmpty());
        }
        long kept = chunks(store);
        long rest = added(backUp(store, "large"));
        assertThat(rest).as("of " + whole + ", when " + kept + " were there").isLessThan(whole - kept / 2);
        assertThat(bundles(store)).isEqualTo(2);
        assertRestores(store, "large");
    }

    /** What kills a dump once, such as a server that runs out of memory, may well not do it again. */
    @Test
    void aDumpingProgramThatIsKilledOnceIsBegunAgain() throws Exception {
        Path store = site.newStore("killed-once");
        Running running = start(store, "large");
        killDumps(running, store, 0, 1);
        Outcome outcome = running.outcome();
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("large: beginning again, attempt 2 of 3: pg_dump");
        assertThat(bundles(store)).isEqualTo(1);
        assertRestores(store, "large");
    }

    @Test
    void aDumpingProgramThatIsKilledEachTimeFailsTheBackup() throws Exception {
        Path store = site.newStore("killed-tool");
        added(backUp(store, "small"));
        Running running = start(store, "large");
        killDumps(running, store, chunks(store), TakeBackup.ATTEMPTS);
        Outcome outcome = running.outcome();
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(7);
        assertThat(outcome.json().toString()).contains("pg_dump");
        assertThat(outcome.err()).contains("attempt 2 of 3", "attempt 3 of 3").doesNotContain("attempt 4");
        assertThat(bundles(store)).isEqualTo(1);
        assertThat(Databases.content(store).keySet()).noneMatch(name -> name.startsWith("locks/"));
        added(backUp(store, "large"));
        assertRestores(store, "large");
    }

    /** Kills that many pg_dump, one after the other, each when it has written something. */
    private static void killDumps(Running running, Path store, long before, int times) {
        await().atMost(PATIENCE).until(() -> chunks(store) > before + 1_000_000);
        Set<Long> killed = new HashSet<>();
        while (killed.size() < times) {
            await().atMost(PATIENCE).until(() -> {
                List<ProcessHandle> dumps = running.process()
                        .toHandle()
                        .descendants()
                        .filter(child -> child.info().command().orElse("").endsWith("pg_dump"))
                        .filter(child -> !killed.contains(child.pid()))
                        .toList();
                dumps.forEach(dump -> {
                    killed.add(dump.pid());
                    dump.destroyForcibly();
                });
                return !dumps.isEmpty();
            });
        }
    }

    @Test
    void damageOfAnyBlobIsFoundAtRestoreAndNothingFalseIsDelivered() throws Exception {
        Path store = site.newStore("damaged");
        added(backUp(store, "small"));
        for (String name : Databases.content(store).keySet()) {
            Path file = store.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = Arrays.copyOf(whole, whole.length);
            flipped[new Random(SEED).nextInt(whole.length)] ^= 1;
            Files.write(file, flipped);
            assertNothingIsRestored(store, name + " with a flipped bit, seed " + SEED);
            Files.delete(file);
            assertNothingIsRestored(store, name + " missing");
            Files.write(file, whole);
        }
        assertRestores(store, "small");
        assertLatestSaysWhatItPassesOver(store);
    }

    private static void assertLatestSaysWhatItPassesOver(Path store) throws IOException {
        Set<String> before = Databases.content(store).keySet();
        added(backUp(store, "small"));
        String manifest = Databases.content(store).keySet().stream()
                .filter(name -> name.startsWith("bundles/") && !before.contains(name))
                .findFirst()
                .orElseThrow();
        Files.write(store.resolve(manifest), new byte[] {'H', 'F', 'M', '1'});
        Outcome outcome = restore(store, "small");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains(Path.of(manifest).getName(1) + " is passed over", "damaged");
        site.server().dropDatabase("back");
    }

    private static void assertNothingIsRestored(Path store, String damage) {
        List<String> before = databases.names();
        Outcome outcome = restore(store, "small");
        assertThat(outcome.exitCode()).as(damage + ": " + outcome.err()).isIn(1, 3, 5, 6);
        assertThat(outcome.err()).as(damage).contains("error:").doesNotContain("Exception");
        assertThat(databases.names()).as(damage).isEqualTo(before);
    }

    private static void assertRestores(Path store, String database) {
        Outcome outcome = restore(store, database);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(databases.ask("back", "SELECT count(*) FROM " + database))
                .isEqualTo(databases.ask(database, "SELECT count(*) FROM " + database));
        site.server().dropDatabase("back");
    }

    private static Outcome restore(Path store, String database) {
        return site.unlocked()
                .run(
                        "restore",
                        "latest",
                        "--store",
                        url(store),
                        "--database",
                        database,
                        "--to",
                        databases.url("back"),
                        "--yes");
    }

    private static Outcome backUp(Path store, String database) {
        return start(store, database).outcome();
    }

    private static Running start(Path store, String database) {
        return site.unlocked().start(site.backup(store, database));
    }

    private static long added(Outcome backup) {
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        return backup.json().get("dumps").get(0).get("added").asLong();
    }

    private static int bundles(Path store) {
        Outcome list = site.unlocked().run("list", "--store", url(store), "--json");
        assertThat(list.exitCode()).as(list.err()).isZero();
        return list.json().get("bundles").size();
    }

    /** The bytes of all chunks, also while a backup adds some; there is nothing in their folder that comes and goes. */
    private static long chunks(Path store) {
        Path chunks = store.resolve("chunks");
        return Files.exists(chunks)
                ? Databases.content(chunks).values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                : 0;
    }

    private static String url(Path store) {
        return Site.url(store);
    }
}
