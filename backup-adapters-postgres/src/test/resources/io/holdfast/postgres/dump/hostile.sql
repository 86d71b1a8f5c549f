-- A database with as much as possible of what PostgreSQL knows, under names that look like something else. Statements are
-- separated by lines that begin with "--;"; where such a line goes on with a number, the statement below is for servers from
-- that version on. Roles and tablespaces may be there already: another database of the same server may have made them.
DO $$ DECLARE role text; BEGIN
  FOREACH role IN ARRAY ARRAY['hostile_reader', 'hostile_owner', 'hostile "quoted" ro''le=x/y', 'HOSTILE role -t *'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN EXECUTE format('CREATE ROLE %I', role); END IF;
  END LOOP;
END $$
--;
CREATE TABLE public.hostile_name (name text)
--;
INSERT INTO public.hostile_name VALUES ('quo"te'), ('"'), ('""'), ('a"."b'), ('"."'), ('dot.ted'), ('a.b.c'), ('.'), ('..'),
  ('st*r'), ('*'), ('*.*'), ('qu?stion'), ('?'), ('a|b'), ('a'), ('b'), ('(par)'), ('[a-z]'), ('{x}'), ('{d ''2020-01-01''}'),
  ('^a'), ('a$'), ('a+'), ('dol$$lar'), ('$1'), ('$(id)'), ('`id`'), ('back\slash'), ('\'), ('\.'), ('\d'), ('\N'),
  (E'new\nline'), (E'car\rriage'), (E't\tab'), (E'\u0001'), (E'\u007f'), ('-t'), ('--table=x'), ('--'), ('-- comment'),
  ('/* open'), (';'), ('x; DROP TABLE y'), ('quo''te'), (''''), ('E''\x'), ('UPPER'), ('upper'), ('Mixed Case'), (' leading'),
  ('trailing '), (' '), ('größe'), ('GRÖSSE'), ('名前'), ('🐘'), (E'e\u0301'), (E'\u00e9'), (repeat('n', 63)),
  (repeat('ö', 31) || 'x'), ('select'), ('table'), ('user'), ('null'), ('public'), ('a=b'), ('host=nowhere.invalid'),
  ('postgresql://nowhere.invalid/x'), ('%s'), ('%I'), ('!x'), ('@x'), ('#x'), ('~x'), ('a/b'), ('a,b'), ('a:b'), ('<a>'), ('&x')
--;
DO $$ DECLARE n text; c text; BEGIN
  FOR n IN SELECT name FROM public.hostile_name ORDER BY name LOOP
    c := left(n, 20) || ' other';
    IF n <> 'public' THEN
      EXECUTE format('CREATE SCHEMA %I', n);
    END IF;
    EXECUTE format('CREATE TABLE %1$I.%1$I (%1$I text PRIMARY KEY, %2$I int DEFAULT 3, filler text)', n, c);
    EXECUTE format('INSERT INTO %1$I.%1$I SELECT %1$L || i, i, repeat(md5(%1$L || i), 20) FROM generate_series(1, 40) i', n);
    EXECUTE format('COMMENT ON TABLE %1$I.%1$I IS %1$L', n);
    EXECUTE format('COMMENT ON COLUMN %1$I.%1$I.%2$I IS %1$L', n, c);
    EXECUTE format('CREATE SEQUENCE %1$I.%2$I', n, left(n, 20) || ' seq');
    EXECUTE format('SELECT setval(%L, %s)', format('%I.%I', n, left(n, 20) || ' seq'), 7 + length(n));
    EXECUTE format('CREATE FUNCTION %1$I.%1$I(%1$I text DEFAULT %1$L) RETURNS text LANGUAGE sql AS %2$L', n, 'SELECT $1');
    EXECUTE format('CREATE VIEW %1$I.%2$I AS SELECT %1$I FROM %1$I.%1$I', n, left(n, 20) || ' view');
    EXECUTE format('CREATE INDEX %2$I ON %1$I.%1$I (%3$I)', n, left(n, 20) || ' index', c);
    EXECUTE format('ALTER TABLE %1$I.%1$I ADD CONSTRAINT %2$I CHECK (%3$I > 0)', n, left(n, 20) || ' check', c);
    EXECUTE format('GRANT SELECT (%2$I) ON %1$I.%1$I TO "hostile ""quoted"" ro''le=x/y"', n, c);
  END LOOP;
END $$
--;
CREATE SCHEMA same_names
--;
DO $$ DECLARE n text; BEGIN
  FOR n IN SELECT name FROM public.hostile_name ORDER BY name DESC LOOP
    EXECUTE format('CREATE TABLE same_names.%1$I (%1$I int GENERATED ALWAYS AS IDENTITY, big text)', n);
    EXECUTE format('INSERT INTO same_names.%1$I (big) SELECT repeat(%1$L, 50) FROM generate_series(1, 60)', n);
  END LOOP;
END $$
--;
CREATE SCHEMA many AUTHORIZATION hostile_owner
--;
DO $$ BEGIN
  FOR i IN 1..250 LOOP
    EXECUTE format('CREATE TABLE many.t%s (id serial PRIMARY KEY, before int%s, v text COLLATE "C" NOT NULL DEFAULT ''x'', UNIQUE (v, id))', i,
      CASE WHEN i > 1 THEN format(' REFERENCES many.t%s', i - 1) ELSE '' END);
    EXECUTE format('INSERT INTO many.t%1$s (before, v) SELECT CASE WHEN %1$s > 1 THEN 1 END, %1$s || ''-'' || i FROM generate_series(1, 1 + %1$s %% 7) i', i);
    EXECUTE format('ALTER TABLE many.t%s OWNER TO hostile_owner', i);
  END LOOP;
END $$
--;
CREATE SCHEMA parts
--;
CREATE SCHEMA elsewhere
--;
CREATE TABLE parts.measured (at date NOT NULL, place int NOT NULL, value float8, note text, PRIMARY KEY (at, place)) PARTITION BY RANGE (at)
--;
CREATE TABLE parts.measured_2025 PARTITION OF parts.measured FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (place)
--;
CREATE TABLE elsewhere."measured 2025 1" PARTITION OF parts.measured_2025 FOR VALUES IN (1, 2, 3)
--;
CREATE TABLE parts.measured_2025_hash PARTITION OF parts.measured_2025 DEFAULT PARTITION BY HASH (place, at)
--;
CREATE TABLE parts.measured_2025_hash_0 PARTITION OF parts.measured_2025_hash FOR VALUES WITH (MODULUS 3, REMAINDER 0)
--;
CREATE TABLE parts.measured_2025_hash_1 PARTITION OF parts.measured_2025_hash FOR VALUES WITH (MODULUS 3, REMAINDER 1)
--;
CREATE TABLE parts.measured_2025_hash_2 PARTITION OF parts.measured_2025_hash FOR VALUES WITH (MODULUS 3, REMAINDER 2) WITH (fillfactor = 70)
--;
CREATE TABLE parts.measured_rest PARTITION OF parts.measured DEFAULT
--;
CREATE TABLE parts.other_order (note text DEFAULT 'own default', dropped int, value float8, place int NOT NULL, at date NOT NULL, CHECK (at >= '2030-01-01'))
--;
ALTER TABLE parts.other_order DROP COLUMN dropped
--;
ALTER TABLE parts.measured ATTACH PARTITION parts.other_order FOR VALUES FROM ('2030-01-01') TO (MAXVALUE)
--;
CREATE TABLE parts.detached PARTITION OF parts.measured FOR VALUES FROM ('2010-01-01') TO ('2011-01-01')
--;
INSERT INTO parts.measured SELECT date '2024-10-01' + i % 600, i, i / 3.0, repeat('x', i % 90) FROM generate_series(1, 1500) i
--;
INSERT INTO parts.measured VALUES ('2030-05-05', 1, 'NaN', 'x'), ('2010-05-05', 1, '-infinity', NULL)
--;
ALTER TABLE parts.measured DETACH PARTITION parts.detached
--;
CREATE INDEX measured_value ON parts.measured (value DESC NULLS LAST)
--;
CREATE INDEX only_on_the_parent ON ONLY parts.measured (note)
--;
CREATE TABLE parts.keyed_by_expression (i int, t text) PARTITION BY LIST (lower(t))
--;
CREATE TABLE parts.keyed_by_expression_null PARTITION OF parts.keyed_by_expression FOR VALUES IN (NULL, 'null')
--;
CREATE TABLE parts.without_partitions (i int GENERATED BY DEFAULT AS IDENTITY (START 33)) PARTITION BY RANGE (i)
--;
INSERT INTO parts.keyed_by_expression VALUES (1, NULL), (2, 'NULL')
--;
CREATE TABLE parts.refers_to_partitioned (at date, place int, FOREIGN KEY (at, place) REFERENCES parts.measured ON UPDATE CASCADE)
--;
INSERT INTO parts.refers_to_partitioned VALUES ('2030-05-05', 1), (NULL, NULL)
--;
CREATE SCHEMA inherited
--;
CREATE TABLE inherited.parent (a int NOT NULL, b text DEFAULT 'p', CONSTRAINT not_inherited CHECK (a < 1000) NO INHERIT, CHECK (a > -1000))
--;
CREATE TABLE inherited.other_parent (c int, b text)
--;
CREATE TABLE inherited.child (d int, b text DEFAULT 'c') INHERITS (inherited.parent, inherited.other_parent)
--;
CREATE TABLE inherited.grandchild () INHERITS (inherited.child)
--;
INSERT INTO inherited.parent SELECT i FROM generate_series(1, 50) i
--;
INSERT INTO inherited.child (a, c, d) SELECT i, i, i FROM generate_series(1, 40) i
--;
INSERT INTO inherited.grandchild VALUES (20, 'g', 1, 2)
--;
CREATE SCHEMA columns
--;
CREATE TABLE columns.computed (id int GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5 MAXVALUE 9999 CYCLE CACHE 3), other bigint GENERATED BY DEFAULT AS IDENTITY, gone1 int, w int, h int, area int GENERATED ALWAYS AS (w * h) STORED, gone2 text, last text DEFAULT E'it''s\\' || now()::text)
--;
ALTER TABLE columns.computed DROP COLUMN gone1, DROP COLUMN gone2
--;
INSERT INTO columns.computed (w, h) SELECT i, i + 1 FROM generate_series(1, 70) i
--;
INSERT INTO columns.computed (id, w, h) OVERRIDING SYSTEM VALUE VALUES (-1, NULL, 3)
--;
ALTER TABLE columns.computed ADD COLUMN fast int DEFAULT 42
--;
CREATE TABLE columns.none ()
--;
INSERT INTO columns.none DEFAULT VALUES
--;
INSERT INTO columns.none DEFAULT VALUES
--;
CREATE TABLE columns.all_dropped (a int, b int)
--;
INSERT INTO columns.all_dropped VALUES (1, 2), (3, 4), (5, 6)
--;
ALTER TABLE columns.all_dropped DROP COLUMN a, DROP COLUMN b
--;
CREATE TABLE columns.toasted (id int, outside text, main text, compressed text, bytes bytea)
--;
ALTER TABLE columns.toasted ALTER outside SET STORAGE EXTERNAL, ALTER main SET STORAGE MAIN, ALTER bytes SET STORAGE EXTERNAL
--;14
ALTER TABLE columns.toasted ALTER compressed SET COMPRESSION pglz
--;
INSERT INTO columns.toasted SELECT i, repeat(md5(i::text), 300 * i), repeat('m', 5000), repeat('c', 100000), decode(repeat(md5(i::text), 1000), 'hex') FROM generate_series(1, 6) i
--;
CREATE UNLOGGED TABLE columns.unlogged (id serial, t text)
--;
INSERT INTO columns.unlogged (t) SELECT 'unlogged' FROM generate_series(1, 30)
--;
CREATE TABLE columns.tuned (a int, b text, c int) WITH (fillfactor = 50, autovacuum_enabled = false, toast.autovacuum_enabled = false, parallel_workers = 3, user_catalog_table = true)
--;
ALTER TABLE columns.tuned ALTER a SET STATISTICS 777, ALTER b SET (n_distinct = -0.5, n_distinct_inherited = 5)
--;
INSERT INTO columns.tuned SELECT 100 - i, 'b', i % 3 FROM generate_series(1, 90) i
--;
ALTER TABLE columns.tuned ADD CONSTRAINT not_valid CHECK (a <> 50) NOT VALID
--;
CREATE INDEX tuned_a ON columns.tuned (a) WITH (fillfactor = 33)
--;
CREATE UNIQUE INDEX tuned_unique ON columns.tuned (a) INCLUDE (b) WHERE c = 1
--;
ALTER TABLE columns.tuned CLUSTER ON tuned_a
--;
CREATE INDEX tuned_expression ON columns.tuned ((a + c), (lower(b)) COLLATE "C" text_pattern_ops DESC)
--;
ALTER INDEX columns.tuned_expression ALTER COLUMN 1 SET STATISTICS 55
--;
CREATE TABLE columns.identified (k int NOT NULL, v text)
--;
CREATE UNIQUE INDEX identified_k ON columns.identified (k)
--;
ALTER TABLE columns.identified REPLICA IDENTITY USING INDEX identified_k
--;
CREATE TABLE columns.identified_full (k int)
--;
ALTER TABLE columns.identified_full REPLICA IDENTITY FULL
--;
CREATE TABLE columns.identified_not (k int)
--;
ALTER TABLE columns.identified_not REPLICA IDENTITY NOTHING
--;
CREATE INDEX gin_index ON columns.tuned USING gin (to_tsvector('simple', b)) WITH (fastupdate = off)
--;
CREATE INDEX brin_index ON columns.tuned USING brin (a) WITH (pages_per_range = 16)
--;
CREATE INDEX hash_index ON columns.tuned USING hash (b)
--;
CREATE SCHEMA sequences
--;
CREATE SEQUENCE sequences.down INCREMENT -7 MINVALUE -100 MAXVALUE 1000 START 1000 CYCLE
--;
SELECT nextval('sequences.down'), nextval('sequences.down')
--;
CREATE SEQUENCE sequences.untouched
--;
CREATE SEQUENCE sequences.used_once
--;
SELECT nextval('sequences.used_once')
--;
CREATE SEQUENCE sequences.exhausted MAXVALUE 3
--;
SELECT nextval('sequences.exhausted') FROM generate_series(1, 3)
--;
CREATE SEQUENCE sequences.set_back AS smallint CACHE 5
--;
SELECT nextval('sequences.set_back'), setval('sequences.set_back', 3, false)
--;
CREATE SEQUENCE sequences.huge START 9223372036854775806
--;
SELECT nextval('sequences.huge')
--;
CREATE SEQUENCE sequences.lowest MINVALUE -9223372036854775808 START -9223372036854775808
--;
CREATE TABLE sequences.numbered (id bigserial PRIMARY KEY, other int DEFAULT nextval('sequences.down'))
--;
INSERT INTO sequences.numbered (other) SELECT 0 FROM generate_series(1, 200)
--;
DELETE FROM sequences.numbered WHERE id > 100
--;
ALTER SEQUENCE sequences.untouched OWNED BY sequences.numbered.other
--;15
CREATE UNLOGGED SEQUENCE sequences.unlogged
--;
CREATE SCHEMA types
--;
CREATE TYPE types.mood AS ENUM ('sad', 'o''k', 'glücklich', '', ' ', 'a"b')
--;
ALTER TYPE types.mood ADD VALUE 'between' BEFORE 'o''k'
--;
CREATE TYPE types.nothing AS ENUM ()
--;
CREATE DOMAIN types.positive AS int DEFAULT 7 CONSTRAINT "above zero" CHECK (VALUE > 0)
--;
ALTER DOMAIN types.positive ADD CONSTRAINT later CHECK (VALUE < 1000000) NOT VALID
--;
CREATE DOMAIN types.list AS text[] COLLATE "C" NOT NULL CHECK (array_length(VALUE, 1) < 10)
--;
CREATE TYPE types.pair AS (a types.mood, b types.positive, "c c" numeric(10, 2)[])
--;
COMMENT ON COLUMN types.pair.a IS 'of a composite type'
--;
CREATE FUNCTION types.float_difference(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2'
--;
CREATE TYPE types.span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = types.float_difference)
--;
CREATE TYPE types.base
--;
CREATE FUNCTION types.base_in(cstring) RETURNS types.base LANGUAGE internal IMMUTABLE STRICT AS 'int4in'
--;
CREATE FUNCTION types.base_out(types.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out'
--;
CREATE TYPE types.base (INPUT = types.base_in, OUTPUT = types.base_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, CATEGORY = 'N', DEFAULT = '9')
--;
CREATE TYPE types.shell
--;
CREATE FUNCTION types.base_equal(types.base, types.base) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4eq'
--;
CREATE FUNCTION types.base_less(types.base, types.base) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4lt'
--;
CREATE FUNCTION types.base_compare(types.base, types.base) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp'
--;
CREATE OPERATOR types.=== (LEFTARG = types.base, RIGHTARG = types.base, FUNCTION = types.base_equal, COMMUTATOR = OPERATOR(types.===), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES)
--;
CREATE OPERATOR types.<<< (LEFTARG = types.base, RIGHTARG = types.base, FUNCTION = types.base_less)
--;
CREATE OPERATOR FAMILY types.base_family USING btree
--;
CREATE OPERATOR CLASS types.base_class DEFAULT FOR TYPE types.base USING btree FAMILY types.base_family AS OPERATOR 1 types.<<<, OPERATOR 3 types.===, FUNCTION 1 types.base_compare(types.base, types.base)
--;
CREATE FUNCTION types.base_to_int(types.base) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'int4up'
--;
CREATE CAST (types.base AS int) WITH FUNCTION types.base_to_int(types.base) AS IMPLICIT
--;
CREATE CAST (types.pair AS text) WITH INOUT AS ASSIGNMENT
--;
CREATE CAST (int AS types.base) WITHOUT FUNCTION
--;
CREATE AGGREGATE types.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, PARALLEL = SAFE)
--;
CREATE AGGREGATE types.share(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA)
--;
CREATE TABLE types.everything (id int, a smallint, b bigint, c numeric, d numeric(20, 5), e float4, f float8, g money, h bool, i char(5), j "char", k varchar(9), l name, m text, n bytea, o date, p time, q timetz, r timestamp, s timestamptz, t interval, u uuid, v json, w jsonb, x inet, y cidr, z macaddr, aa macaddr8, ab bit(3), ac varbit, ad point, ae line, af lseg, ag box, ah path, ai polygon, aj circle, ak tsvector, al tsquery, am oid, an regclass, ao regtype, ap pg_lsn, aq int4range, ar numrange, at tstzrange, au daterange, av int[], aw text[], ax types.mood, ay types.mood[], az types.positive, ba types.list, bb types.pair, bc types.pair[], bd types.span, be types.base, bf types.base[], bg txid_snapshot, bh jsonpath, bi interval(3), bj timestamp(0))
--;
INSERT INTO types.everything (id, ba) VALUES (0, '{}')
--;
INSERT INTO types.everything VALUES (1, -32768, -9223372036854775808, 'NaN', -0.00001, 'NaN', '-0', '-92233720368547758.08', true, '', '\377', '', '', '', '', '-infinity', '24:00:00', '00:00+15:59:59', '-infinity', 'infinity', '-178000000 years', '00000000-0000-0000-0000-000000000000', ' {"a" : 1,  "a" : 2} ', 'null', '::1/64', '::/0', '00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff:ff:ff', B'101', B'', '(NaN,-Infinity)', '{1,-1,0}', '[(0,0),(1e300,1)]', '(1,1),(0,0)', '[(0,0),(1,1)]', '((0,0),(1,1),(2,0))', '<(0,0),5>', $q$'a ''b'' \\':1A,2 'c':16383$q$, $q$!'a' & ( 'b':* <-> 'c' | 'd':AB )$q$, 4294967295, 'pg_class', 'int[]', 'FFFFFFFF/FFFFFFFF', 'empty', '(,)', '[-infinity,infinity]', '[2020-01-01,2020-01-02]', '{}', '{}', '', '{}', 1, '{a,NULL,"","{}","\\",NULL}', ROW(NULL, NULL, NULL), '{}', 'empty', '-5', '{1,NULL}', '10:20:10,14,15', '$."a b"[*] ? (@.x > 1)', '-00:00:00.001', 'epoch')
--;
INSERT INTO types.everything VALUES (2, 32767, 9223372036854775807, 1e-1000 + 1e1000, 123456789012345.12345, 1.17549435e-38, 1.7976931348623157e308, '92233720368547758.07', false, 'ab', 'x', E'\\N', repeat('n', 63), E'\\.\n\\N\t\r\b\f\v\u0001', E'\\x00ff0a0d5c', '5874897-12-31', '00:00', '23:59:59.999999-15:59', '4713-01-01 BC', '294276-12-31 23:59:59.999999+00', '1 year -2 mons 3 days -04:05:06.789', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '[1e400, "\u0041", {"": null}]', '{"": {"a": [1e300, -0.0, "\\", "é🐘"]}}', '255.255.255.255/1', '10.0.0.0/8', 'ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00:00:00', B'000', repeat('10', 500)::varbit, '(1e-300,0.1)', '{0,1,0.3333333333333333}', '[(1,1),(1,1)]', '(Infinity,1),(0,0)', '((0,0))', '((0,0))', '<(1,1),0>', '', '', 0, 'types.everything', 'types.pair', '0/0', '[-2147483648,2147483646]', '[NaN,NaN]', '(2020-01-01,)', '(,infinity]', '[-2:0]={1,NULL,3}', '{{a,"b c"},{NULL,"NULL"}}', 'glücklich', '{sad,between,""}', 999999, '{x}', ROW('a"b', 5, '{1.50,NULL}'), ARRAY[ROW('sad', 1, '{}')::types.pair, NULL], '(-Infinity,NaN)', '2147483647', '{}', '1:1:', 'strict $', '3 days', '2000-02-29 12:00')
--;
INSERT INTO types.everything (id, m, ba) SELECT 10 + i, chr(CASE WHEN i BETWEEN 55296 AND 57343 THEN 63 ELSE i END) || '\' || chr(9), '{}' FROM generate_series(1, 65535, 37) i
--;
DO $$ BEGIN EXECUTE 'CREATE TABLE types.with_xml (x xml)'; EXECUTE 'INSERT INTO types.with_xml VALUES (''<a b="c">&amp;</a>''), (''text'')'; EXCEPTION WHEN feature_not_supported THEN NULL; END $$
--;14
CREATE TABLE types.multi AS SELECT '{[1,2),[5,9)}'::int4multirange AS m, '{}'::datemultirange AS e, '10:20:10,14,15'::pg_snapshot AS s, '7'::xid8 AS x
--;
CREATE COLLATION types.posix FROM "C"
--;
DO $$ BEGIN
  EXECUTE 'CREATE COLLATION types.phonebook (PROVIDER = icu, LOCALE = ''de-u-co-phonebk'')';
  EXECUTE 'CREATE COLLATION types.careless (PROVIDER = icu, LOCALE = ''und-u-ks-level2'', DETERMINISTIC = false)';
  EXECUTE 'CREATE TABLE types.sorted (p text COLLATE types.phonebook, c text COLLATE types.careless PRIMARY KEY)';
  EXECUTE 'INSERT INTO types.sorted VALUES (''Ärger'', ''A''), (''Aal'', ''b'')';
  EXECUTE 'CREATE INDEX ON types.sorted (p)';
EXCEPTION WHEN feature_not_supported OR undefined_object THEN NULL; END $$
--;
CREATE CONVERSION types.conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8
--;
CREATE TEXT SEARCH PARSER types.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline)
--;
CREATE TEXT SEARCH TEMPLATE types.template (INIT = dsimple_init, LEXIZE = dsimple_lexize)
--;
CREATE TEXT SEARCH DICTIONARY types.dictionary (TEMPLATE = types.template, ACCEPT = false)
--;
CREATE TEXT SEARCH CONFIGURATION types.configuration (PARSER = types.parser)
--;
ALTER TEXT SEARCH CONFIGURATION types.configuration ADD MAPPING FOR asciiword, word WITH types.dictionary, simple
--;
CREATE FUNCTION types.call_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler'
--;
CREATE FUNCTION types.inline_handler(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler'
--;
CREATE FUNCTION types.validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator'
--;
CREATE TRUSTED LANGUAGE hostile_language HANDLER types.call_handler INLINE types.inline_handler VALIDATOR types.validator
--;
CREATE FUNCTION types.in_hostile_language() RETURNS int LANGUAGE hostile_language AS 'BEGIN RETURN 1; END'
--;
CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler
--;
CREATE TABLE types.in_other_heap (i int) USING other_heap
--;
INSERT INTO types.in_other_heap SELECT generate_series(1, 25)
--;
CREATE SCHEMA code
--;
CREATE FUNCTION code.twice(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE LEAKPROOF PARALLEL SAFE COST 7 AS $body$ BEGIN RETURN i * 2; /* $$ '' "" \ */ END $body$
--;
CREATE FUNCTION code.twice(i text) RETURNS SETOF text LANGUAGE sql STABLE ROWS 5 SET search_path TO "$user", "we""ird", public SET work_mem = '7MB' SECURITY DEFINER AS $_x$ SELECT $1 || '$_$x $$' $_x$
--;
CREATE FUNCTION code.many_arguments(IN a int, INOUT b text DEFAULT E'it''s\n$1 \\', VARIADIC c int[] DEFAULT '{1,2}', OUT d int) LANGUAGE plpgsql AS $$ BEGIN d := a; END $$
--;
CREATE PROCEDURE code.proceed(a int, INOUT b int DEFAULT 3) LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$
--;14
CREATE FUNCTION code.parsed(a int, b text DEFAULT 'x') RETURNS text BEGIN ATOMIC SELECT a || b; SELECT b || count(*) FROM public.hostile_name; END
--;14
CREATE PROCEDURE code.parsed_procedure() BEGIN ATOMIC DELETE FROM columns.none WHERE false; END
--;
CREATE FUNCTION code.shout() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE NOTICE 'shout'; RETURN NEW; END $body$
--;
CREATE FUNCTION code.rename() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN NEW.b = 'changed by a trigger'; RETURN NEW; END $body$
--;
CREATE TRIGGER changes_rows BEFORE INSERT OR UPDATE ON inherited.parent FOR EACH ROW EXECUTE FUNCTION code.rename()
--;
ALTER TABLE inherited.parent ENABLE ALWAYS TRIGGER changes_rows
--;
CREATE TRIGGER disabled AFTER UPDATE OF a ON inherited.parent FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION code.shout('a', E'b''\\', '')
--;
ALTER TABLE inherited.parent DISABLE TRIGGER disabled
--;
CREATE TRIGGER replica AFTER TRUNCATE ON inherited.parent EXECUTE FUNCTION code.shout()
--;
ALTER TABLE inherited.parent ENABLE REPLICA TRIGGER replica
--;
CREATE TRIGGER with_tables AFTER UPDATE ON inherited.other_parent REFERENCING OLD TABLE AS "old ones" NEW TABLE AS new_ones FOR EACH STATEMENT EXECUTE FUNCTION code.shout()
--;
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON inherited.other_parent DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION code.shout()
--;
CREATE TRIGGER on_partitions AFTER INSERT ON parts.measured FOR EACH ROW EXECUTE FUNCTION code.shout()
--;
ALTER TABLE parts.measured_rest DISABLE TRIGGER on_partitions
--;
ALTER TABLE parts.other_order ENABLE ALWAYS TRIGGER on_partitions
--;
COMMENT ON TRIGGER on_partitions ON parts.measured IS 'of a trigger'
--;
CREATE SCHEMA views
--;
CREATE VIEW views.plain AS SELECT id, code.twice(w) AS doubled FROM columns.computed
--;
CREATE VIEW views.checked WITH (security_barrier) AS SELECT * FROM columns.tuned WHERE a > 3 WITH LOCAL CHECK OPTION
--;
ALTER VIEW views.checked ALTER COLUMN b SET DEFAULT 'default of a view'
--;
CREATE TABLE views.grouped (id int PRIMARY KEY, a text, b text)
--;
INSERT INTO views.grouped SELECT i, 'a' || i % 3, 'b' FROM generate_series(1, 30) i
--;
CREATE VIEW views.needs_the_key AS SELECT id, a, count(*) AS n FROM views.grouped GROUP BY id
--;
CREATE MATERIALIZED VIEW views."0 on needs_the_key" AS SELECT a, sum(n) AS n FROM views.needs_the_key GROUP BY a
--;
CREATE MATERIALIZED VIEW views.z AS SELECT doubled, count(*) AS n FROM views.plain GROUP BY doubled
--;
CREATE UNIQUE INDEX z_doubled ON views.z (doubled)
--;
CREATE MATERIALIZED VIEW views.a_on_z WITH (fillfactor = 77) AS SELECT sum(n) AS n FROM views.z
--;
CREATE VIEW views.b_on_a AS SELECT n + 1 AS n FROM views.a_on_z
--;
CREATE MATERIALIZED VIEW views."0 on b" AS SELECT n, 'x'::text AS t FROM views.b_on_a
--;
CREATE MATERIALIZED VIEW views.not_filled AS SELECT n FROM views.a_on_z WITH NO DATA
--;
CREATE MATERIALIZED VIEW views.stale AS SELECT count(*) AS n FROM columns.none
--;
COMMENT ON MATERIALIZED VIEW views.z IS 'of a materialized view'
--;
CREATE RULE instead AS ON DELETE TO views.plain DO INSTEAD NOTHING
--;
CREATE RULE also AS ON UPDATE TO inherited.parent WHERE NEW.a = 7 DO ALSO INSERT INTO columns.none DEFAULT VALUES
--;
ALTER TABLE inherited.parent DISABLE RULE also
--;
CREATE VIEW views.circle_a AS SELECT 1 AS i
--;
CREATE VIEW views.circle_b AS SELECT i FROM views.circle_a
--;
CREATE OR REPLACE VIEW views.circle_a AS SELECT i FROM views.circle_b
--;
CREATE FUNCTION views.insert_instead() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$
--;
CREATE TRIGGER instead INSTEAD OF INSERT ON views.needs_the_key FOR EACH ROW EXECUTE FUNCTION views.insert_instead()
--;15
CREATE VIEW views.invoked WITH (security_invoker) AS SELECT * FROM columns.tuned
--;
CREATE RECURSIVE VIEW views.recursive (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM recursive WHERE n < 5
--;
CREATE SCHEMA keys
--;
CREATE TABLE keys.circle_a (id int PRIMARY KEY, b int)
--;
CREATE TABLE keys.circle_b (id int PRIMARY KEY, a int REFERENCES keys.circle_a DEFERRABLE INITIALLY DEFERRED)
--;
ALTER TABLE keys.circle_a ADD CONSTRAINT "to b" FOREIGN KEY (b) REFERENCES keys.circle_b ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE
--;
BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO keys.circle_a SELECT i, i FROM generate_series(1, 400) i; INSERT INTO keys.circle_b SELECT i, 401 - i FROM generate_series(1, 400) i; COMMIT
--;
CREATE TABLE keys.itself (id int PRIMARY KEY, parent int REFERENCES keys.itself)
--;
INSERT INTO keys.itself VALUES (1, NULL)
--;
INSERT INTO keys.itself SELECT i, CASE WHEN i % 2 = 0 THEN 1 ELSE i - 1 END FROM generate_series(2, 60) i
--;
UPDATE keys.itself SET parent = 60 WHERE id = 1
--;
CREATE TABLE keys.full_match (a date, b int, FOREIGN KEY (a, b) REFERENCES parts.measured (at, place) MATCH FULL ON DELETE RESTRICT)
--;
CREATE TABLE keys.unverified (a int, CONSTRAINT not_valid FOREIGN KEY (a) REFERENCES keys.itself)
--;
ALTER TABLE keys.unverified DROP CONSTRAINT not_valid
--;
INSERT INTO keys.unverified VALUES (-5)
--;
ALTER TABLE keys.unverified ADD CONSTRAINT not_valid FOREIGN KEY (a) REFERENCES keys.itself NOT VALID
--;
CREATE TABLE keys.excluded (during int4range, place int, EXCLUDE USING gist (during WITH &&) WHERE (place > 0) DEFERRABLE INITIALLY DEFERRED, UNIQUE (place) DEFERRABLE)
--;
INSERT INTO keys.excluded SELECT int4range(i * 10, i * 10 + 5), i FROM generate_series(1, 30) i
--;15
CREATE TABLE keys.nulls (a int, UNIQUE NULLS NOT DISTINCT (a))
--;
CREATE STATISTICS keys.correlated (ndistinct, dependencies, mcv) ON w, h FROM columns.computed
--;
ALTER TABLE columns.computed ALTER COLUMN w SET STATISTICS 500
--;13
ALTER STATISTICS keys.correlated SET STATISTICS 99
--;14
CREATE STATISTICS keys.of_expressions ON (w + h), (w * 2) FROM columns.computed
--;
COMMENT ON STATISTICS keys.correlated IS 'of statistics'
--;
CREATE SCHEMA guarded
--;
CREATE TABLE guarded.forced (owner name, secret text)
--;
INSERT INTO guarded.forced SELECT CASE WHEN i % 2 = 0 THEN 'postgres' ELSE 'somebody' END, repeat('secret', i) FROM generate_series(1, 80) i
--;
ALTER TABLE guarded.forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY
--;
CREATE POLICY "own ""rows""" ON guarded.forced USING (owner = current_user) WITH CHECK (owner = current_user)
--;
CREATE POLICY restrictive ON guarded.forced AS RESTRICTIVE FOR SELECT TO hostile_reader, "hostile ""quoted"" ro'le=x/y" USING (secret <> 'b')
--;
CREATE POLICY of_nobody ON columns.tuned FOR INSERT WITH CHECK (a > (SELECT count(*) FROM columns.none))
--;
CREATE TABLE guarded.enabled (i int)
--;
INSERT INTO guarded.enabled SELECT generate_series(1, 70)
--;
ALTER TABLE guarded.enabled OWNER TO hostile_owner
--;
ALTER TABLE guarded.enabled ENABLE ROW LEVEL SECURITY
--;
GRANT USAGE ON SCHEMA guarded TO hostile_reader WITH GRANT OPTION
--;
GRANT USAGE ON SCHEMA inherited TO hostile_reader, "HOSTILE role -t *"
--;
GRANT SELECT, UPDATE, DELETE ON inherited.parent TO hostile_reader WITH GRANT OPTION
--;
SET ROLE hostile_reader
--;
GRANT SELECT ON inherited.parent TO "HOSTILE role -t *" WITH GRANT OPTION
--;
SET ROLE "HOSTILE role -t *"
--;
GRANT SELECT ON inherited.parent TO "hostile ""quoted"" ro'le=x/y"
--;
RESET ROLE
--;
GRANT INSERT (a), UPDATE (b), REFERENCES (a) ON inherited.parent TO PUBLIC
--;
REVOKE ALL ON inherited.child FROM postgres
--;
REVOKE INSERT, UPDATE ON columns.tuned FROM postgres
--;
GRANT USAGE ON SEQUENCE sequences.down TO hostile_reader
--;
REVOKE EXECUTE ON FUNCTION code.twice(int) FROM PUBLIC
--;
GRANT EXECUTE ON PROCEDURE code.proceed(int, int) TO hostile_owner WITH GRANT OPTION
--;
REVOKE USAGE ON TYPE types.mood FROM PUBLIC
--;
REVOKE USAGE ON LANGUAGE hostile_language FROM PUBLIC
--;
GRANT USAGE ON LANGUAGE plpgsql TO hostile_reader
--;
REVOKE ALL ON SCHEMA public FROM PUBLIC
--;
GRANT ALL ON SCHEMA public TO hostile_owner
--;
GRANT SELECT ON pg_catalog.pg_authid TO hostile_reader
--;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC
--;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO hostile_reader
--;
ALTER DEFAULT PRIVILEGES FOR ROLE hostile_owner IN SCHEMA many GRANT UPDATE ON TABLES TO hostile_reader WITH GRANT OPTION
--;
ALTER DEFAULT PRIVILEGES FOR ROLE hostile_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC
--;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO "hostile ""quoted"" ro'le=x/y"
--;
ALTER TABLE types.everything OWNER TO "hostile ""quoted"" ro'le=x/y"
--;
ALTER SCHEMA elsewhere OWNER TO "HOSTILE role -t *"
--;
CREATE FOREIGN DATA WRAPPER no_handler NO HANDLER OPTIONS ("a b" 'it''s', c '\')
--;
CREATE SERVER "no server" TYPE 'x' VERSION '1.0' FOREIGN DATA WRAPPER no_handler OPTIONS (host 'nowhere.invalid')
--;
CREATE USER MAPPING FOR hostile_reader SERVER "no server" OPTIONS (password 'secret')
--;
CREATE USER MAPPING FOR PUBLIC SERVER "no server"
--;
CREATE FOREIGN TABLE elsewhere.foreign_table (a int OPTIONS (x 'y') NOT NULL, b text DEFAULT 'f') SERVER "no server" OPTIONS (t 'u')
--;
GRANT USAGE ON FOREIGN SERVER "no server" TO hostile_owner
--;
CREATE FOREIGN TABLE parts.foreign_partition PARTITION OF parts.keyed_by_expression FOR VALUES IN ('foreign') SERVER "no server"
--;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, truncate')
--;
CREATE PUBLICATION "some tables" FOR TABLE keys.itself, ONLY inherited.parent, "quo""te"."quo""te"
--;
CREATE PUBLICATION nothing
--;13
CREATE PUBLICATION via_root FOR TABLE parts.measured WITH (publish_via_partition_root)
--;15
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA keys, "a.b.c", CURRENT_SCHEMA
--;15
CREATE PUBLICATION filtered FOR TABLE keys.circle_a (id), columns.identified WHERE (k > 3)
--;
CREATE SUBSCRIPTION never_connected CONNECTION 'host=nowhere.invalid dbname=''x y''' PUBLICATION a, "b c" WITH (connect = false, slot_name = NONE)
--;
CREATE EXTENSION hstore
--;
CREATE EXTENSION citext SCHEMA "名前"
--;
CREATE TABLE types.of_extensions (h public.hstore, c "名前".citext PRIMARY KEY)
--;
INSERT INTO types.of_extensions VALUES ('a=>1,"b c"=>"d\\"', 'Größe'), (NULL, ''), ('', 'x')
--;
GRANT EXECUTE ON FUNCTION public.hstore(text, text) TO hostile_reader
--;
COMMENT ON EXTENSION hstore IS 'own comment'
--;
SELECT lo_from_bytea(810001, decode(repeat('00ff41', 200000), 'hex')), lo_create(810002), lo_create(810003), lo_from_bytea(4294967295, 'x')
--;
SELECT lo_put(810003, 3000000, 'behind a hole')
--;
COMMENT ON LARGE OBJECT 810001 IS E'a ''large''\nobject'
--;
GRANT SELECT, UPDATE ON LARGE OBJECT 810001 TO hostile_reader WITH GRANT OPTION
--;
REVOKE UPDATE ON LARGE OBJECT 810003 FROM postgres
--;
ALTER LARGE OBJECT 810002 OWNER TO "hostile ""quoted"" ro'le=x/y"
--;
SELECT lo_from_bytea(811000 + i, convert_to(md5(i::text), 'UTF8')) FROM generate_series(1, 50) i
--;
COMMENT ON SCHEMA public IS 'changed'
--;
COMMENT ON COLUMN columns.computed.area IS E'コメント\nwith ''quotes'' and \\ backslashes -- ; \\.'
--;
COMMENT ON CONSTRAINT "to b" ON keys.circle_a IS 'of a constraint'
--;
COMMENT ON INDEX columns.tuned_a IS 'of an index'
--;
COMMENT ON FUNCTION code.twice(text) IS 'of a function'
--;
COMMENT ON POLICY restrictive ON guarded.forced IS 'of a policy'
--;
COMMENT ON RULE instead ON views.plain IS 'of a rule'
--;
COMMENT ON TYPE types.mood IS 'of a type'
--;
COMMENT ON DOMAIN types.positive IS 'of a domain'
--;
COMMENT ON OPERATOR types.=== (types.base, types.base) IS 'of an operator'
--;
COMMENT ON CAST (types.base AS int) IS 'of a cast'
--;
COMMENT ON AGGREGATE types.total(int) IS 'of an aggregate'
--;
COMMENT ON PUBLICATION nothing IS 'of a publication'
--;
COMMENT ON SUBSCRIPTION never_connected IS 'of a subscription'
--;
COMMENT ON SERVER "no server" IS 'of a server'
--;
CREATE TABLE public.evlog (tag text)
--;
CREATE FUNCTION public.note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $body$ BEGIN INSERT INTO public.evlog VALUES (tg_tag); END $body$
--;
CREATE EVENT TRIGGER "note ddl" ON ddl_command_end EXECUTE FUNCTION public.note_ddl()
--;
ALTER EVENT TRIGGER "note ddl" ENABLE ALWAYS
--;
CREATE EVENT TRIGGER of_tags ON ddl_command_start WHEN TAG IN ('DROP TABLE', 'ALTER TABLE') EXECUTE FUNCTION public.note_ddl()
--;
CREATE EVENT TRIGGER of_drops ON sql_drop EXECUTE FUNCTION public.note_ddl()
--;
ALTER EVENT TRIGGER of_drops DISABLE
--;
CREATE TABLE public.after_the_event_triggers (i int)
