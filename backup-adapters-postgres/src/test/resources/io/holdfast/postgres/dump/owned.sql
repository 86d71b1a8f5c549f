-- What the owner of a database can make without being a superuser, and can be locked out of although it is his own. Separated
-- as in hostile.sql. Run as the owner; ${owner} is his name, and hostile_reader a role that is there.
CREATE SCHEMA app
--;
CREATE TABLE app.ordinary (id serial PRIMARY KEY, t text)
--;
INSERT INTO app.ordinary (t) SELECT repeat('x', i) FROM generate_series(1, 300) i
--;
CREATE TABLE app.read_only (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text)
--;
INSERT INTO app.read_only (t) SELECT repeat('r', i) FROM generate_series(1, 300) i
--;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON app.read_only FROM ${owner}
--;
CREATE TABLE app."*" (i int, t text)
--;
INSERT INTO app."*" SELECT i, repeat('s', 500) FROM generate_series(1, 100) i
--;
REVOKE ALL ON app."*" FROM ${owner}
--;
GRANT SELECT ON app."*" TO ${owner}
--;
CREATE SEQUENCE app.counted
--;
SELECT nextval('app.counted') FROM generate_series(1, 17)
--;
REVOKE UPDATE, USAGE ON SEQUENCE app.counted FROM ${owner}
--;
CREATE SCHEMA nothing_new
--;
CREATE TABLE nothing_new.t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 500) i
--;
CREATE INDEX ON nothing_new.t (m)
--;
CREATE MATERIALIZED VIEW nothing_new.v AS SELECT count(*) AS n FROM nothing_new.t
--;
REVOKE CREATE ON SCHEMA nothing_new FROM ${owner}
--;
CREATE SCHEMA closed
--;
CREATE TABLE closed.t (i int PRIMARY KEY, m text NOT NULL)
--;
INSERT INTO closed.t SELECT i, md5(i::text) FROM generate_series(1, 500) i
--;
CREATE TABLE closed.u (i int REFERENCES closed.t)
--;
CREATE INDEX ON closed.t (m)
--;
CREATE TABLE app.measured (at date NOT NULL, v int, PRIMARY KEY (at)) PARTITION BY RANGE (at)
--;
CREATE TABLE app.measured_1 PARTITION OF app.measured FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
--;
CREATE TABLE app.measured_rest PARTITION OF app.measured DEFAULT
--;
INSERT INTO app.measured SELECT date '2025-06-01' + i, i FROM generate_series(1, 400) i
--;
REVOKE INSERT ON app.measured_1 FROM ${owner}
--;
CREATE TABLE app.guarded (owner name, secret text)
--;
INSERT INTO app.guarded SELECT 'somebody', repeat('g', 100) FROM generate_series(1, 100)
--;
ALTER TABLE app.guarded ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY nobody ON app.guarded USING (owner = current_user)
--;
CREATE TYPE app.mood AS ENUM ('sad', 'glad')
--;
CREATE DOMAIN app.positive AS int CHECK (VALUE > 0)
--;
CREATE FUNCTION app.twice(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN i * 2; END $$
--;
REVOKE EXECUTE ON FUNCTION app.twice(int) FROM PUBLIC
--;
CREATE TABLE app.typed (m app.mood, p app.positive, d int GENERATED ALWAYS AS (app.twice(7)) STORED)
--;
INSERT INTO app.typed VALUES ('sad', 3), (NULL, NULL)
--;
CREATE VIEW app.seen AS SELECT id, t FROM app.ordinary
--;
CREATE MATERIALIZED VIEW app.kept AS SELECT count(*) AS n FROM app.seen
--;
CREATE MATERIALIZED VIEW app.a_on_kept AS SELECT n + 1 AS n FROM app.kept
--;
CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.t = 'stamped'; RETURN NEW; END $$
--;
CREATE TRIGGER stamp BEFORE INSERT ON app.ordinary FOR EACH ROW EXECUTE FUNCTION app.stamp()
--;
CREATE TABLE app.circle_a (id int PRIMARY KEY, b int)
--;
CREATE TABLE app.circle_b (id int PRIMARY KEY, a int REFERENCES app.circle_a DEFERRABLE INITIALLY DEFERRED)
--;
ALTER TABLE app.circle_a ADD FOREIGN KEY (b) REFERENCES app.circle_b DEFERRABLE INITIALLY DEFERRED
--;
BEGIN; INSERT INTO app.circle_a VALUES (1, 1); INSERT INTO app.circle_b VALUES (1, 1); COMMIT
--;
CREATE PUBLICATION published FOR TABLE app.ordinary, app.read_only
--;13
CREATE EXTENSION hstore SCHEMA public
--;13
CREATE TABLE app.of_extension AS SELECT 'a=>1'::public.hstore AS h
--;
CREATE STATISTICS app.correlated ON m, p FROM app.typed
--;
SELECT lo_from_bytea(710001, decode(repeat('00ff41', 50000), 'hex')), lo_from_bytea(710002, 'x'), lo_create(710003)
--;
REVOKE UPDATE ON LARGE OBJECT 710001 FROM ${owner}
--;
REVOKE ALL ON LARGE OBJECT 710003 FROM ${owner}
--;
GRANT SELECT ON LARGE OBJECT 710003 TO ${owner}
--;
GRANT SELECT ON LARGE OBJECT 710002 TO hostile_reader
--;
COMMENT ON LARGE OBJECT 710001 IS 'of a large object'
--;
GRANT SELECT, UPDATE (t) ON app.ordinary TO hostile_reader WITH GRANT OPTION
--;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO hostile_reader
--;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC
--;
COMMENT ON TABLE app.ordinary IS 'of a table'
