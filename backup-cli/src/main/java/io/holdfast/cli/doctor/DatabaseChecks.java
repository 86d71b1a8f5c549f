package io.holdfast.cli.doctor;

import io.holdfast.cli.doctor.Check.Level;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.postgres.dump.DatabaseCondition;
import io.holdfast.postgres.dump.PostgresDoctor;
import io.holdfast.postgres.dump.PostgresTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at PostgreSQL's client tools and at databases. */
final class DatabaseChecks {

    private static final String TOOLS = "PostgreSQL tools";

    private final Optional<Path> folder;
    private final ServerChecks servers;
    private final List<Check> checks = new ArrayList<>();

    DatabaseChecks(Optional<Path> folder, ServerChecks servers) {
        this.folder = Objects.requireNonNull(folder);
        this.servers = Objects.requireNonNull(servers);
    }

    List<Check> run(Map<DatabaseName, ConnectionUrl> databases) {
        Optional<PostgresTools> tools = tools();
        databases.forEach((name, url) -> examine("database " + name, url, tools));
        return List.copyOf(checks);
    }

    private Optional<PostgresTools> tools() {
        try {
            PostgresTools tools = PostgresTools.find(folder);
            checks.add(Check.ok(TOOLS, described(tools) + (folder.isPresent() ? "" : ", which are used")));
            if (folder.isEmpty()) {
                PostgresTools.folders().stream()
                        .filter(other -> !other.equals(tools.folder()))
                        .forEach(this::other);
            }
            return Optional.of(tools);
        } catch (BackupFailure failure) {
            checks.add(Check.problem(TOOLS, failure));
            return Optional.empty();
        }
    }

    /** Of interest where the server turns out to be newer than what was found first. */
    private void other(Path other) {
        try {
            checks.add(Check.ok(TOOLS, described(PostgresTools.find(Optional.of(other))) + " too"));
        } catch (BackupFailure failure) {
            checks.add(Check.warning(TOOLS, failure.getMessage(), failure.hint().orElse("They are not used")));
        }
    }

    private static String described(PostgresTools tools) {
        return "pg_dump and pg_restore " + tools.version() + " in " + tools.folder();
    }

    private void examine(String subject, ConnectionUrl url, Optional<PostgresTools> tools) {
        try {
            DatabaseCondition condition = new PostgresDoctor().examine(url);
            checks.add(Check.ok(
                    subject,
                    condition.database() + " can be reached, PostgreSQL " + condition.serverVersion() + ", "
                            + condition.size()));
            tools.ifPresent(found -> checks.add(version(subject, condition, found)));
            checks.add(readable(subject, condition));
            checks.add(replaceable(subject, condition));
            condition
                    .warnings()
                    .forEach(warning -> checks.add(new Check(subject, Level.WARNING, warning, Optional.empty())));
            checks.addAll(servers.tell(subject, url, condition.kept()));
        } catch (BackupFailure failure) {
            checks.add(Check.problem(subject, failure));
        }
    }

    private static Check readable(String subject, DatabaseCondition condition) {
        return condition
                .unreadable()
                .map(failure -> Check.problem(subject, failure))
                .orElseGet(() -> Check.ok(subject, "everything in it can be read"));
    }

    /** A user that only takes backups is a good one, so that this is not a problem. */
    private static Check replaceable(String subject, DatabaseCondition condition) {
        return condition.unreplaceable().isEmpty()
                ? Check.ok(subject, "this user can restore in its place")
                : Check.warning(
                        subject,
                        "this user could not restore in its place just now: "
                                + condition.unreplaceable().stream()
                                        .map(RestoreProblem::message)
                                        .collect(Collectors.joining("; ")),
                        "Backups do not need it; a restore can sign in as another user, or go to a new database");
    }

    private static Check version(String subject, DatabaseCondition condition, PostgresTools tools) {
        return tools.majorVersion() < condition.serverMajorVersion()
                ? Check.problem(
                        subject,
                        "the tools (" + tools.version() + ") are older than its server (" + condition.serverVersion()
                                + ")",
                        "Install PostgreSQL's client tools of version " + condition.serverMajorVersion() + " or newer")
                : Check.ok(subject, "the tools are new enough for its server");
    }
}
