package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.KeptDatabase.State;
import io.holdfast.postgres.dump.DatabaseSwap.Existing;
import io.holdfast.postgres.dump.DatabaseSwap.Incoming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The databases that restores left on a server: finds them, swaps one back, drops one. */
final class KeptDatabases {

    private final PostgresAddress server;

    /**
     * One that was found.
     *
     * @param id its OID
     * @param kept what it is
     * @param mark its mark; empty where a restore was killed before it made one
     */
    private record Found(long id, KeptDatabase kept, Optional<DatabaseMark> mark) {}

    /** What the catalogue says of a database that bears a mark or has the name of a staging database. */
    private record Row(long id, String name, String setting, String comment) {}

    /** @param server any database on the server; for undoing, the target */
    KeptDatabases(PostgresAddress server) {
        this.server = server;
    }

    /** All of them, the newest first. */
    List<KeptDatabase> list() {
        try (PostgresSession session = Administration.open(server)) {
            return list(session);
        }
    }

    /** All of them, the newest first, in the eyes of this session. */
    static List<KeptDatabase> list(PostgresSession session) {
        return find(session, found -> true).stream().map(Found::kept).toList();
    }

    /** Puts a previous database of the target back in its place; what is there is kept. */
    KeptDatabase undo(Optional<String> name) {
        try (PostgresSession session = Administration.openBeside(server)) {
            List<Found> previous = find(
                    session,
                    found -> found.kept().state() == State.PREVIOUS
                            && found.kept().target().equals(server.database())
                            && name.map(found.kept().name()::equals).orElse(true));
            Found chosen = previous.stream()
                    .filter(found -> name.isPresent() || trusted(session, found))
                    .findFirst()
                    .orElseThrow(() -> nothing(name, previous));
            refuseReplication(session);
            DatabaseMark mark = chosen.mark().orElseThrow();
            Incoming incoming = new Incoming(
                    chosen.id(),
                    "the previous database " + SqlText.shown(chosen.kept().name()),
                    now -> {
                        refuseOther(mark, now);
                        return List.of(DatabaseStatements.unmark(mark));
                    },
                    mark.open());
            new DatabaseSwap(server, incoming, Existing.KEEP).run(session);
            return chosen.kept();
        }
    }

    /** Drops a kept database. */
    KeptDatabase discard(String name) {
        try (PostgresSession session = Administration.openBeside(server.withDatabase(name))) {
            Found found = find(session, candidate -> candidate.kept().name().equals(name)).stream()
                    .findFirst()
                    .orElseThrow(() -> BackupFailure.of(
                                    FailureKind.NOT_FOUND,
                                    "no restore left a database " + SqlText.shown(name) + " at " + server.server())
                            .withHint("Only databases that a restore left can be dropped with this"));
            if (found.kept().state() == State.RUNNING) {
                throw BackupFailure.of(
                                FailureKind.INVALID,
                                "a restore into " + SqlText.shown(found.kept().target()) + " is filling "
                                        + SqlText.shown(name) + " just now, so it was not dropped")
                        .withHint("Cancel that restore: it then removes the database itself");
            }
            if (found.kept().state() == State.PREVIOUS) {
                refuseUsed(session, found);
            }
            DatabaseRemoval.drop(session, found.id(), name);
            return found.kept();
        }
    }

    /**
     * Whoever may make databases can make one and mark it as any target's previous one. So nothing is chosen unasked but what
     * belongs to a superuser, to this user, or to a role that has the say over the target anyway. Where the target is gone
     * nobody has the say over it.
     */
    private boolean trusted(PostgresSession session, Found found) {
        return session.query(
                        "look whom the previous databases of " + server + " belong to",
                        "SELECT r.rolsuper OR r.rolname = current_user OR EXISTS (SELECT FROM pg_catalog.pg_database t"
                                + " WHERE t.datname = ? AND pg_catalog.pg_has_role(d.datdba, t.datdba, 'MEMBER'))"
                                + " FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles r ON r.oid = d.datdba"
                                + " WHERE d.oid = " + found.id(),
                        row -> row.getBoolean(1),
                        server.database())
                .contains(true);
    }

    private void refuseReplication(PostgresSession session) {
        ReplacementCheck.replication(server, session).ifPresent(problem -> {
            throw BackupFailure.of(problem.kind(), problem.message())
                    .withHint("Nothing was changed; do that and try again");
        });
    }

