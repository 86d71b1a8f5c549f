-- A sample Config database: the configuration of a security scanner. A few thousand rows, and the kinds of objects that an
-- application's configuration has: enums, a domain, foreign keys, identity, serial and generated columns, jsonb, arrays,
-- partial and expression indexes, views, a trigger with its function, comments. Equal on every machine.

CREATE TYPE user_state AS ENUM ('invited', 'active', 'locked');
CREATE TYPE target_kind AS ENUM ('host', 'network', 'web application', 'cloud account');
CREATE DOMAIN email AS text CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');

CREATE TABLE organisation (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    country char(2) NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE app_user (
    id serial PRIMARY KEY,
    organisation_id integer NOT NULL REFERENCES organisation,
    full_name text NOT NULL,
    email email NOT NULL,
    state user_state NOT NULL DEFAULT 'invited',
    language text NOT NULL DEFAULT 'en',
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz
);
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));
COMMENT ON COLUMN app_user.full_name IS 'As the person writes it, in any script';

CREATE TABLE role (
    id serial PRIMARY KEY,
    name text NOT NULL UNIQUE,
    permissions text[] NOT NULL
);

CREATE TABLE user_role (
    user_id integer NOT NULL REFERENCES app_user ON DELETE CASCADE,
    role_id integer NOT NULL REFERENCES role,
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, role_id)
);

CREATE TABLE policy (
    id serial PRIMARY KEY,
    name text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    rules jsonb NOT NULL,
    UNIQUE (name, version)
);
COMMENT ON TABLE policy IS 'Which checks a scan runs, and with what limits';

CREATE TABLE credential (
    id bigserial PRIMARY KEY,
    organisation_id integer NOT NULL REFERENCES organisation,
    name text NOT NULL,
    metadata jsonb NOT NULL,
    sealed_secret bytea NOT NULL,
    expires_on date
);
COMMENT ON COLUMN credential.sealed_secret IS 'Opened by the scanner only';

CREATE TABLE scan_target (
    id bigserial PRIMARY KEY,
    organisation_id integer NOT NULL REFERENCES organisation,
    credential_id bigint REFERENCES credential,
    kind target_kind NOT NULL,
    name text NOT NULL,
    address inet,
    url text,
    tags text[] NOT NULL DEFAULT '{}',
    enabled boolean NOT NULL DEFAULT true,
    display_name text GENERATED ALWAYS AS (name || coalesce(' <' || url || '>', '')) STORED,
    CHECK (address IS NOT NULL OR url IS NOT NULL)
);
CREATE INDEX scan_target_tags ON scan_target USING gin (tags);
CREATE INDEX scan_target_enabled ON scan_target (organisation_id) WHERE enabled;

CREATE TABLE schedule (
    id bigserial PRIMARY KEY,
    target_id bigint NOT NULL REFERENCES scan_target ON DELETE CASCADE,
    policy_id integer NOT NULL REFERENCES policy,
    hour integer NOT NULL CHECK (hour BETWEEN 0 AND 23),
    weekdays integer[] NOT NULL,
    valid_during tstzrange NOT NULL
);

CREATE TABLE audit_entry (
    id bigserial PRIMARY KEY,
    happened_at timestamptz NOT NULL,
    user_id integer REFERENCES app_user ON DELETE SET NULL,
    action text NOT NULL,
    object text NOT NULL,
    detail jsonb
);
CREATE INDEX audit_entry_happened ON audit_entry (happened_at DESC);

CREATE TABLE setting (
    name text PRIMARY KEY,
    value text,
    changed_at timestamptz NOT NULL
);

CREATE SEQUENCE ticket_number START 10000 INCREMENT 5 CACHE 10;

CREATE VIEW target_overview AS
    SELECT t.id, o.name AS organisation, t.kind, t.display_name, count(s.id) AS schedules, min(s.hour) AS first_hour
    FROM scan_target t JOIN organisation o ON o.id = t.organisation_id LEFT JOIN schedule s ON s.target_id = t.id
    GROUP BY t.id, o.name;
COMMENT ON VIEW target_overview IS 'What the start page shows';

CREATE FUNCTION note_setting_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := greatest(NEW.changed_at, OLD.changed_at);
    INSERT INTO audit_entry (happened_at, action, object, detail)
    VALUES (NEW.changed_at, 'setting changed', NEW.name, jsonb_build_object('from', OLD.value, 'to', NEW.value));
    RETURN NEW;
END
$$;
CREATE TRIGGER setting_change BEFORE UPDATE ON setting FOR EACH ROW EXECUTE FUNCTION note_setting_change();

INSERT INTO organisation (name, country, settings)
SELECT name, country, jsonb_build_object('plan', CASE WHEN n % 2 = 0 THEN 'standard' ELSE 'large' END, 'seats', n * 50, 'colour', '#' || substr(md5(name), 1, 6))
FROM (VALUES (1, 'Nordwind Logistik GmbH', 'DE'), (2, 'Café Étoile S.A.', 'FR'), (3, 'Þórsmörk ehf.', 'IS'),
    (4, '株式会社みなと', 'JP'), (5, 'O''Brien & Sons Ltd', 'IE'), (6, 'Łódzka Stocznia', 'PL')) o (n, name, country)
ORDER BY n;

