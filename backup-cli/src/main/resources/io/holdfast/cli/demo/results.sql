-- A sample Results database: what a security scanner finds, run after run.
--
-- This file makes the tables and the functions of the schema "simulation", which fill and change them:
--   SELECT simulation.plan(200);                  how many runs make a dump of about 200 MB; remembered
--   SELECT simulation.add_runs(1, 100);           one block of runs after the other
--   \i results-indexes.sql                        indexes and foreign keys, quicker after the rows
--   SELECT * FROM simulation.change_some(7);      changes about 7 % of all rows, as the application would
--
-- Everything is computed from row numbers with hashes, so equal calls make equal rows on every machine. The proportions
-- are those of a real scanner's database: findings are about 60 % of the bytes, and zstd -1 makes 1/5 of a dump.

CREATE TYPE severity AS ENUM ('info', 'low', 'medium', 'high', 'critical');
CREATE TYPE finding_status AS ENUM ('open', 'confirmed', 'accepted', 'fixed', 'false positive');

CREATE TABLE check_definition (
    id text PRIMARY KEY,
    title text NOT NULL,
    severity severity NOT NULL,
    description text NOT NULL,
    remediation text NOT NULL,
    reference_urls text[] NOT NULL
);
COMMENT ON TABLE check_definition IS 'What the scanner looks for';

CREATE TABLE scan_run (
    id bigserial PRIMARY KEY,
    target text NOT NULL,
    profile text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    outcome text NOT NULL CHECK (outcome IN ('running', 'complete', 'partial', 'failed')),
    engine_version text NOT NULL,
    summary jsonb NOT NULL
);
COMMENT ON TABLE scan_run IS 'One scan of one target';

CREATE TABLE host (
    id bigserial PRIMARY KEY,
    run_id bigint NOT NULL,
    address inet NOT NULL,
    hostname text,
    operating_system text,
    last_seen timestamptz NOT NULL,
    attributes jsonb NOT NULL
);

CREATE TABLE service (
    id bigserial PRIMARY KEY,
    run_id bigint NOT NULL,
    host_id bigint NOT NULL,
    port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
    protocol text NOT NULL,
    product text,
    banner text,
    certificate_fingerprint bytea,
    last_seen timestamptz NOT NULL,
    attributes jsonb NOT NULL
);

CREATE TABLE finding (
    id bigserial PRIMARY KEY,
    run_id bigint NOT NULL,
    host_id bigint NOT NULL,
    service_id bigint NOT NULL,
    check_id text NOT NULL,
    severity severity NOT NULL,
    status finding_status NOT NULL DEFAULT 'open',
    score numeric(3, 1) NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    evidence jsonb NOT NULL,
    fingerprint text NOT NULL,
    last_seen timestamptz NOT NULL
);
COMMENT ON COLUMN finding.fingerprint IS 'Equal for the same finding on the same host in every run';

CREATE TABLE scan_log (
    id bigserial,
    logged_at timestamptz NOT NULL,
    run_id bigint NOT NULL,
    level text NOT NULL,
    component text NOT NULL,
    message text NOT NULL,
    context jsonb
) PARTITION BY RANGE (logged_at);
COMMENT ON TABLE scan_log IS 'What the scan engine logged; a partition a month';

DO $$
DECLARE
    first_day date;
