package io.holdfast.postgres.dump;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes databases that are as hard to copy as one can be. */
final class HostileDatabase {

    /** A table that the database of {@link #create} itself writes to, whenever something is defined in it. */
    static final String WRITTEN_BY_ITSELF = "public.evlog";

    private static final String TABLESPACE = "\"hostile space\"";
    private static final int TABLESPACES_WITHOUT_FOLDER_SINCE = 15;

    private HostileDatabase() {}

    /**
     * One with everything, for superusers only: hundreds of tables, of which those with hostile names are the largest.
     *
     * @param extension the name of an extension with a table of settings
     * @return its name
     */
    static String create(EmbeddedServer server, String extension) {
        String database = server.newDatabase();
        server.execute(database, Scripts.statements("hostile.sql", server.version(), Map.of()));
        List<String> statements = new ArrayList<>(ofExtension(extension));
        if (server.version() >= TABLESPACES_WITHOUT_FOLDER_SINCE) {
            statements.addAll(inTablespace(server));
        }
        server.execute(database, statements.toArray(String[]::new));
        leaveInvalidIndex(server, database);
        return database;
    }

    /**
     * One that belongs to a user who is no superuser, and whom some of his own tables, schemas and large objects are closed to.
     *
     * @return its name
     */
    static String createOwned(EmbeddedServer server, String owner) {
        String database = EmbeddedServer.newName();
        server.execute(
                "postgres",
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hostile_reader') THEN"
                        + " CREATE ROLE hostile_reader; END IF; END $$",
                "CREATE DATABASE " + database + " OWNER " + owner);
        try (PostgresSession session =
                PostgresSession.open(PostgresAddress.of(server.url(owner, null, database)), "test")) {
            for (String statement : Scripts.statements("owned.sql", server.version(), Map.of("owner", owner))) {
                session.execute("run " + statement, statement);
            }
        }
        return database;
    }

    private static List<String> ofExtension(String extension) {
        String settings = "public." + extension + "_settings";
        return List.of(
                "CREATE EXTENSION " + extension,
                "INSERT INTO " + settings + " SELECT 'setting ' || i, repeat('x', 100) FROM generate_series(1, 200) i",
                "GRANT SELECT ON " + settings + " TO hostile_reader",
                "CREATE TABLE keys.to_extension (name text REFERENCES " + settings + ")",
                "INSERT INTO keys.to_extension SELECT 'setting ' || i FROM generate_series(1, 100) i",
                "CREATE VIEW views.of_extension AS SELECT * FROM " + settings);
    }

    /** Makes the tablespace that copies of the database need, where the server can have it and lacks it. */
    static void makeTablespace(EmbeddedServer server) {
        if (server.version() >= TABLESPACES_WITHOUT_FOLDER_SINCE
                && server.query("postgres", "SELECT spcname FROM pg_tablespace WHERE spcname = 'hostile space'")
                        .isEmpty()) {
            server.execute(
                    "postgres",
                    "SET allow_in_place_tablespaces = on",
                    "CREATE TABLESPACE " + TABLESPACE + " LOCATION ''");
        }
    }

    private static List<String> inTablespace(EmbeddedServer server) {
        makeTablespace(server);
        return List.of(
                "CREATE TABLE columns.spaced (i int PRIMARY KEY USING INDEX TABLESPACE " + TABLESPACE + ") TABLESPACE "
                        + TABLESPACE,
                "INSERT INTO columns.spaced SELECT generate_series(1, 50)",
                "CREATE INDEX spaced_index ON columns.tuned (c) TABLESPACE " + TABLESPACE,
                "CREATE TABLE parts.spaced (i int) PARTITION BY LIST (i) TABLESPACE " + TABLESPACE,
                "CREATE TABLE parts.spaced_1 PARTITION OF parts.spaced FOR VALUES IN (1)");
    }

    /** What a failed CREATE INDEX CONCURRENTLY leaves; pg_dump passes it over. */
    private static void leaveInvalidIndex(EmbeddedServer server, String database) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE UNIQUE INDEX CONCURRENTLY invalid ON columns.tuned (b)");
            throw new IllegalStateException("the index is valid");
        } catch (SQLException e) {
            if (!"23505".equals(e.getSQLState())) {
                throw new IllegalStateException(e);
            }
        }
    }
}
