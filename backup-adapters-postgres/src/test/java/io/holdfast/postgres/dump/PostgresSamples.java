package io.holdfast.postgres.dump;

import io.holdfast.testkit.database.SampleDatabase;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that fill the contract's sample databases.
 *
 * @param role a role that the samples may give things to
 * @param extension an extension with a table of its own that is configuration
 */
record PostgresSamples(String role, String extension) {

    /** What comes after {@code CREATE DATABASE name}. */
    String options(SampleDatabase sample) {
        return switch (sample) {
            case PROPERTIES ->
                " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' CONNECTION LIMIT 7 OWNER " + role;
            case OWNED -> " OWNER " + role;
            default -> "";
        };
    }

    /** What is run inside the database of this name. */
    List<String> statements(SampleDatabase sample, String name) {
        return switch (sample) {
            case EMPTY -> List.of();
            case ORDINARY -> ordinary();
            case LARGE ->
                List.of("CREATE TABLE large AS SELECT i, string_agg(md5(i::text || j), '') AS noise"
                        + " FROM generate_series(1, 18000) i, generate_series(1, 64) j GROUP BY i");
            case MOVING_ROWS -> PostgresWriteLoad.tables();
            case LARGE_OBJECTS -> largeObjects();
            case HOSTILE_NAMES -> hostileNames();
            case EXTENSIONS -> extensions();
            case PARTITIONS -> partitions();
            case GENERATED_AND_IDENTITY -> generatedAndIdentity();
            case MATERIALIZED_VIEWS -> materializedViews();
            case ROW_SECURITY -> rowSecurity();
            case SEQUENCES -> sequences();
            case OWNED -> owned(name);
            case PROPERTIES -> properties(name);
            case UNRESTORABLE ->
                List.of(
                        "CREATE TABLE at_home (i int, CONSTRAINT only_at_home CHECK (current_database() = "
                                + SqlText.literal(name) + "))",
                        "INSERT INTO at_home VALUES (1), (2)");
        };
    }

    private static List<String> ordinary() {
        return List.of(
                "CREATE TYPE state AS ENUM ('open', 'closed', 'it''s complicated')",
                "CREATE DOMAIN percent AS numeric CHECK (VALUE BETWEEN 0 AND 100)",
                "CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL, tags text[], notes jsonb, state state)",
                "CREATE TABLE orders (id bigserial PRIMARY KEY, customer int REFERENCES customer ON DELETE CASCADE,"
                        + " placed timestamptz, total numeric(12, 2), discount percent, raw bytea, CHECK (total >= 0))",
                "CREATE INDEX ON orders (placed DESC) WHERE total > 10",
                "INSERT INTO customer (name, tags, notes, state) SELECT E'Größe \\\\ \\t \\n \\'' || i,"
                        + " ARRAY['a', NULL, '', '{\"}'], jsonb_build_object('i', i, 'n', NULL), 'open'"
                        + " FROM generate_series(1, 500) i",
                "INSERT INTO orders (customer, placed, total, discount, raw) SELECT 1 + i % 500,"
                        + " timestamptz '2026-01-01 00:00Z' + i * interval '1 hour', i / 3.0, i % 100,"
                        + " decode(repeat(md5(i::text), 4), 'hex') FROM generate_series(1, 4000) i",
                "INSERT INTO customer (name) VALUES (''), (repeat('long ', 100000))",
                "CREATE TABLE odd (f float8, d date, t time, i interval, n inet, r int4range, b bit(3), u uuid, nothing text)",
                "INSERT INTO odd VALUES ('NaN', 'infinity', '24:00', '-1 mon 3 days', '::1/64', 'empty', B'101',"
                        + " '00000000-0000-0000-0000-000000000001', NULL),"
                        + " (1e-300, '0044-03-15 BC', '00:00', '0', '10.0.0.1', '[1,)', B'000', NULL, '')",
                "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN NEW.name = 'stamped ' || NEW.name; RETURN NEW; END $$",
                "CREATE TRIGGER stamp BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION stamp()",
                "ALTER TABLE customer ENABLE ALWAYS TRIGGER stamp",
                "CREATE TABLE left_side (id int PRIMARY KEY, other int)",
                "CREATE TABLE right_side (id int PRIMARY KEY, other int REFERENCES left_side DEFERRABLE INITIALLY DEFERRED)",
                "ALTER TABLE left_side ADD FOREIGN KEY (other) REFERENCES right_side DEFERRABLE INITIALLY DEFERRED",
                "BEGIN; INSERT INTO left_side VALUES (1, 1); INSERT INTO right_side VALUES (1, 1); COMMIT",
                "CREATE VIEW open_orders AS SELECT o.id, c.name FROM orders o JOIN customer c ON c.id = o.customer",
                "CREATE RULE keep AS ON DELETE TO odd DO INSTEAD NOTHING",
                "COMMENT ON COLUMN orders.total IS E'it''s a \\\\ total\\n;'");
    }

