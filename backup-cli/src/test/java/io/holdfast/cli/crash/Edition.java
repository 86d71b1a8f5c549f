package io.holdfast.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.demo.DatabaseComparison;
import java.util.List;

/** What the target holds before and after: two databases that differ in everything, down to their owners. */
enum Edition {
    /** What is there. */
    OLD(1),
    /** What the backup holds. */
    NEW(2);

    /** The database that is restored over. */
    static final String TARGET = "shop";

    private static final String CONTENT = """
            CREATE TABLE edition (number integer NOT NULL);
            INSERT INTO edition VALUES (%1$d);
            CREATE SEQUENCE ticket START 1000 INCREMENT %1$d;
            SELECT nextval('ticket');
            CREATE FUNCTION edition() RETURNS integer LANGUAGE sql AS 'SELECT %1$d';
            CREATE TABLE loan (shelf integer, book integer, edition integer DEFAULT %1$d);
            SELECT lo_from_bytea(0, convert_to(repeat('edition %1$d ', 20000), 'UTF8'));
            """;
    private static final String SHELF = """
            CREATE TABLE shelf_%2$d (id integer PRIMARY KEY, edition integer NOT NULL, title text);
            INSERT INTO shelf_%2$d SELECT n, %1$d, repeat(md5('%1$d' || n), 5) FROM generate_series(1, 2500 + %1$d * %2$d * 100) n;
            CREATE INDEX ON shelf_%2$d (title);
            INSERT INTO loan SELECT %2$d, id FROM shelf_%2$d WHERE id %% 7 = 0 AND id <= 2500;
            CREATE VIEW shelf_%2$d_front AS SELECT id, title FROM shelf_%2$d WHERE id < %1$d00;
            """;
    private static final String END = """
            ALTER TABLE loan ADD FOREIGN KEY (book) REFERENCES shelf_1 (id) DEFERRABLE INITIALLY DEFERRED;
            CREATE MATERIALIZED VIEW most AS SELECT shelf, count(*) AS loans FROM loan GROUP BY shelf;
            """;
    private static final int SHELVES = 6;

    /** Everything that the server keeps beside a database, the mark of a database that was replaced included. */
    private static final String PROPERTIES = """
            SELECT concat_ws(' | ', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datallowconn,
                datconnlimit, datistemplate,
                (SELECT string_agg(a::text, ' ' ORDER BY a::text)
                    FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS a),
                shobj_description(d.oid, 'pg_database'),
                (SELECT string_agg(setrole || ':' || setting, ', ' ORDER BY setrole, setting)
                    FROM pg_db_role_setting, unnest(setconfig) AS setting WHERE setdatabase = d.oid))
            FROM pg_database d WHERE datname = '%s'""";

    private final int number;

    Edition(int number) {
        this.number = number;
    }

    /** Where it is kept, untouched, to compare with. */
    String reference() {
        return "reference_" + number;
    }

    /** Makes the reference. */
    void prepare(CrashServer server) {
        server.execute("postgres", "CREATE ROLE keeper_" + number, "CREATE DATABASE " + reference());
        server.execute(reference(), CONTENT.formatted(number));
        for (int shelf = 1; shelf <= SHELVES; shelf++) {
            server.execute(reference(), SHELF.formatted(number, shelf));
        }
        server.execute(reference(), END);
        decorate(server, reference());
    }

    /** Makes a copy. */
    void copy(CrashServer server, String name) {
        server.execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + reference());
        decorate(server, name);
    }

    /**
     * Which edition a database is.
     *
     * @throws AssertionError where it is not one of both, whole
     */
    static Edition of(CrashServer server, String name) {
        String found = String.join(",", server.query(name, "SELECT number FROM edition"));
        Edition edition = found.equals("1") ? OLD : NEW;
        assertThat(DatabaseComparison.of(server.database(edition.reference()), server.database(name))
                        .differences())
                .as(name + " says that it is edition " + found + ", and has to be all of it")
                .isEmpty();
        assertThat(properties(server, name))
                .as("the properties of " + name)
                .isEqualTo(properties(server, edition.reference()));
        return edition;
    }

    private static List<String> properties(CrashServer server, String name) {
        return server.query("postgres", PROPERTIES.formatted(name));
    }

    private void decorate(CrashServer server, String name) {
        server.execute(
                "postgres",
                "ALTER DATABASE " + name + " OWNER TO keeper_" + number,
                "ALTER DATABASE " + name + " SET work_mem = '" + number + "MB'",
                "ALTER DATABASE " + name + " SET search_path = public, \"edition " + number + "\"",
                "ALTER ROLE keeper_" + number + " IN DATABASE " + name + " SET lock_timeout = '" + number + "s'",
                "ALTER DATABASE " + name + " CONNECTION LIMIT " + (40 + number),
                "COMMENT ON DATABASE " + name + " IS 'Edition " + number + "'",
                "REVOKE CONNECT ON DATABASE " + name + " FROM public",
                "GRANT CONNECT ON DATABASE " + name + " TO keeper_" + number);
    }
}