INSERT INTO app_user (organisation_id, full_name, email, state, language, created_at, last_seen_at)
SELECT 1 + n % 6,
    (ARRAY['Ada', 'Björn', 'Chloé', 'Dmitri', 'Eşref', 'Fumiko', 'Grace', 'Håkon', 'Inês', 'Jürgen'])[1 + n % 10] || ' '
        || (ARRAY['Ashworth', 'Brandt', 'Çelik', 'Dvořák', 'Eriksson', 'Фёдорова', 'García', '本田'])[1 + n / 10 % 8],
    'user' || n || '@org' || 1 + n % 6 || '.example.com',
    (ARRAY['active', 'active', 'active', 'invited', 'locked']::user_state[])[1 + n % 5],
    (ARRAY['en', 'de', 'fr', 'is', 'ja', 'pl'])[1 + n % 6],
    timestamptz '2025-01-07 09:00:00+00' + n * interval '31 hours',
    CASE WHEN n % 5 < 3 THEN timestamptz '2026-11-01 08:00:00+00' + n * interval '17 minutes' END
FROM generate_series(1, 240) n;

INSERT INTO role (name, permissions) VALUES
    ('reader', '{results.read}'),
    ('analyst', '{results.read,findings.triage,reports.make}'),
    ('operator', '{results.read,scans.start,scans.stop,schedules.change}'),
    ('administrator', '{"*"}');

INSERT INTO user_role
SELECT u.id, r.id, u.created_at + interval '1 hour'
FROM app_user u JOIN role r ON r.id = 1 + u.id % 3 OR (r.id = 4 AND u.id % 20 = 0)
ORDER BY u.id, r.id;

INSERT INTO policy (name, version, rules)
SELECT 'policy ' || n % 20, 1 + n / 20,
    jsonb_build_object('checks', (SELECT jsonb_agg('CHK-' || lpad(((n * 37 + c * 11) % 400)::text, 4, '0') ORDER BY c) FROM generate_series(1, 25) c),
        'limits', jsonb_build_object('requests_per_second', 10 + n % 90, 'minutes', 30 + n * 7 % 200, 'parallel_hosts', 1 + n % 16),
        'exclude', jsonb_build_array('10.0.0.' || n, '*.internal.example.com'))
FROM generate_series(0, 59) n;

INSERT INTO credential (organisation_id, name, metadata, sealed_secret, expires_on)
SELECT 1 + n % 6, (ARRAY['ssh key', 'domain account', 'API token', 'database login'])[1 + n % 4] || ' ' || n,
    jsonb_build_object('kind', (ARRAY['ssh', 'kerberos', 'bearer', 'password'])[1 + n % 4], 'login', 'svc-scan-' || n,
        'rotated_by', 'vault', 'fingerprint', md5('credential' || n)),
    sha256(convert_to('sealed ' || n, 'UTF8')) || sha256(convert_to('tag ' || n, 'UTF8')),
    CASE WHEN n % 3 <> 0 THEN date '2027-01-01' + n END
FROM generate_series(1, 160) n;

INSERT INTO scan_target (organisation_id, credential_id, kind, name, address, url, tags, enabled)
SELECT 1 + n % 6, CASE WHEN n % 4 <> 0 THEN 1 + n % 160 END,
    (ARRAY['host', 'network', 'web application', 'cloud account']::target_kind[])[1 + n % 4],
    'site-' || lpad((n % 60)::text, 2, '0') || ' ' || (ARRAY['office', 'data centre', 'shop', 'staging'])[1 + n / 60 % 4] || ' ' || n,
    CASE n % 4 WHEN 0 THEN ('10.' || n % 60 || '.' || n / 60 || '.7')::inet WHEN 1 THEN ('10.' || n % 60 || '.' || n / 60 || '.0/24')::inet END,
    CASE WHEN n % 4 >= 2 THEN 'https://app' || n || '.site-' || lpad((n % 60)::text, 2, '0') || '.example.net/' END,
    ARRAY['env:' || (ARRAY['prod', 'test', 'office'])[1 + n % 3], 'owner:team-' || n % 9], n % 17 <> 0
FROM generate_series(1, 480) n;

INSERT INTO schedule (target_id, policy_id, hour, weekdays, valid_during)
SELECT 1 + n % 480, 1 + n * 7 % 60, n % 24, (ARRAY['{1,2,3,4,5}', '{6}', '{0,1,2,3,4,5,6}', '{2,4}']::text[])[1 + n % 4]::integer[],
    tstzrange(timestamptz '2026-01-01 00:00:00+00' + n * interval '3 hours', CASE WHEN n % 5 = 0 THEN timestamptz '2027-01-01 00:00:00+00' END)
FROM generate_series(0, 719) n;

INSERT INTO audit_entry (happened_at, user_id, action, object, detail)
SELECT timestamptz '2026-01-02 07:00:00+00' + n * interval '97 minutes', 1 + n * 13 % 240,
    (ARRAY['signed in', 'schedule changed', 'target added', 'report made', 'finding accepted', 'policy copied'])[1 + n % 6],
    (ARRAY['session', 'schedule', 'target', 'report', 'finding', 'policy'])[1 + n % 6] || ' ' || n * 31 % 997,
    CASE WHEN n % 2 = 0 THEN jsonb_build_object('from', '192.0.2.' || n % 250, 'agent', 'Mozilla/5.0', 'request', substr(md5('audit' || n), 1, 16)) END
FROM generate_series(1, 4000) n;

INSERT INTO setting
SELECT (ARRAY['mail', 'scan', 'report', 'login', 'export'])[1 + n % 5] || '.' || (ARRAY['limit', 'host', 'template', 'timeout', 'language', 'note'])[1 + n / 5 % 6] || '.' || n,
    CASE WHEN n % 9 = 0 THEN NULL WHEN n % 9 = 1 THEN E'two lines\nand a tab\there, a backslash \\ and a quote ''' ELSE md5('setting' || n) END,
    timestamptz '2026-03-01 00:00:00+00' + n * interval '5 hours'
FROM generate_series(1, 120) n;
UPDATE setting SET value = 'changed', changed_at = changed_at + interval '1 day' WHERE name LIKE 'scan.%';

SELECT setval('ticket_number', 48155);
ANALYZE;
