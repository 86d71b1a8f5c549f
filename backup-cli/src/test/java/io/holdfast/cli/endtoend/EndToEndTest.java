package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.demo.DatabaseComparison;
import io.holdfast.cli.endtoend.Program.Outcome;
import io.holdfast.cli.endtoend.Program.Running;
import io.holdfast.core.database.ConnectionUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The real program in a process of its own, against a real server: the good day, and each bad one. */
class EndToEndTest {

    private static final String SHOP = """
            CREATE TABLE item (id integer PRIMARY KEY, name text NOT NULL);
            INSERT INTO item SELECT n, md5(n::text) FROM generate_series(1, 5000) n;
            CREATE VIEW cheap AS SELECT * FROM item WHERE id < 10;
            """;
    private static final String BULKY = """
            CREATE TABLE blob (id integer, content text);
            INSERT INTO blob SELECT n, string_agg(md5(n::text || m::text), '') FROM generate_series(1, 300) n,
                generate_series(1, 1000) m GROUP BY n;
            """;

    @TempDir
    private static Path folder;

    private static Site site;
    private static Databases databases;
    private static Program program;
    private static Program unlocked;
    private static Path store;
    private static String bundle;

    @BeforeAll
    static void takeABackup() throws IOException {
        site = new Site(folder);
        databases = site.databases();
        databases.create("shop", SHOP);
        databases.create("bulky", BULKY);
        program = site.locked();
        unlocked = site.unlocked();
        store = site.newStore("store");
        bundle = site.backUp(store, "shop", "bulky");
    }

    @AfterAll
    static void stopServer() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void whatGoesInComesOutAndASecondBackupAddsNextToNothing() {
        Outcome second = unlocked.run(
                "backup",
                "--store",
                url(store),
                "--note",
                "again",
                "--database",
                "shop=" + databases.url("shop"),
                "--database",
                "bulky=" + databases.url("bulky"));
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("encrypted with key").contains("shop");

        Outcome list = unlocked.run("list", "--store", url(store), "--json");
        JsonNode bundles = list.json().get("bundles");
        assertThat(bundles).hasSize(2);
        JsonNode bulky = bundles.get(0).get("dumps").get(0);
        assertThat(bulky.get("state").asString()).isEqualTo("READABLE");
        assertThat(bulky.get("rows").asLong()).isEqualTo(300);
        assertThat(bulky.get("added").asLong())
                .as("what the unchanged database added")
                .isLessThan(bundles.get(1).get("dumps").get(0).get("added").asLong() / 3);

        Outcome show = unlocked.run("show", "latest", "--store", url(store));
        assertThat(show.out()).contains("Note: again").contains("public.item").contains("5,000");

        Outcome restore = unlocked.run(
                "restore", bundle, "--store", url(store), "--database", "shop", "--to", databases.url("back"), "--yes");
        assertThat(restore.exitCode()).as(restore.err()).isZero();
        assertThat(restore.out()).contains("5,000 rows in 1 tables, no difference");
        assertThat(DatabaseComparison.of(
                                new ConnectionUrl(databases.url("shop")), new ConnectionUrl(databases.url("back")))
                        .differences())
                .isEmpty();
        site.server().dropDatabase("back");
    }

    @Test
    void severalStreamsAreWrittenAndRestoredAtOnce() throws IOException {
        Path streams = site.newStore("streams");
        Outcome backup = unlocked.run(with(site.backup(streams, "bulky"), "--streams", "2"));
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        JsonNode dump = unlocked.run("show", "latest", "--store", url(streams), "--json")
                .json()
                .get("dumps")
                .get(0);
        assertThat(dump.get("streams")
                        .valueStream()
                        .map(stream -> stream.get("name").asString()))
                .contains("schema", "data-0", "data-1");
        Outcome restore = unlocked.run(
                "restore",
                "latest",
                "--yes",
                "--jobs",
                "2",
                "--store",
                url(streams),
                "--database",
                "bulky",
                "--to",
                databases.url("bulky_back"));
        assertThat(restore.exitCode()).as(restore.err()).isZero();
        assertThat(DatabaseComparison.of(
                                new ConnectionUrl(databases.url("bulky")),
                                new ConnectionUrl(databases.url("bulky_back")))
                        .differences())
                .isEmpty();
        site.server().dropDatabase("bulky_back");
    }

