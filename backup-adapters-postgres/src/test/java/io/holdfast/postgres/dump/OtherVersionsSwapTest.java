package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Older servers drop, sign and let owners do things differently; an owner without other rights has to get through. */
class OtherVersionsSwapTest {

    private static final String OWNER = "owner";
    private static final String TARGET = "the target";

    @ParameterizedTest
    @ValueSource(ints = {12, 14})
    void anOwnerReplacesSwapsBackAndDrops(int version) throws SQLException {
        try (EmbeddedServer server = EmbeddedServer.ofVersion(version)) {
            server.execute("postgres", "CREATE ROLE " + OWNER + " LOGIN CREATEDB CREATEROLE");
            server.execute("postgres", "CREATE DATABASE " + SqlText.identifier(TARGET) + " OWNER " + OWNER);
            server.execute(TARGET, "CREATE TABLE t AS SELECT 'old' AS v");
            ConnectionUrl url = server.url(OWNER, null, TARGET);
            KeptDatabases databases = new KeptDatabases(PostgresAddress.of(url));
            DatabaseProperties source = properties(url);
            Optional<String> previous = replace(url, source);
            assertThat(databases.list()).extracting(KeptDatabase::name).containsExactly(previous.orElseThrow());
            databases.undo(Optional.empty());
            assertThat(server.query(TARGET, "SELECT v FROM t")).containsExactly("old");
            StagingDatabase staging = StagingDatabase.create(RestoreTarget.replacing(url), source);
            assertThat(databases.list()).extracting(KeptDatabase::state).containsExactly(State.RUNNING, State.PREVIOUS);
            // Dropping has to end sessions by itself before 13.
            try (Connection curious = server.connect(staging.address().database())) {
                assertThat(curious.isValid(1)).isTrue();
                server.execute("postgres", "ALTER ROLE " + OWNER + " SUPERUSER");
                staging.close();
            }
            databases.discard(databases.list().get(0).name());
            assertThat(databases.list()).isEmpty();
        }
    }

    private static Optional<String> replace(ConnectionUrl url, DatabaseProperties source) {
        StagingDatabase staging = StagingDatabase.create(
                new RestoreTarget(url, Set.of(RestoreOption.REPLACE_EXISTING, RestoreOption.CREATE_ROLES)),
                missing(source));
        return staging.promote();
    }

    /** The same, owned by a role that is not there. */
    private static DatabaseProperties missing(DatabaseProperties source) {
        String json = new String(DumpDocument.PROPERTIES.bytes(source), StandardCharsets.UTF_8)
                .replace("\"" + OWNER + "\",\n  \"encoding\"", "\"new owner\",\n  \"encoding\"")
                .replace("\"name\" : \"" + OWNER + "\"", "\"name\" : \"new owner\"");
        assertThat(json).contains("\"owner\" : \"new owner\"", "\"name\" : \"new owner\"");
        MemoryDump dump = new MemoryDump().with(DumpStreams.PROPERTIES, json.getBytes(StandardCharsets.UTF_8));
        return DumpDocument.PROPERTIES.read(dump.source());
    }

    private static DatabaseProperties properties(ConnectionUrl url) {
        try (PostgresSession session = Administration.inside(PostgresAddress.of(url))) {
            return new PropertiesQuery(session).read();
        }
    }
}