    private List<String> largeObjects() {
        return List.of(
                "SELECT lo_from_bytea(910001, decode(repeat('00ff41', 100000), 'hex'))",
                "SELECT lo_create(910002)",
                "SELECT lo_from_bytea(910003, 'x')",
                "COMMENT ON LARGE OBJECT 910001 IS E'a ''large'' object\\n'",
                "GRANT SELECT ON LARGE OBJECT 910001 TO " + role,
                "ALTER LARGE OBJECT 910002 OWNER TO " + role,
                "CREATE TABLE refers (object oid)",
                "INSERT INTO refers VALUES (910001)");
    }

    private static List<String> hostileNames() {
        List<String> statements = new ArrayList<>();
        List<String> names = List.of(
                "quo\"te",
                "--option",
                "-t",
                "a=b host=evil.invalid",
                "a.b",
                "*?[ab]|(c)+$",
                "\\back 'tick' `x`",
                "line\nbreak",
                "名前 データ 😀",
                "UPPER lower",
                "select",
                "%s {d '2020-01-01'} ?",
                "n".repeat(63));
        for (String name : names) {
            String quoted = SqlText.identifier(name);
            statements.add("CREATE SCHEMA " + quoted);
            statements.add("CREATE TABLE " + quoted + "." + quoted + " (" + quoted + " text PRIMARY KEY, "
                    + SqlText.identifier("other " + name.substring(0, Math.min(20, name.length()))) + " int)");
            statements.add("INSERT INTO " + quoted + "." + quoted + " VALUES (" + SqlText.literal(name) + ", 1)");
            statements.add("COMMENT ON TABLE " + quoted + "." + quoted + " IS " + SqlText.literal(name));
        }
        statements.add("CREATE TABLE ab (i int)");
        statements.add("CREATE TABLE \"a*b\" (i int)");
        statements.add("INSERT INTO ab VALUES (1)");
        return statements;
    }

    private List<String> extensions() {
        return List.of(
                "CREATE SCHEMA \"for extensions\"",
                "CREATE EXTENSION hstore",
                "CREATE EXTENSION citext SCHEMA \"for extensions\"",
                "CREATE EXTENSION " + extension,
                "INSERT INTO " + extension + "_settings VALUES ('mine', 'kept')",
                "CREATE TABLE uses (h hstore, c \"for extensions\".citext)",
                "INSERT INTO uses VALUES ('a=>1,\"b c\"=>\"d\\\"\"', 'Größe'), (NULL, '')",
                "CREATE INDEX ON uses USING gin (h)");
    }

    private static List<String> partitions() {
        return List.of(
                "CREATE TABLE measured (at date NOT NULL, place int NOT NULL, value float8, PRIMARY KEY (at, place))"
                        + " PARTITION BY RANGE (at)",
                "CREATE TABLE measured_2025 PARTITION OF measured FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
                        + " PARTITION BY LIST (place)",
                "CREATE TABLE measured_2025_few PARTITION OF measured_2025 FOR VALUES IN (1, 2, 3)",
                "CREATE TABLE measured_2025_rest PARTITION OF measured_2025 DEFAULT",
                "CREATE TABLE measured_rest PARTITION OF measured DEFAULT",
                "CREATE TABLE gone (at date NOT NULL, place int NOT NULL, value float8)",
                "ALTER TABLE measured ATTACH PARTITION gone FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
                "INSERT INTO measured SELECT date '2024-12-01' + i % 700, i, i / 3.0 FROM generate_series(1, 1500) i",
                "INSERT INTO measured VALUES ('2030-05-05', 1, 1)",
                "ALTER TABLE measured DETACH PARTITION gone",
                "CREATE INDEX measured_value ON measured (value)",
                "CREATE TABLE hashed (i int, t text) PARTITION BY HASH (i)",
                "CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "INSERT INTO hashed SELECT i, md5(i::text) FROM generate_series(1, 300) i",
                "CREATE TABLE parent (a int, b text)",
                "CREATE TABLE child (c int) INHERITS (parent)",
                "INSERT INTO parent VALUES (1, 'parent')",
                "INSERT INTO child VALUES (2, 'child', 3), (4, NULL, 5)");
    }

    private static List<String> generatedAndIdentity() {
        return List.of(
                "CREATE TABLE computed (id int GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5),"
                        + " other int GENERATED BY DEFAULT AS IDENTITY, w int, h int,"
                        + " area int GENERATED ALWAYS AS (w * h) STORED, dropped int, last text DEFAULT 'x')",
                "ALTER TABLE computed DROP COLUMN dropped",
                "INSERT INTO computed (w, h) SELECT i, i + 1 FROM generate_series(1, 50) i",
                "INSERT INTO computed (id, w, h) OVERRIDING SYSTEM VALUE VALUES (-1, NULL, 3)",
                "CREATE UNIQUE INDEX ON computed (area, id) INCLUDE (last)");
    }