    @Test
    void aBundleWithADamagedTableListIsShownAllTheSame() throws IOException {
        Path damaged = plainRepository("damaged-tables");
        // In a plain repository an empty chunk is damage of whichever blob it stands for.
        try (Stream<Path> chunks = Files.walk(damaged.resolve("chunks"))) {
            for (Path chunk : chunks.filter(Files::isRegularFile).toList()) {
                Files.write(chunk, new byte[0]);
            }
        }
        Outcome show = program.run("show", "latest", "--store", url(damaged));
        assertThat(show.exitCode()).as(show.err()).isEqualTo(5);
        assertThat(show.out())
                .contains(
                        "Database shop",
                        "PostgreSQL 15",
                        "5,000 in 1 tables",
                        "The rows of its tables cannot be shown: ");
        JsonNode dump = program.run("show", "latest", "--store", url(damaged), "--json")
                .json()
                .get("dumps")
                .get(0);
        assertThat(dump.get("rows").asLong()).isEqualTo(5000);
        assertThat(dump.get("tableRowsError").get("kind").asString()).isEqualTo("CORRUPT");
    }

    @Test
    void jsonIsAloneOnStandardOutputAndProgressOnStandardError() throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain-json"));
        Outcome backup =
                program.run("backup", "--store", url(plain), "--database", "shop=" + databases.url("shop"), "--json");
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        JsonNode dump = backup.json().get("dumps").get(0);
        assertThat(dump.get("database").asString()).isEqualTo("shop");
        assertThat(dump.get("encrypted").asBoolean()).isFalse();
        assertThat(dump.get("milliseconds").asLong()).isPositive();
        assertThat(backup.json().get("failures")).isEmpty();
        assertThat(backup.err())
                .contains("NOT encrypted")
                .contains("shop: dumping, about")
                .contains("shop: stored");
    }

    @Test
    void aFailureIsOneJsonDocument() {
        Outcome outcome = unlocked.run(
                "backup",
                "--store",
                url(store),
                "--database",
                "shop=" + databases.urlWithPassword("shop", "canary"),
                "--json");
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.json().get("error").get("kind").asString()).isEqualTo("DENIED");
        assertThat(outcome.json().get("error").get("hint").asString()).isNotEmpty();
        assertThat(outcome.out() + outcome.err()).doesNotContain("canary");
    }

    @Test
    void whenOneOfTwoFailsTheOtherStaysAndTheExitCodeIsThatOfTheFailure() throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain-partial"));
        Outcome backup = program.run(
                "backup",
                "--store",
                url(plain),
                "--database",
                "gone=" + databases.url("gone"),
                "--database",
                "shop=" + databases.url("shop"));
        assertThat(backup.exitCode()).isEqualTo(3);
        assertThat(backup.out()).contains("shop").contains("gone was not backed up: ");
        JsonNode dumps = program.run("list", "--store", url(plain), "--json")
                .json()
                .get("bundles")
                .get(0)
                .get("dumps");
        assertThat(dumps).hasSize(1);
        assertThat(dumps.get(0).get("database").asString()).isEqualTo("shop");
    }

    @Test
    void withoutThePassphraseTheListSaysWhatIsLocked() {
        Outcome list = program.run("list", "--store", url(store));
        assertThat(list.exitCode()).isZero();
        assertThat(list.out()).contains(bundle).contains("locked");
        assertThat(list.err()).contains("HOLDFAST_PASSPHRASE_FILE");
    }

    @Test
    void aWrongDatabasePasswordIsDenied() {
        assertFails(6, "sign in", "backup", "--database", "shop=" + databases.urlWithPassword("shop", "canary"));
    }

    @Test
    void anUnknownHostIsUnreachable() {
        assertFails(7, "unknown host", "backup", "--database", "shop=postgresql://u:canary@nowhere.invalid/shop");
    }

    @Test
    void aServerThatDoesNotListenIsUnreachable() {
        assertFails(7, "does not answer", "backup", "--database", "shop=postgresql://u:canary@127.0.0.1:1/shop");
    }

    @Test
    void anUnknownDatabaseIsNotFound() {
        assertFails(3, "does not exist", "backup", "--database", "gone=" + databases.url("gone"));
    }

    @Test
    void aWrongPassphraseIsDenied() {
        Program wrong = program.with("HOLDFAST_PASSPHRASE", "canary");
        site.assertFails(wrong, 6, "passphrase", store, "list");
        site.assertFails(wrong, 6, "passphrase", store, "backup", "--database", "shop=" + databases.url("shop"));
        site.assertFails(wrong, 6, "passphrase", store, restore(bundle, "wrong_passphrase"));
    }

    @Test
    void encryptedIsNeverContinuedWithoutItsPassphrase() {
        site.assertFails(program, 6, "passphrase", store, "backup", "--database", "shop=" + databases.url("shop"));
    }

    @Test
    void missingToolsAreSaidSoBeforeAnythingIsDone() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("no-tools"));
        Path fresh = Files.createDirectory(folder.resolve("fresh"));
        site.assertFails(
                program,
                1,
                "pg_dump",
                fresh,
                "backup",
                "--pg-bin",
                empty.toString(),
                "--database",
                "shop=" + databases.url("shop"));
        assertThat(fresh).isEmptyDirectory();
    }

    @Test
    void toolsThatAreOlderThanTheServerAreRefused() throws IOException {
        Path old = Files.createDirectory(folder.resolve("old-tools"));
        for (String tool : List.of("pg_dump", "pg_restore")) {
            Site.script(old.resolve(tool), "echo '" + tool + " (PostgreSQL) 9.6.24'");
        }
        site.assertFails(
                unlocked,
                1,
                "9.6.24",
                store,
                "backup",
                "--pg-bin",
                old.toString(),
                "--database",
                "shop=" + databases.url("shop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20200101-000000-000-00000000", "nonsense"})
    void anUnknownIdIsNotFound(String id) {
        assertFails(3, "no bundle", "show", id);
        assertFails(3, "no bundle", restore(id, "unknown_id"));
    }

    @Test
    void anUnknownDatabaseOfABundleIsNotFound() {
        assertFails(3, "no dump of gone", "restore", bundle, "--yes", "--database", "gone", "--to", databases.url("x"));
    }

    @Test
    void aTargetThatExistsIsRefusedOnDemandAndStaysAsItIs() {
        site.server().createDatabase("precious");
        assertFails(4, "exists already", with(restore(bundle, "precious"), "--new"));
        assertThat(databases.ask("precious", "SELECT count(*) FROM pg_class WHERE relname = 'item'"))
                .containsExactly("0");
    }

    @Test
    void aRestoreThatNobodyConfirmsIsRefused() {
        assertFails(
                4, "not confirmed", "restore", bundle, "--database", "shop", "--to", databases.url("not_confirmed"));
    }

    @Test
    void aStoreThatIsAFileIsWrongUsage() throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "precious");
        Outcome outcome = unlocked.run("backup", "--store", url(file), "--database", "shop=" + databases.url("shop"));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("is a file");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aStoreThatDoesNotExistIsNotMade() {
        Path none = folder.resolve("none");
        Outcome outcome = unlocked.run("backup", "--store", url(none), "--database", "shop=" + databases.url("shop"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("mount");
        assertThat(none).doesNotExist();
    }

    @Test
    void anotherRepositoryThanTheExpectedOneIsRefused() {
        assertFails(
                1,
                "expected",
                "backup",
                "--repository-id",
                "0".repeat(32),
                "--database",
                "shop=" + databases.url("shop"));
    }

    @Test
    void aRepositoryOfANewerFormatIsRefused() throws IOException {
        Path newer = plainRepository("newer-repository");
        rewriteFormat(newer.resolve("repository.json"));
        site.assertFails(program, 1, "newer", newer, "list");
        site.assertFails(program, 1, "newer", newer, "backup", "--database", "shop=" + databases.url("shop"));
    }

    @Test
    void aManifestOfANewerFormatIsListedAndRefused() throws IOException {
        Path newer = plainRepository("newer-manifest");
        String id;
        try (Stream<Path> bundles = Files.list(newer.resolve("bundles"))) {
            Path only = bundles.findFirst().orElseThrow();
            id = only.getFileName().toString();
            rewriteFormat(only.resolve("shop"));
        }
        assertThat(program.run("list", "--store", url(newer)).out())
                .contains(id)
                .contains("newer format");
        site.assertFails(program, 1, "format 2", newer, restore(id, "newer_manifest"));
    }

    @Test
    void aDamagedManifestIsToldAsDamage() throws IOException {
        Path damaged = plainRepository("damaged-manifest");
        Path manifest;
        try (Stream<Path> files = Files.walk(damaged.resolve("bundles"))) {
            manifest = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] content = Files.readAllBytes(manifest);
        content[content.length / 2] ^= 1;
        Files.write(manifest, content);
        assertThat(program.run("list", "--store", url(damaged)).out()).contains("damaged");
        site.assertFails(
                program,
                5,
                "damaged",
                damaged,
                restore(manifest.getParent().getFileName().toString(), "damaged"));
    }

    /** A plain dump that is read with a passphrase is one that anybody could have put there. */
    @Test
    void anUnauthenticatedDumpIsMarkedAndRestoredOnDemandOnly() throws IOException {
        Path plain = plainRepository("unauthenticated");
        assertThat(unlocked.run("list", "--store", url(plain)).out()).contains("unauthenticated");
        site.assertFails(unlocked, 6, "plain", plain, restore("2", "unauthenticated"));
        String[] onDemand = Stream.concat(
                        Stream.of(restore("2", "unauthenticated")),
                        Stream.of("--store", url(plain), "--allow-unauthenticated"))
                .toArray(String[]::new);
        Outcome restored = unlocked.run(onDemand);
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        site.server().dropDatabase("unauthenticated");
    }

    @Test
    void theDoctorFindsNothingWrongWhereNothingIs() {
        Map<String, Long> stored = Databases.content(store);
        Outcome outcome =
                unlocked.run("doctor", "--store", url(store), "--database", "shop=" + databases.url("shop"), "--json");
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.json().get("problems").asInt()).isZero();
        assertThat(Databases.content(store)).isEqualTo(stored);
        assertThat(store.toFile().list((in, name) -> name.startsWith("doctor"))).isEmpty();
        assertThat(outcome.json().get("checks"))
                .extracting(check -> check.get("subject").asString())
                .contains(
                        "PostgreSQL tools",
                        "database shop",
                        "server 127.0.0.1:" + URI.create(databases.url("shop")).getPort(),
                        "store",
                        "store clock",
                        "repository",
                        "passphrase",
                        "bundles");
    }

    @Test
    void theDoctorFindsAUserHealthyThatMayDoNothingButTakeBackups() {
        databases.execute(
                "shop",
                "CREATE ROLE backup_only LOGIN PASSWORD 'secret'; GRANT pg_read_all_data TO backup_only;"
                        + " REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC");
        try {
            Outcome outcome = program.run(
                    "doctor",
                    "--database",
                    "shop=" + databases.url("shop").replaceFirst("postgres:[^@]*@", "backup_only:secret@"));
            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
            assertThat(outcome.out())
                    .containsPattern("warning +database shop: this user cannot see what restores left on its server")
                    .contains("nor undo a restore");
        } finally {
            databases.execute("shop", "GRANT CONNECT ON DATABASE postgres, template1 TO PUBLIC");
        }
    }

    @Test
    void theDoctorSaysWhatIsWrongAndWhatToDo() {
        databases.create(
                "hidden",
                "CREATE TABLE t (i int); CREATE ROLE reader LOGIN PASSWORD 'canary'; GRANT SELECT ON t TO reader;"
                        + " ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE TABLE closed (i int)");
        String left = "holdfast_staging_20261122t020000_0123456789abcdef";
        site.server().createDatabase(left);
        Outcome outcome = program.with("HOLDFAST_PASSPHRASE", "canary")
                .run(
                        "doctor",
                        "--store",
                        url(store),
                        "--database",
                        "hidden=" + databases.url("hidden").replaceFirst("postgres:[^@]*@", "reader:canary@"),
                        "--database",
                        "gone=" + databases.url("gone"));
        assertThat(databases.names()).contains(left);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("problem +database hidden: .*row-level security")
                .containsPattern("warning +server 127.0.0.1:[0-9]+: .*" + left)
                .containsPattern("problem +database gone: .*does not exist")
                .containsPattern("problem +passphrase: ")
                .contains("--clear-unfinished")
                .doesNotContain("canary");

        Outcome cleared = program.run("doctor", "--clear-unfinished", "--database", "shop=" + databases.url("shop"));
        assertThat(cleared.exitCode()).as(cleared.out()).isZero();
        assertThat(cleared.out()).containsPattern("ok +server .*: dropped what a killed restore had left: .*" + left);
        assertThat(databases.names()).doesNotContain(left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aCancelledBackupLeavesNothing(String signal) throws IOException, InterruptedException {
        Path slow = site.slowTools("slow-" + signal);
        Path cancelled = Files.createDirectory(folder.resolve("cancelled-" + signal));
        Running backup = program.start(
                "backup",
                "--store",
                url(cancelled),
                "--pg-bin",
                slow.toString(),
                "--database",
                "bulky=" + databases.url("bulky"),
                "--database",
                "shop=" + databases.url("shop"));
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        Databases.content(cancelled).keySet().stream().anyMatch(name -> name.startsWith("chunks/")));
        assertThat(databases.ask("postgres", "SELECT application_name FROM pg_stat_activity WHERE datname = 'bulky'"))
                .as("sessions while it runs")
                .isNotEmpty();
        backup.signal(signal);
        Outcome outcome = backup.outcome();

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(130);
        assertThat(outcome.err()).contains("cancelled");
        assertThat(Databases.content(cancelled).keySet())
                .noneMatch(name -> name.startsWith("bundles/"))
                .noneMatch(name -> name.startsWith("locks/"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(databases.ask(
                                "postgres", "SELECT application_name FROM pg_stat_activity WHERE datname = 'bulky'"))
                        .isEmpty());
        assertThat(Site.processes(slow)).isEmpty();

        Outcome next =
                program.run("backup", "--store", url(cancelled), "--database", "bulky=" + databases.url("bulky"));
        assertThat(next.exitCode()).as(next.err()).isZero();
    }

    @Test
    void aCancelledRestoreLeavesNothing() throws IOException, InterruptedException {
        Path slow = site.slowTools("slow-restore");
        List<String> before = databases.names();
        Running restore = unlocked.start(
                "restore",
                bundle,
                "--store",
                url(store),
                "--pg-bin",
                slow.toString(),
                "--database",
                "shop",
                "--to",
                databases.url("cancelled_restore"),
                "--yes");
        await().atMost(Duration.ofSeconds(60)).until(() -> databases.names().size() > before.size());
        restore.signal("INT");
        Outcome outcome = restore.outcome();
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(130);
        assertThat(outcome.err()).endsWith("cancelled\n");
        assertThat(databases.names()).isEqualTo(before);
        assertThat(Site.processes(slow)).isEmpty();
    }

    private static Path plainRepository(String name) throws IOException {
        Path plain = Files.createDirectory(folder.resolve(name));
        Outcome backup = program.run("backup", "--store", url(plain), "--database", "shop=" + databases.url("shop"));
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        return plain;
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private static String[] restore(String id, String target) {
        return new String[] {"restore", id, "--yes", "--database", "shop", "--to", databases.url(target)};
    }

    private static void assertFails(int exitCode, String message, String... arguments) {
        site.assertFails(unlocked, exitCode, message, store, arguments);
    }

    /** A plain document of format 2 with the right digest, as a newer version would write it. */
    private static void rewriteFormat(Path document) throws IOException {
        String line = Files.readString(document).lines().findFirst().orElseThrow();
        String newer = line.replaceFirst("\"format\":1", "\"format\":2");
        assertThat(newer).isNotEqualTo(line);
        Files.writeString(document, newer + "\n" + sha256(newer) + "\n");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url(Path path) {
        return Site.url(path);
    }
}