    /**
     * Nobody is in a kept database unless somebody opened it, and then it is not for us to end what he does there. What kind of
     * session it is the server does not tell everybody.
     */
    private static void refuseUsed(PostgresSession session, Found found) {
        long sessions = session.one(
                "look who uses the database " + SqlText.shown(found.kept().name()),
                "SELECT count(*) FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_database d ON d.oid = a.datid"
                        + " WHERE d.datallowconn AND a.pid <> pg_catalog.pg_backend_pid()"
                        + " AND a.usesysid IS NOT NULL AND coalesce(a.backend_type, 'client backend') = 'client backend'"
                        + " AND d.oid = " + found.id(),
                row -> row.getLong(1));
        if (sessions > 0) {
            throw BackupFailure.of(
                            FailureKind.INVALID,
                            "the database " + SqlText.shown(found.kept().name()) + " is in use by " + sessions
                                    + " session(s), so it was not dropped")
                    .withHint(
                            "End them first; if it is needed under this name, rename it, and it is no kept one any more");
        }
    }

    private BackupFailure nothing(Optional<String> name, List<Found> untrusted) {
        if (!untrusted.isEmpty()) {
            return BackupFailure.of(
                            FailureKind.NOT_FOUND,
                            "the previous databases of " + server
                                    + " belong to roles that have no say over it, so none was"
                                    + " chosen: "
                                    + String.join(
                                            ", ",
                                            untrusted.stream()
                                                    .map(found -> SqlText.shown(
                                                            found.kept().name()))
                                                    .toList()))
                    .withHint("Name the one that is to come back");
        }
        return BackupFailure.of(
                        FailureKind.NOT_FOUND,
                        name.map(given -> "no restore into " + server + " left a database " + SqlText.shown(given))
                                .orElse("no previous database is kept for " + server))
                .withHint("Look which databases are kept there");
    }

    private static void refuseOther(DatabaseMark mark, String now) {
        if (!mark.bearer().equals(now)) {
            throw BackupFailure.of(
                    FailureKind.PERMANENT,
                    "the previous database " + SqlText.shown(mark.bearer()) + " was renamed or swapped back meanwhile,"
                            + " so nothing was changed");
        }
    }

    private static List<Found> find(PostgresSession session, Predicate<Found> wanted) {
        List<Found> result = new ArrayList<>();
        for (Row row : rows(session)) {
            found(session, row).filter(wanted).ifPresent(result::add);
        }
        result.sort(Comparator.comparing((Found found) -> found.kept().since())
                .thenComparing(found -> found.kept().name())
                .reversed());
        return result;
    }

    /** Names of other databases are not even read: they may be in any encoding. */
    private static List<Row> rows(PostgresSession session) {
        return session.query(
                "look for databases that restores left at " + session.address().server(),
                "SELECT d.oid::bigint, d.datname, s.value, pg_catalog.shobj_description(d.oid, 'pg_database')"
                        + " FROM pg_catalog.pg_database d LEFT JOIN (SELECT setdatabase,"
                        + " pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1) AS value"
                        + " FROM pg_catalog.pg_db_role_setting, pg_catalog.unnest(setconfig) c"
                        + " WHERE setrole = 0 AND pg_catalog.starts_with(c, 'application_name=" + DatabaseMark.BEGIN
                        + "')) s ON s.setdatabase = d.oid"
                        + " WHERE s.value IS NOT NULL OR pg_catalog.starts_with(d.datname, '" + StagingName.PREFIX
                        + "')",
                row -> new Row(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)));
    }

    private static Optional<Found> found(PostgresSession session, Row row) {
        Optional<DatabaseMark> mark = Optional.ofNullable(row.setting())
                .flatMap(DatabaseMark::parse)
                .filter(candidate -> candidate.bearer().equals(row.name()));
        if (mark.isPresent()) {
            return kept(session, row, State.PREVIOUS, mark);
        }
        if (!StagingName.matches(row.name())) {
            return Optional.empty();
        }
        boolean running = RestoreLock.isTaken(session, row.name());
        return kept(
                session,
                row,
                running ? State.RUNNING : State.UNFINISHED,
                Optional.ofNullable(row.comment())
                        .flatMap(DatabaseMark::parse)
                        .filter(candidate -> candidate.bearer().equals(row.name())));
    }

    private static Optional<Found> kept(PostgresSession session, Row row, State state, Optional<DatabaseMark> mark) {
        return size(session, row.id())
                .map(size -> new KeptDatabase(
                        row.name(),
                        state,
                        mark.map(DatabaseMark::target).orElse(""),
                        mark.map(DatabaseMark::since).orElseGet(() -> StagingName.time(row.name())),
                        size))
                .map(kept -> new Found(row.id(), kept, mark));
    }

    /** Empty where the database is gone by now. */
    private static Optional<ByteCount> size(PostgresSession session, long id) {
        try {
            return session
                    .query(
                            "read the size of a database",
                            "SELECT pg_catalog.pg_database_size(" + id + "::oid)",
                            row -> row.getLong(1))
                    .stream()
                    .filter(bytes -> bytes > 0)
                    .findFirst()
                    .map(ByteCount::new);
        } catch (BackupFailure e) {
            if (e.kind() == FailureKind.DENIED) {
                return Optional.of(ByteCount.ZERO);
            }
            if (e.kind() == FailureKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