    private static List<String> materializedViews() {
        return List.of(
                "CREATE TABLE base AS SELECT i, i % 7 AS kind FROM generate_series(1, 200) i",
                "CREATE MATERIALIZED VIEW a_depends_on_b AS SELECT 1 AS placeholder",
                "CREATE MATERIALIZED VIEW b_kinds AS SELECT kind, count(*) AS n FROM base GROUP BY kind",
                "CREATE UNIQUE INDEX ON b_kinds (kind)",
                "DROP MATERIALIZED VIEW a_depends_on_b",
                "CREATE MATERIALIZED VIEW a_depends_on_b AS SELECT sum(n) AS n FROM b_kinds",
                "CREATE VIEW between_them AS SELECT n + 1 AS n FROM a_depends_on_b",
                "CREATE MATERIALIZED VIEW \"0 first by name\" AS SELECT n FROM between_them",
                "CREATE MATERIALIZED VIEW never_filled AS SELECT i FROM base WITH NO DATA");
    }

    private List<String> rowSecurity() {
        return List.of(
                "CREATE TABLE guarded (owner name, secret text)",
                "INSERT INTO guarded VALUES ('postgres', 'a'), ('somebody', 'b'), (NULL, NULL)",
                "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE guarded FORCE ROW LEVEL SECURITY",
                "CREATE POLICY own ON guarded USING (owner = current_user) WITH CHECK (owner = current_user)",
                "CREATE POLICY reading ON guarded AS RESTRICTIVE FOR SELECT TO " + role + " USING (secret <> 'b')",
                "GRANT SELECT, UPDATE ON guarded TO " + role + " WITH GRANT OPTION",
                "CREATE TABLE unforced (i int)",
                "ALTER TABLE unforced OWNER TO " + role,
                "ALTER TABLE unforced ENABLE ROW LEVEL SECURITY",
                "INSERT INTO unforced VALUES (1)");
    }

    private static List<String> sequences() {
        return List.of(
                "CREATE SEQUENCE down INCREMENT -7 MAXVALUE 1000 START 1000 CYCLE",
                "SELECT nextval('down'), nextval('down')",
                "CREATE SEQUENCE untouched",
                "CREATE SEQUENCE set_back AS smallint CACHE 5",
                "SELECT nextval('set_back'), setval('set_back', 3, false)",
                "CREATE TABLE numbered (id bigserial PRIMARY KEY, t text)",
                "INSERT INTO numbered (t) SELECT 'x' FROM generate_series(1, 20)",
                "DELETE FROM numbered WHERE id > 10",
                "CREATE TABLE shares (i int DEFAULT nextval('down'))",
                "ALTER SEQUENCE untouched OWNED BY shares.i",
                "CREATE UNLOGGED TABLE unlogged AS SELECT i FROM generate_series(1, 10) i");
    }

    /** Of this role and of whoever runs this; both grant something to others. */
    private List<String> owned(String name) {
        return List.of(
                "GRANT CREATE ON DATABASE " + SqlText.identifier(name) + " TO pg_monitor",
                "CREATE SCHEMA theirs AUTHORIZATION " + role,
                "GRANT USAGE ON SCHEMA theirs TO pg_monitor",
                "CREATE TABLE theirs.notes (id serial PRIMARY KEY, note text)",
                "ALTER TABLE theirs.notes OWNER TO " + role,
                "INSERT INTO theirs.notes (note) VALUES ('one'), ('two')",
                "GRANT SELECT (note) ON theirs.notes TO pg_monitor",
                "CREATE TABLE mine AS SELECT 1 AS i",
                "GRANT SELECT ON mine TO " + role + " WITH GRANT OPTION",
                "CREATE FUNCTION theirs.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "ALTER FUNCTION theirs.one() OWNER TO " + role,
                "REVOKE ALL ON FUNCTION theirs.one() FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION theirs.one() TO pg_monitor",
                "SELECT lo_create(920001)",
                "ALTER LARGE OBJECT 920001 OWNER TO " + role,
                "GRANT SELECT ON LARGE OBJECT 920001 TO pg_monitor",
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + role + " GRANT SELECT ON TABLES TO pg_monitor");
    }

    private List<String> properties(String name) {
        String database = SqlText.identifier(name);
        return List.of(
                "CREATE TABLE t AS SELECT 'Gr\u00f6\u00dfe'::text AS latin1",
                "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC",
                "GRANT CREATE, CONNECT ON DATABASE " + database + " TO postgres WITH GRANT OPTION",
                "ALTER DATABASE " + database + " SET search_path TO \"$user\", \"we\"\"ird\", public",
                "ALTER DATABASE " + database + " SET default_transaction_read_only TO on",
                "ALTER DATABASE " + database + " SET my.setting TO 'it''s = \\ value'",
                "ALTER ROLE " + role + " IN DATABASE " + database + " SET work_mem TO '7MB'",
                "COMMENT ON DATABASE " + database + " IS E'it''s a\\ncomment'");
    }
}
