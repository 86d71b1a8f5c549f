-- The indexes and foreign keys of the sample Results database, made when its rows are there.

ALTER TABLE scan_log ADD PRIMARY KEY (id, logged_at);
CREATE INDEX scan_run_started ON scan_run (started_at);
CREATE INDEX host_run ON host (run_id);
CREATE INDEX host_address ON host (address);
CREATE INDEX service_run ON service (run_id);
CREATE INDEX service_host ON service (host_id);
CREATE INDEX finding_run ON finding (run_id);
CREATE INDEX finding_service ON finding (service_id);
CREATE INDEX finding_host ON finding (host_id);
CREATE INDEX finding_fingerprint ON finding (fingerprint);
CREATE INDEX finding_urgent ON finding (severity, last_seen) WHERE status IN ('open', 'confirmed');
CREATE INDEX scan_log_run ON scan_log (run_id);

ALTER TABLE host ADD FOREIGN KEY (run_id) REFERENCES scan_run (id);
ALTER TABLE service ADD FOREIGN KEY (host_id) REFERENCES host (id);
ALTER TABLE finding ADD FOREIGN KEY (service_id) REFERENCES service (id);
ALTER TABLE finding ADD FOREIGN KEY (check_id) REFERENCES check_definition (id);
ALTER TABLE scan_log ADD FOREIGN KEY (run_id) REFERENCES scan_run (id);

REFRESH MATERIALIZED VIEW finding_total;
CREATE UNIQUE INDEX finding_total_key ON finding_total (target, severity, status);
ANALYZE;
