package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How pg_dump is called for each stream of a plan.
 *
 * @param path where the program is
 * @param encoding the server's name for the database's encoding
 * @param snapshot the snapshot that all read under
 * @param lockLimit for how long a session may wait for a lock
 */
record PgDump(Path path, String encoding, String snapshot, Duration lockLimit) {

    /** By how much a session's own limit is longer than the watch's, which can say who is to blame. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** pg_dump sets it too, but not before a timeout of the database's could end its first statements. */
    private static final String SESSION_SETTINGS = "-c statement_timeout=0";

    /** The arguments for each stream, in the order of {@link DumpStreams}. */
    Map<StreamName, List<String>> streams(StreamPlan plan) {
        Map<StreamName, List<String>> streams = new LinkedHashMap<>();
        if (plan.whole()) {
            streams.put(DumpStreams.WHOLE, arguments(List.of()));
            return streams;
        }
        // Not --schema-only, which leaves out large objects and the filling of materialized views.
        streams.put(DumpStreams.SCHEMA, arguments(List.of("--section=pre-data", "--section=post-data")));
        // An exclusion that matches nothing is no error to pg_dump, so it has to be the very same pattern as elsewhere.
        streams.put(DumpStreams.data(0), arguments(rows("--exclude-table-data=", plan.patterns())));
        for (int i = 1; i < plan.size(); i++) {
            List<String> only = rows("--table=", plan.patterns(i));
            only.add("--strict-names");
            streams.put(DumpStreams.data(i), arguments(only));
        }
        return streams;
    }

    /** Where it connects to, and what its session is called. */
    static ToolEnvironment environment(
            PostgresAddress address, SessionNames names, StreamName stream, PasswordFile password) {
        PostgresAddress own = names.address(address, stream.value());
        return ToolEnvironment.connecting(
                        own, password.path(), own.applicationName().orElseThrow())
                .withSessionSettings(SESSION_SETTINGS);
    }

    private static List<String> rows(String option, List<TablePattern> patterns) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--section=data");
        patterns.forEach(pattern -> arguments.add(option + pattern.text()));
        return arguments;
    }

    private List<String> arguments(List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--format=custom",
                "--compress=0",
                "--no-password",
                "--lock-wait-timeout=" + lockLimit.plus(GRACE).toMillis(),
                "--encoding=" + encoding,
                "--snapshot=" + snapshot));
        arguments.addAll(more);
        return arguments;
    }
}
