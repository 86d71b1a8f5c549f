package io.holdfast.postgres.dump;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** To whom the things in a database belong, and who may do what with them, read from the catalogues. */
final class PostgresPossessions {

    /** What was made after the server itself. */
    private static final String MADE = "oid >= 16384";

    /** What everybody may do with any new database was not granted by anybody. */
    private static final String OBJECTS = "SELECT datdba AS owner, (SELECT array_agg(x) FROM unnest(datacl) x"
            + " WHERE NOT x = ANY (acldefault('d', datdba))) AS acl FROM pg_database"
            + " WHERE datname = current_database() UNION ALL SELECT nspowner, nspacl FROM pg_namespace WHERE " + MADE
            + " UNION ALL SELECT relowner, relacl FROM pg_class WHERE " + MADE
            + " UNION ALL SELECT c.relowner, a.attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c."
            + MADE + " UNION ALL SELECT proowner, proacl FROM pg_proc WHERE " + MADE
            + " UNION ALL SELECT typowner, typacl FROM pg_type WHERE " + MADE
            + " UNION ALL SELECT lomowner, lomacl FROM pg_largeobject_metadata";

    /** What is promised for what will be made belongs to nobody yet. */
    private static final String PROMISES = "SELECT defaclrole, defaclacl FROM pg_default_acl";

    private PostgresPossessions() {}

    /** The names of all who own something in a database, or it. */
    static List<String> owners(EmbeddedServer server, String database) {
        return server.query(database, "SELECT DISTINCT owner::regrole::text FROM (" + OBJECTS + ") objects ORDER BY 1");
    }

    /** The names of all to whom somebody else has granted something; {@code -} is everybody. */
    static List<String> grantees(EmbeddedServer server, String database) {
        return server.query(
                database,
                "SELECT DISTINCT a.grantee::regrole::text FROM (" + OBJECTS + " UNION ALL " + PROMISES
                        + ") objects, aclexplode(acl) a WHERE a.grantee <> owner ORDER BY 1");
    }

    /** What a role may do that not every role may, apart from signing in, for which it would need a password. */
    static Optional<Set<String>> rights(EmbeddedServer server, String role) {
        List<String> rows = server.query(
                "postgres",
                "SELECT concat_ws(' ', CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolcreaterole THEN 'createrole' END,"
                        + " CASE WHEN rolcreatedb THEN 'createdb' END, CASE WHEN rolreplication THEN 'replication' END,"
                        + " CASE WHEN rolbypassrls THEN 'bypassrls' END, CASE WHEN rolpassword IS NOT NULL THEN 'password'"
                        + " END) FROM pg_authid WHERE rolname = " + SqlText.literal(role));
        return rows.stream()
                .findFirst()
                .map(rights -> Stream.of(rights.split(" "))
                        .filter(right -> !right.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
