package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restores of a database whose roles are gone, by users with and without rights, and onto a disk that is too small. */
class RestoreOptionsTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final PostgresDatabaseRestorer RESTORER = new PostgresDatabaseRestorer(EmbeddedServer.tools());

    private final String source = EmbeddedServer.newName();
    private final String target = EmbeddedServer.newName();
    private final String owner = "owner \"" + source + "\"";
    private final String reader = "reader_" + source;
    private final String group = "group_" + source;
    private final String filtered = "filtered_" + source;
    private final String user = "user_" + source;
    private final List<String> roles = List.of(owner, reader, group, filtered, user);
    private final MemoryDump dump = new MemoryDump();
    private DumpFacts facts;

    @BeforeEach
    void dumpAndForget() {
        SERVER.execute(
                "postgres",
                "CREATE ROLE " + SqlText.identifier(owner) + " SUPERUSER LOGIN CREATEROLE REPLICATION PASSWORD 'x'",
                "CREATE ROLE " + group + " CREATEDB",
                "CREATE ROLE " + reader + " NOINHERIT CONNECTION LIMIT 3 VALID UNTIL '2031-01-01 00:00:00+00' IN ROLE "
                        + group + ", pg_read_server_files",
                "CREATE ROLE " + filtered,
                "CREATE DATABASE " + source + " OWNER " + SqlText.identifier(owner),
                "GRANT CREATE ON DATABASE " + source + " TO " + reader);
        SERVER.execute(
                source,
                "SET ROLE " + SqlText.identifier(owner),
                "CREATE TABLE t AS SELECT 1 AS i",
                "GRANT SELECT ON t TO " + reader,
                "CREATE POLICY p ON t TO " + filtered);
        facts = new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(source), dump.sink());
        SERVER.execute("postgres", "DROP DATABASE " + source);
        roles.forEach(role -> SERVER.execute("postgres", "DROP ROLE IF EXISTS " + SqlText.identifier(role)));
        SERVER.execute("postgres", "CREATE ROLE " + user + " LOGIN CREATEDB");
    }

    @AfterEach
    void clear() {
        SERVER.execute("postgres", "DROP DATABASE IF EXISTS " + target + " WITH (FORCE)");
        roles.forEach(role -> SERVER.execute("postgres", "DROP ROLE IF EXISTS " + SqlText.identifier(role)));
    }

    @Test
    void onlyRolesThatAreStillOfUseAreMissed() {
        assertThat(missing()).containsExactlyInAnyOrder(owner, reader, filtered);
        assertThat(missing(RestoreOption.WITHOUT_OWNER)).containsExactlyInAnyOrder(reader, filtered);
        assertThat(missing(RestoreOption.WITHOUT_PRIVILEGES)).containsExactlyInAnyOrder(owner, filtered);
        assertThat(missing(RestoreOption.WITHOUT_OWNER, RestoreOption.WITHOUT_PRIVILEGES))
                .containsExactly(filtered);
        assertThat(missing(RestoreOption.CREATE_ROLES)).isEmpty();
    }

    @Test
    void missingRolesAreMadeWithoutRightsOverTheServer() {
        restore(SERVER.url(target), RestoreOption.CREATE_ROLES);
        assertThat(SERVER.query(
                        "postgres",
                        "SELECT rolname || ' ' || concat_ws(',', rolsuper, rolcreaterole, rolcreatedb, rolreplication,"
                                + " rolbypassrls, rolpassword IS NULL, rolcanlogin, rolinherit, rolconnlimit, rolvaliduntil"
                                + " AT TIME ZONE 'UTC') FROM pg_authid WHERE rolname LIKE '%" + source
                                + "%' ORDER BY 1"))
                .containsExactly(
                        filtered + " f,f,f,f,f,t,f,t,-1",
                        group + " f,f,f,f,f,t,f,t,-1",
                        owner + " f,f,f,f,f,t,t,t,-1",
                        reader + " f,f,f,f,f,t,f,f,3,2031-01-01 00:00:00",
                        user + " f,f,t,f,f,t,t,t,-1");
        assertThat(SERVER.query(
                        "postgres",
                        "SELECT roleid::regrole || ' ' || member::regrole FROM pg_auth_members WHERE member IN (SELECT oid"
                                + " FROM pg_roles WHERE rolname LIKE '%" + source + "%')"))
                .as("what a dump says makes nobody a reader of the server's files")
                .containsExactly(group + " " + reader);
        assertThat(SERVER.query(
                        "postgres", "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '" + target + "'"))
                .containsExactly(owner);
    }

    @Test
    void rolesAreMadeByAUserWhoMayMakeThem() {
        ConnectionUrl url = SERVER.url(user, null, target);
        assertThat(check(url, RestoreOption.CREATE_ROLES))
                .extracting(RestoreProblem::message)
                .singleElement()
                .asString()
                .contains("may not make the missing roles", "\"" + reader + "\"", "CREATEROLE");
        SERVER.execute("postgres", "ALTER ROLE " + user + " CREATEROLE");
        assertThat(check(url, RestoreOption.CREATE_ROLES)).isEmpty();
        restore(url, RestoreOption.CREATE_ROLES);
        assertThat(SERVER.query(target, "SELECT i FROM t")).containsExactly("1");
    }

    @Test
    void withoutOwnersAndPrivilegesEverythingIsTheUsers() {
        SERVER.execute("postgres", "CREATE ROLE " + filtered);
        ConnectionUrl url = SERVER.url(user, null, target);
        RestoreOption[] options = {RestoreOption.WITHOUT_OWNER, RestoreOption.WITHOUT_PRIVILEGES};
        assertThat(check(url, options)).isEmpty();
        restore(url, options);
        assertThat(SERVER.query(
                        "postgres",
                        "SELECT pg_get_userbyid(datdba) || ' ' || (datacl @> acldefault('d', datdba) AND acldefault('d', datdba) @> datacl) FROM pg_database"
                                + " WHERE datname = '" + target + "'"))
                .containsExactly(user + " true");
        assertThat(SERVER.query(target, "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                .containsExactly(user);
    }

    @Test
    void aUserHasToHaveTheRightsOfThoseWhoOwnThings() {
        SERVER.execute(
                "postgres",
                "CREATE ROLE " + SqlText.identifier(owner),
                "CREATE ROLE " + reader,
                "CREATE ROLE " + filtered);
        ConnectionUrl url = SERVER.url(user, null, target);
        assertThat(check(url))
                .extracting(RestoreProblem::message)
                .singleElement()
                .asString()
                .contains("has not the rights of the role", source);
        assertThat(check(url, RestoreOption.WITHOUT_OWNER)).isEmpty();
        SERVER.execute("postgres", "GRANT " + SqlText.identifier(owner) + " TO " + user);
        assertThat(check(url)).isEmpty();
    }

    @Test
    void aDumpThatDoesNotSayWhatItsRolesAreForNeedsAllOfThem() {
        String older = new String(dump.bytes(DumpStreams.PROPERTIES), StandardCharsets.UTF_8)
                .replaceAll(",\\s+\"uses\" : \\[[^\\]]*\\]", "")
                .replaceAll(",\\s+\"subscriptions\" : \\[[^\\]]*\\]", "")
                .replaceAll(",\\s+\"size\" : [0-9]+", "");
        assertThat(older).doesNotContain("uses", "subscriptions", "size");
        MemoryDump changed = dump.with(DumpStreams.PROPERTIES, older.getBytes(StandardCharsets.UTF_8));
        DatabaseProperties properties = DumpDocument.PROPERTIES.read(changed.source());
        assertThat(properties
                        .restoredWith(Set.of(RestoreOption.WITHOUT_OWNER), user)
                        .roles())
                .hasSameSizeAs(properties.roles());
        assertThat(properties.size()).isNull();
    }

    @Test
    void settingsThatNobodyHasDefinedAreASuperusers() {
        String text = new String(dump.bytes(DumpStreams.PROPERTIES), StandardCharsets.UTF_8)
                .replace(
                        "\"settings\" : [ ]",
                        "\"settings\" : [ {\"name\": \"app.mode\", \"value\": \"x\"}, {\"name\": \"work_mem\", \"value\": \"5MB\"} ]")
                .replace("\"subscriptions\" : [ ]", "\"subscriptions\" : [ \"s\" ]");
        MemoryDump changed = dump.with(DumpStreams.PROPERTIES, text.getBytes(StandardCharsets.UTF_8));
        RestoreTarget restore = new RestoreTarget(SERVER.url(user, null, target), Set.of(RestoreOption.CREATE_ROLES));
        assertThat(RESTORER.check(restore, changed.source(), facts))
                .extracting(RestoreProblem::message)
                .anySatisfy(problem -> assertThat(problem).contains("\"app.mode\""))
                .anySatisfy(problem -> assertThat(problem).contains("subscriptions"))
                .noneSatisfy(problem -> assertThat(problem).contains("work_mem"));
    }

    @Test
    void tooLittleRoomIsFoundWhereItCanBeKnown() throws IOException, InterruptedException {
        Path disk = Files.createTempDirectory("holdfast-small-disk-").toRealPath();
        run("mount", "-t", "tmpfs", "-o", "size=16m,mode=0777", "holdfast-test", disk.toString());
        String tablespace = "small_" + source;
        try {
            Path folder = Files.createDirectory(disk.resolve("tablespace"));
            SERVER.execute("postgres", "CREATE TABLESPACE " + tablespace + " LOCATION '" + folder + "'");
            assertThat(space(tablespace, 1_000_000)).isEmpty();
            assertThat(space(tablespace, 17_000_000)).singleElement().satisfies(problem -> {
                assertThat(problem.kind()).isEqualTo(FailureKind.NO_SPACE);
                assertThat(problem.message()).contains("18.7 MB");
            });
            assertThat(space("pg_default", 17_000_000)).isEmpty();
            assertThat(space("pg_default", Long.MAX_VALUE / 2)).hasSize(1);
        } finally {
            SERVER.execute("postgres", "DROP TABLESPACE IF EXISTS " + tablespace);
            run("umount", disk.toString());
            Files.delete(disk);
        }
    }

    private List<RestoreProblem> space(String tablespace, long size) {
        String text = new String(dump.bytes(DumpStreams.PROPERTIES), StandardCharsets.UTF_8)
                .replace("\"pg_default\"", "\"" + tablespace + "\"")
                .replaceFirst("\"size\" : [0-9]+", "\"size\" : " + size);
        MemoryDump changed = dump.with(DumpStreams.PROPERTIES, text.getBytes(StandardCharsets.UTF_8));
        RestoreTarget restore = new RestoreTarget(SERVER.url(target), Set.of(RestoreOption.CREATE_ROLES));
        return RESTORER.check(restore, changed.source(), facts);
    }

    private List<String> missing(RestoreOption... options) {
        List<String> missing = new ArrayList<>();
        for (RestoreProblem problem : check(SERVER.url(target), options)) {
            roles.stream()
                    .filter(role -> problem.message().startsWith("role " + SqlText.shown(role) + " is missing"))
                    .forEach(missing::add);
        }
        return missing;
    }

    private List<RestoreProblem> check(ConnectionUrl url, RestoreOption... options) {
        return RESTORER.check(new RestoreTarget(url, Set.of(options)), dump.source(), facts);
    }

    private void restore(ConnectionUrl url, RestoreOption... options) {
        try (StagedRestore staged = RESTORER.stage(new RestoreTarget(url, Set.of(options)), dump.source())) {
            staged.promote();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
