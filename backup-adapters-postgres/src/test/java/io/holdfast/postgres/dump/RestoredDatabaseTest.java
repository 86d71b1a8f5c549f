package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.restore.RowComparison;
import io.holdfast.core.restore.RowComparison.Surplus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is dumped and restored is compared with what was there. */
class RestoredDatabaseTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final PostgresTools TOOLS = EmbeddedServer.tools();

    private static final List<String> COMPARED_PROPERTIES = List.of(
            "pg_get_userbyid(datdba)",
            "pg_encoding_to_char(encoding)",
            "datlocprovider::text",
            "datcollate",
            "datctype",
            "daticulocale",
            "datistemplate::text",
            "datallowconn::text",
            "datconnlimit::text",
            // No list means the default one, which a restore may leave spelt out, in an order of its own.
            "ARRAY(SELECT a::text FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) a ORDER BY 1)::text",
            "shobj_description(oid, 'pg_database')",
            "(SELECT array_agg(setrole::regrole || ' ' || setconfig::text ORDER BY setrole)::text"
                    + " FROM pg_db_role_setting WHERE setdatabase = pg_database.oid)");

    @Test
    void everythingInTheAdversarialDatabase() {
        String source = SERVER.newDatabase();
        Databases.run(SERVER, source, "adversarial.sql");
        String target = EmbeddedServer.newName();
        RowComparison comparison = copy(SERVER.url(source), SERVER.url(target));
        assertThat(comparison.defects()).isEmpty();
        assertThat(comparison.remarks()).singleElement().asString().contains("public.evlog");
        assertThat(Databases.differences(Databases.schema(SERVER, source), Databases.schema(SERVER, target)))
                .isEmpty();
        assertThat(Databases.differences(Databases.rows(SERVER, source), Databases.rows(SERVER, target)))
                .as("only what its own event trigger has written while it was restored")
                .allMatch(line -> line.equals("+ REFRESH MATERIALIZED VIEW"));
        assertThat(SERVER.query(target, "SELECT n FROM public.kept_of_kept"))
                .isEqualTo(SERVER.query(source, "SELECT n FROM public.kept_of_kept"));
        assertThat(properties(target)).isEqualTo(properties(source));
    }

    @Test
    void anEmptyDatabase() {
        String source = SERVER.newDatabase();
        String target = EmbeddedServer.newName();
        assertThat(copy(SERVER.url(source), SERVER.url(target)).defects()).isEmpty();
        assertThat(Databases.schema(SERVER, target)).isEqualTo(Databases.schema(SERVER, source));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void databasesOfOtherEncodings(String options, String text) {
        String source = EmbeddedServer.newName();
        SERVER.execute("postgres", "CREATE DATABASE " + source + " TEMPLATE template0 " + options);
        SERVER.execute(
                source,
                "CREATE TABLE " + SqlText.identifier(text) + " (" + SqlText.identifier("c" + text) + " text)",
                "INSERT INTO " + SqlText.identifier(text) + " VALUES (" + SqlText.literal(text) + "), ('')",
                "COMMENT ON TABLE " + SqlText.identifier(text) + " IS " + SqlText.literal(text));
        String target = EmbeddedServer.newName();
        assertThat(copy(SERVER.url(source), SERVER.url(target)).defects()).isEmpty();
        assertThat(Databases.schema(SERVER, target)).isEqualTo(Databases.schema(SERVER, source));
        assertThat(Databases.rows(SERVER, target)).isEqualTo(Databases.rows(SERVER, source));
        assertThat(properties(target)).isEqualTo(properties(source));
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", "größe"),
                Arguments.of("ENCODING 'EUC_JP' LC_COLLATE 'C' LC_CTYPE 'C'", "テーブル"),
                Arguments.of("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "größe テーブル"),
                Arguments.of("LOCALE_PROVIDER icu ICU_LOCALE 'de-u-co-phonebk'", "größe"));
    }

    @Test
    void rowsThatAreNotValidInAnyEncoding() {
        String source = EmbeddedServer.newName();
        SERVER.execute(
                "postgres",
                "CREATE DATABASE " + source + " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
        SERVER.execute(source, "CREATE TABLE t AS SELECT chr(i) AS c FROM generate_series(128, 255) i");
        String target = EmbeddedServer.newName();
        assertThat(copy(SERVER.url(source), SERVER.url(target)).defects()).isEmpty();
        assertThat(Databases.rows(SERVER, target)).isEqualTo(Databases.rows(SERVER, source));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void databasesWithNamesThatLookLikeSomethingElse(String source, String target) {
        SERVER.execute("postgres", "CREATE DATABASE " + SqlText.identifier(source));
        SERVER.execute(source, "CREATE TABLE t AS SELECT 42 AS i");
        assertThat(copy(SERVER.url(source), SERVER.url(target)).defects()).isEmpty();
        assertThat(SERVER.query(target, "SELECT i FROM t")).containsExactly("42");
        SERVER.execute(
                "postgres",
                "DROP DATABASE " + SqlText.identifier(source),
                "DROP DATABASE " + SqlText.identifier(target));
    }

    static Stream<Arguments> hostileNames() {
        return Stream.of(
                Arguments.of("a=b host=evil", "dbname=postgres host=evil"),
                Arguments.of("--version", "--help"),
                Arguments.of("postgresql://evil/x", "postgresql://evil/y?host=z"),
                Arguments.of("quo\"te'd \\ $(x) `y` %s", "quo\"te'd \\ $(x) `y` %d"),
                Arguments.of("名前 🐘 ö", "名前 🐘 ä"),
                Arguments.of("line\nbreak", "line\nbroken"),
                Arguments.of("n".repeat(63), "m".repeat(63)),
                Arguments.of("ö".repeat(31) + "x", "ä".repeat(31) + "x"),
                Arguments.of("UPPER", "upper"),
                Arguments.of(" ", "  "));
    }

    @Test
    void propertiesOfTheDatabase() {
        String source = SERVER.newDatabase();
        String quoted = SqlText.identifier("owner of " + source + " \"it\"");
        SERVER.execute(
                "postgres",
                "CREATE ROLE " + quoted,
                "CREATE ROLE other_" + source,
                "CREATE ROLE third_" + source,
                "ALTER DATABASE " + source + " OWNER TO " + quoted,
                "REVOKE ALL ON DATABASE " + source + " FROM PUBLIC",
                "GRANT CREATE ON DATABASE " + source + " TO other_" + source + " WITH GRANT OPTION",
                "SET ROLE other_" + source,
                "GRANT CREATE ON DATABASE " + source + " TO third_" + source,
                "RESET ROLE",
                "GRANT CONNECT ON DATABASE " + source + " TO PUBLIC",
                "ALTER DATABASE " + source + " SET search_path TO \"$user\", 'we\"ird', public",
                "ALTER DATABASE " + source + " SET default_transaction_read_only TO on",
                "ALTER DATABASE " + source + " SET statement_timeout TO '1ms'",
                "ALTER DATABASE " + source + " SET \"TimeZone\" TO 'Europe/Zurich'",
                "ALTER DATABASE " + source + " SET my.setting TO 'it''s = \\ value'",
                "ALTER DATABASE " + source + " SET DateStyle TO 'German, DMY'",
                "ALTER ROLE other_" + source + " IN DATABASE " + source + " SET work_mem TO '7MB'",
                "ALTER ROLE other_" + source + " IN DATABASE " + source + " SET search_path TO ''",
                "ALTER DATABASE " + source + " CONNECTION LIMIT 7",
                "ALTER DATABASE " + source + " IS_TEMPLATE true",
                "COMMENT ON DATABASE " + source + " IS E'it''s a\\ncomment'");
        String target = EmbeddedServer.newName();
        assertThat(copy(SERVER.url(source), SERVER.url(target)).defects()).isEmpty();
        assertThat(properties(target)).isEqualTo(properties(source));
    }

    @Test
    void privilegesThatWereAllTakenAway() {
        String source = SERVER.newDatabase();
        SERVER.execute(
                "postgres",
                "REVOKE ALL ON DATABASE " + source + " FROM PUBLIC",
                "REVOKE ALL ON DATABASE " + source + " FROM postgres");
        String target = EmbeddedServer.newName();
        copy(SERVER.url(source), SERVER.url(target));
        assertThat(properties(target))
                .isEqualTo(properties(source))
                .anyMatch(line -> line.endsWith("ORDER BY 1)::text: {}"));
    }

    @Test
    void aDatabaseOfAUserWhoIsNoSuperuser() {
        String user = "user_" + EmbeddedServer.newName();
        String source = EmbeddedServer.newName();
        SERVER.execute(
                "postgres",
                "CREATE ROLE " + user + " LOGIN CREATEDB",
                "CREATE DATABASE " + source + " OWNER " + user,
                "COMMENT ON DATABASE " + source + " IS 'x'");
        ConnectionUrl url = SERVER.url(user, null, source);
        Databases.execute(
                url,
                "CREATE SCHEMA app",
                "CREATE TABLE app.t (i serial PRIMARY KEY, b text)",
                "INSERT INTO app.t (b) VALUES ('x'), ('y')",
                "REVOKE INSERT ON app.t FROM " + user,
                "ALTER DATABASE " + source + " SET work_mem TO '7MB'",
                "SELECT lo_from_bytea(0, 'x')");
        String target = EmbeddedServer.newName();
        assertThat(copy(url, SERVER.url(user, null, target)).defects()).isEmpty();
        assertThat(Databases.schema(SERVER, target)).isEqualTo(Databases.schema(SERVER, source));
        assertThat(Databases.rows(SERVER, target)).isEqualTo(Databases.rows(SERVER, source));
        assertThat(properties(target)).isEqualTo(properties(source));
    }

    @Test
    void theEstimateIsNotFarOff() {
        String source = SERVER.newDatabase();
        SERVER.execute(
                source,
                "CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 50000) i",
                "CREATE INDEX ON t (m)",
                "CREATE INDEX ON t (i)");
        MemoryDump dump = new MemoryDump();
        PostgresDatabaseDumper dumper = new PostgresDatabaseDumper(TOOLS);
        ByteCount estimate = dumper.estimate(SERVER.url(source));
        dumper.dump(SERVER.url(source), dump.sink());
        long size = dump.bytes(DumpStreams.WHOLE).length;
        assertThat(estimate.bytes()).isBetween(size / 3, size * 3);
    }

    @Test
    void dumpingChangesNothingInTheSource() {
        String source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE TABLE t AS SELECT 1 AS i", "CREATE SEQUENCE s", "SELECT nextval('s')");
        List<String> before = Databases.rows(SERVER, source);
        String transaction = SERVER.query(source, "SELECT pg_snapshot_xmax(pg_current_snapshot())")
                .get(0);
        new PostgresDatabaseDumper(TOOLS).dump(SERVER.url(source), new MemoryDump().sink());
        assertThat(SERVER.query(source, "SELECT pg_snapshot_xmax(pg_current_snapshot())"))
                .as("no transaction has written")
                .containsExactly(transaction);
        assertThat(Databases.rows(SERVER, source)).isEqualTo(before);
    }

    @Test
    void theDocumentOfPropertiesIsJsonWithItsFormat() {
        String source = SERVER.newDatabase();
        MemoryDump dump = new MemoryDump();
        DumpFacts facts = new PostgresDatabaseDumper(TOOLS).dump(SERVER.url(source), dump.sink());
        assertThat(new String(dump.bytes(DumpStreams.PROPERTIES), StandardCharsets.UTF_8))
                .contains("\"format\" : 1", "\"name\" : \"" + source + "\"")
                .doesNotContainIgnoringCase("password");
        assertThat(facts.serverVersion()).matches("15\\.[0-9]+");
        assertThat(facts.toolVersion()).isEqualTo(TOOLS.version());
    }

    private static RowComparison copy(ConnectionUrl source, ConnectionUrl target) {
        MemoryDump dump = new MemoryDump();
        DumpFacts facts = new PostgresDatabaseDumper(TOOLS).dump(source, dump.sink());
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(TOOLS);
        assertThat(restorer.inspect(dump.source())).isPositive();
        assertThat(restorer.check(RestoreTarget.newDatabase(target), dump.source(), facts))
                .isEmpty();
        String name = PostgresAddress.of(target).database();
        try (StagedRestore staged = restorer.stage(RestoreTarget.newDatabase(target), dump.source())) {
            assertThat(SERVER.exists(name)).isFalse();
            RowComparison comparison = RowComparison.of(
                    facts.tables(),
                    staged.count(facts.tables()),
                    staged.addsRowsByItself() ? Surplus.EXPLAINED : Surplus.DEFECT);
            staged.promote();
            assertThat(SERVER.exists(name)).isTrue();
            return comparison;
        } finally {
            assertThat(SERVER.stagingDatabases()).isEmpty();
        }
    }

    private static List<String> properties(String database) {
        return COMPARED_PROPERTIES.stream()
                .map(property -> property + ": "
                        + SERVER.query(
                                        "postgres",
                                        "SELECT " + property + " FROM pg_database WHERE datname = "
                                                + SqlText.literal(database))
                                .get(0))
                .toList();
    }
}