BEGIN
    FOR month IN 0..12 LOOP
        first_day := date '2025-12-01' + make_interval(months => month);
        EXECUTE format('CREATE TABLE %I PARTITION OF scan_log FOR VALUES FROM (%L) TO (%L)',
            'scan_log_' || to_char(first_day, 'YYYY_MM'),
            to_char(first_day, 'YYYY-MM-DD') || ' 00:00:00+00',
            to_char(first_day + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    END LOOP;
END
$$;
CREATE TABLE scan_log_later PARTITION OF scan_log DEFAULT;

CREATE VIEW open_finding AS
    SELECT f.id, f.severity, f.title, h.address, h.hostname, s.port, f.last_seen
    FROM finding f JOIN host h ON h.id = f.host_id JOIN service s ON s.id = f.service_id
    WHERE f.status IN ('open', 'confirmed');

CREATE MATERIALIZED VIEW finding_total AS
    SELECT r.target, f.severity, f.status, count(*) AS findings, max(f.score) AS highest_score
    FROM finding f JOIN scan_run r ON r.id = f.run_id
    GROUP BY r.target, f.severity, f.status
    WITH NO DATA;

CREATE SCHEMA simulation;
COMMENT ON SCHEMA simulation IS 'Fills and changes this sample database; an application would have no such thing';

CREATE TABLE simulation.plan (
    megabytes integer NOT NULL,
    runs bigint NOT NULL
);

-- A number from 0 to bound - 1 that depends on nothing but the number of the row and which of its columns it is for.
CREATE FUNCTION simulation.pick(row_number bigint, purpose bigint, bound integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((hashint8extended(row_number, purpose) & 2147483647) % bound)::integer
$$;

CREATE FUNCTION simulation.run_time(run bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT timestamptz '2025-12-01 00:30:00+00' + (run - 1) * (interval '355 days' / (SELECT runs FROM simulation.plan))
$$;

-- One run is about 0.15 MB of an uncompressed dump.
CREATE FUNCTION simulation.plan(megabytes integer) RETURNS bigint
LANGUAGE sql AS $$
    DELETE FROM simulation.plan;
    INSERT INTO simulation.plan VALUES (megabytes, greatest(1, round(megabytes / 0.15)::bigint));
    SELECT runs FROM simulation.plan;
$$;

CREATE FUNCTION simulation.add_hosts(first_run bigint, last_run bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO scan_run
    SELECT r, 'site-' || lpad((r % 60)::text, 2, '0') || '.example.net',
        (ARRAY['full', 'full', 'quick', 'web', 'compliance'])[1 + r % 5],
        t, t + make_interval(secs => 900 + simulation.pick(r, 1, 5400)),
        (ARRAY['complete', 'complete', 'complete', 'complete', 'complete', 'complete', 'partial', 'failed'])[1 + simulation.pick(r, 2, 8)],
        '7.' || (r * 12 / (SELECT runs FROM simulation.plan)) || '.' || simulation.pick(r / 50, 3, 9),
        jsonb_build_object('hosts', 20, 'services', 80, 'findings', 160,
            'requests', 40000 + simulation.pick(r, 4, 90000), 'worker', 'scanner-' || r % 4)
    FROM (SELECT r, simulation.run_time(r) AS t FROM generate_series(first_run, last_run) r) run;

    INSERT INTO host
    SELECT (r - 1) * 20 + h, r,
        ('10.' || r % 60 || '.' || h / 8 || '.' || 10 + h)::inet,
        (ARRAY['www', 'mail', 'db', 'build', 'files', 'vpn', 'intranet', 'print'])[1 + h % 8] || '-' || h || '.site-'
            || lpad((r % 60)::text, 2, '0') || '.example.net',
        (ARRAY['Debian GNU/Linux 12', 'Ubuntu 22.04 LTS', 'Windows Server 2019', 'Windows Server 2022', 'FreeBSD 14.1',
            'Red Hat Enterprise Linux 9', 'Cisco IOS 15.2'])[1 + simulation.pick(r % 60 * 20 + h, 5, 7)],
        t + make_interval(secs => h * 40),
        jsonb_build_object('mac', regexp_replace(substr(md5('mac' || r % 60 * 20 + h), 1, 12), '(..)(?!$)', '\1:', 'g'),
            'uptime_hours', simulation.pick((r - 1) * 20 + h, 6, 9000),
            'latency_ms', (simulation.pick((r - 1) * 20 + h, 7, 1200) / 10.0)::numeric(6, 1),
            'tags', jsonb_build_array('env:' || (ARRAY['prod', 'test', 'office'])[1 + h % 3], 'site:' || r % 60))
    FROM (SELECT r, simulation.run_time(r) AS t FROM generate_series(first_run, last_run) r) run,
        generate_series(1, 20) h
    ORDER BY r, h;
$$;

CREATE FUNCTION simulation.add_services(first_run bigint, last_run bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO service
    SELECT id, r, (r - 1) * 20 + (s + 3) / 4,
        (ARRAY[22, 25, 53, 80, 110, 143, 389, 443, 445, 993, 3306, 3389, 5432, 6379, 8080, 8443])[1 + kind],
        CASE WHEN kind = 2 THEN 'udp' ELSE 'tcp' END,
        (ARRAY['OpenSSH', 'Postfix', 'BIND', 'nginx', 'Dovecot', 'Dovecot', 'OpenLDAP', 'Apache httpd', 'Samba', 'Dovecot',
            'MariaDB', 'Terminal Services', 'PostgreSQL', 'Redis', 'Jetty', 'Apache Tomcat'])[1 + kind] || ' '
            || 1 + version % 15 || '.' || version % 23,
        CASE kind % 4
            WHEN 0 THEN 'SSH-2.0-OpenSSH_' || 6 + version % 4 || '.' || version % 10 || 'p1 Debian-' || 1 + version % 12 || '+deb12u' || version % 5
            WHEN 1 THEN '220 mail.site-' || r % 60 || '.example.net ESMTP Postfix (Debian/GNU) session ' || substr(md5('banner' || id), 1, 8)
            WHEN 2 THEN NULL
            ELSE E'HTTP/1.1 200 OK\r\nServer: nginx/1.' || version % 27 || '.' || version % 4
                || E'\r\nContent-Type: text/html; charset=utf-8\r\nConnection: keep-alive\r\nETag: "'
                || substr(md5('etag' || id), 1, 12) || '"'
        END,
        CASE WHEN kind IN (7, 9, 15) THEN sha256(convert_to('certificate' || r % 60 * 80 + s, 'UTF8')) END,
        t + make_interval(secs => s * 9),
        jsonb_build_object('confidence', 40 + simulation.pick(id, 11, 60), 'method', (ARRAY['probe', 'banner', 'table'])[1 + s % 3],
            'cpe', 'cpe:/a:vendor' || kind || ':product' || kind || ':' || version,
            'response_ms', (simulation.pick(id, 12, 30000) / 10.0)::numeric(6, 1),
            'signature', substr(md5('signature' || id), 1, 24), 'state', 'open', 'reason', 'syn-ack')
    FROM (SELECT r, s, t, (r - 1) * 80 + s AS id, simulation.pick(r % 60 * 80 + s, 9, 16) AS kind,
            simulation.pick(r % 60 * 80 + s, 10, 97) AS version
        FROM (SELECT r, simulation.run_time(r) AS t FROM generate_series(first_run, last_run) r) run,
            generate_series(1, 80) s) numbered
    ORDER BY id;
$$;

CREATE FUNCTION simulation.add_findings(first_run bigint, last_run bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO finding
    SELECT n.id, r, (r - 1) * 20 + (f + 7) / 8, (r - 1) * 80 + (f + 1) / 2, c.id, c.severity,
        (ARRAY['open', 'open', 'open', 'open', 'confirmed', 'confirmed', 'accepted', 'fixed', 'false positive']::finding_status[])
            [1 + simulation.pick(n.id, 13, 9)],
        simulation.pick(known, 14, 100) / 10.0, c.title, c.description,
        jsonb_build_object(
            'request', jsonb_build_object(
                'method', (ARRAY['GET', 'GET', 'GET', 'POST', 'HEAD'])[1 + simulation.pick(n.id, 15, 5)],
                'url', 'https://' || (ARRAY['www', 'mail', 'db', 'build'])[1 + f % 4] || '.site-' || lpad((r % 60)::text, 2, '0')
                    || '.example.net/' || (ARRAY['index', 'login', 'api/v2/items', 'search', 'static/app', 'admin/users'])[1 + simulation.pick(known, 16, 6)]
                    || '?session=' || substr(token, 1, 20)),
            'response', jsonb_build_object('status', (ARRAY[200, 200, 200, 301, 403, 404, 500])[1 + simulation.pick(n.id, 17, 7)],
                'length', simulation.pick(n.id, 18, 60000), 'excerpt', substr(c.remediation, 1 + simulation.pick(n.id, 19, 60), 24),
                'digest', token || md5('digest' || n.id)),
            'attempts', 1 + simulation.pick(n.id, 20, 4)),
        md5('finding' || known), t + make_interval(secs => f * 5)
    FROM (SELECT r, f, t, (r - 1) * 160 + f AS id, r % 60 * 160 + f AS known, md5('token' || (r - 1) * 160 + f) AS token
        FROM (SELECT r, simulation.run_time(r) AS t FROM generate_series(first_run, last_run) r) run,
            generate_series(1, 160) f) n
    JOIN check_definition c ON c.id = 'CHK-' || lpad(simulation.pick(known, 21, 400)::text, 4, '0')
    ORDER BY n.id;
$$;

CREATE FUNCTION simulation.add_logs(first_run bigint, last_run bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO scan_log
    SELECT id, t + make_interval(secs => l * 5 + simulation.pick(id, 22, 7000) / 1000.0), r,
        (ARRAY['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'DEBUG', 'WARN', 'ERROR'])[1 + simulation.pick(id, 23, 8)],
        (ARRAY['engine.discovery', 'engine.probe', 'engine.http', 'engine.tls', 'engine.report'])[1 + l % 5],
        CASE l % 5
            WHEN 0 THEN 'discovered host 10.' || r % 60 || '.' || simulation.pick(id, 24, 4) || '.' || simulation.pick(id, 25, 254) || ' in '
                || simulation.pick(id, 26, 4000) || ' ms'
            WHEN 1 THEN 'probe of port ' || 1 + simulation.pick(id, 27, 65535) || ' gave no answer, retry ' || simulation.pick(id, 28, 4) || ' of 3'
            WHEN 2 THEN 'GET /' || substr(md5('path' || id), 1, 10) || ' answered ' || (ARRAY[200, 301, 404, 500])[1 + simulation.pick(id, 29, 4)]
            WHEN 3 THEN 'handshake complete: TLS_AES_256_GCM_SHA384, certificate expires in ' || simulation.pick(id, 30, 700) || ' days'
            ELSE 'check CHK-' || lpad(simulation.pick(id, 31, 400)::text, 4, '0') || ' ended with ' || simulation.pick(id, 32, 12) || ' findings'
        END,
        CASE WHEN l % 4 <> 0 THEN jsonb_build_object('thread', 'worker-' || simulation.pick(id, 33, 16), 'trace', md5('trace' || id)) END
    FROM (SELECT r, l, t, (r - 1) * 160 + l AS id
        FROM (SELECT r, simulation.run_time(r) AS t FROM generate_series(first_run, last_run) r) run,
            generate_series(1, 160) l) numbered
    ORDER BY id;
$$;

CREATE FUNCTION simulation.add_runs(first_run bigint, last_run bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM simulation.add_hosts(first_run, last_run);
    PERFORM simulation.add_services(first_run, last_run);
    PERFORM simulation.add_findings(first_run, last_run);
    PERFORM simulation.add_logs(first_run, last_run);
    PERFORM setval('scan_run_id_seq', last_run), setval('host_id_seq', last_run * 20), setval('service_id_seq', last_run * 80),
        setval('finding_id_seq', last_run * 160), setval('scan_log_id_seq', last_run * 160);
    RETURN (last_run - first_run + 1) * (1 + 20 + 80 + 160 + 160);
END
$$;

-- A day of the application's life: half of the rows of the recent runs are seen again or triaged, the odd older target is
-- triaged as a whole, the oldest runs are deleted, new ones arrive. Of a hundred rows changed, about 60 are updated, 15
-- deleted and 25 inserted; logs are never updated.
CREATE FUNCTION simulation.change_some(percent numeric) RETURNS TABLE (updated bigint, inserted bigint, deleted bigint)
LANGUAGE plpgsql AS $$
DECLARE
    oldest bigint;
    newest bigint;
    runs_changed numeric;
    recent bigint;
    triaged bigint[];
    rows_now bigint;
BEGIN
    SELECT min(id), max(id), count(*) * percent / 100 INTO oldest, newest, runs_changed FROM scan_run;
    -- Half of the 160 + 80 + 20 rows that can be updated of a run's 421.
    recent := newest - greatest(1, round(runs_changed * 0.6 * 421 / 130))::bigint;
    SELECT array_agg(oldest + simulation.pick(newest, 100 + n, (newest - oldest + 1)::integer)) INTO triaged
    FROM generate_series(1, 1 + (newest - oldest) / 500) n;

    UPDATE finding SET last_seen = last_seen + interval '1 day',
        status = CASE WHEN simulation.pick(id, newest, 3) = 0 THEN 'confirmed' ELSE status END,
        evidence = evidence || jsonb_build_object('attempts', (evidence->>'attempts')::integer + 1, 'reviewed_in', newest)
    WHERE run_id > recent AND simulation.pick(id, newest, 2) = 0;
    GET DIAGNOSTICS updated = ROW_COUNT;
    UPDATE finding SET status = 'fixed', last_seen = last_seen + interval '1 day' WHERE run_id = ANY (triaged);
    GET DIAGNOSTICS rows_now = ROW_COUNT;
    updated := updated + rows_now;
    UPDATE service SET last_seen = last_seen + interval '1 day' WHERE run_id > recent AND simulation.pick(id, newest, 2) = 0;
    GET DIAGNOSTICS rows_now = ROW_COUNT;
    updated := updated + rows_now;
    UPDATE host SET last_seen = last_seen + interval '1 day' WHERE run_id > recent AND simulation.pick(id, newest, 2) = 0;
    GET DIAGNOSTICS rows_now = ROW_COUNT;
    updated := updated + rows_now;

    inserted := simulation.add_runs(newest + 1, newest + greatest(1, round(runs_changed * 0.25))::bigint);
    deleted := simulation.delete_runs(oldest + greatest(1, round(runs_changed * 0.15))::bigint);
    REFRESH MATERIALIZED VIEW finding_total;
    RETURN NEXT;
END
$$;

CREATE FUNCTION simulation.delete_runs(first_kept bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    deleted bigint := 0;
    rows_now bigint;
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['scan_log', 'finding', 'service', 'host'] LOOP
        EXECUTE format('DELETE FROM %I WHERE run_id < $1', name) USING first_kept;
        GET DIAGNOSTICS rows_now = ROW_COUNT;
        deleted := deleted + rows_now;
    END LOOP;
    DELETE FROM scan_run WHERE id < first_kept;
    GET DIAGNOSTICS rows_now = ROW_COUNT;
    RETURN deleted + rows_now;
END
$$;

INSERT INTO check_definition
SELECT 'CHK-' || lpad(n::text, 4, '0'),
    (ARRAY['Outdated version of', 'Weak cipher accepted by', 'Default credentials on', 'Directory listing enabled on',
        'Missing security header in', 'Reflected input in'])[1 + n % 6] || ' '
        || (ARRAY['the web server', 'the mail server', 'the database', 'the remote shell', 'the file share', 'the name server',
            'the management interface'])[1 + n / 6 % 7] || ' (' || 2014 + n % 12 || '-' || 1000 + simulation.pick(n, 40, 9000) || ')',
    (ARRAY['info', 'low', 'low', 'medium', 'medium', 'high', 'critical']::severity[])[1 + simulation.pick(n, 41, 7)],
    'Seen where installations '
        || (ARRAY['lag more than a year behind', 'still accept withdrawn protocol versions',
            'keep the settings of their first start', 'show internal names'])[1 + simulation.pick(n, 42, 4)]
        || '. Who can reach it may '
        || (ARRAY['read data of other users', 'run commands with the rights of the service', 'take over sessions',
            'stop it with few requests', 'learn what else runs in this network'])[1 + simulation.pick(n, 43, 5)]
        || ' (' || substr(md5('check' || n), 1, 10) || ').',
    'Update to the newest version that the vendor supports, restart the service, and scan the target again. Where that is not possible, '
        || (ARRAY['limit access to the management network', 'switch the feature off', 'put a filtering proxy in front of it'])[1 + n % 3]
        || ' and note the reason at the finding.',
    ARRAY['https://advisories.example.org/' || 2014 + n % 12 || '/' || n, 'https://vendor.example.com/security/' || md5('url' || n)]
FROM generate_series(0, 399) n;
