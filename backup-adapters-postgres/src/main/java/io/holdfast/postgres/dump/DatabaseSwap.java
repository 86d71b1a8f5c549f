package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Gives a database the name of the target, and keeps the database that had it under another one. Renaming is transactional,
 * so all of it is one transaction: until its commit nobody sees any of it, and a crash leaves all or nothing.
 *
 * <p>A rename first locks the database against new sessions, which then wait, and then waits five seconds for the old ones to
 * go; a {@link SessionEnder} ends them meanwhile. So sessions in the target go on until everything else is done.
 */
final class DatabaseSwap {

    private static final int ATTEMPTS = 5;
    private static final int END_CHECKS = 100;
    private static final long END_CHECK_MILLISECONDS = 100;

    /** No database of this name or id, one in use, one of the new name; a lock not had; two changes of one row at once. */
    private static final Set<String> PASSING = Set.of("3D000", "55006", "42P04", "55P03", "XX000");

    private final PostgresAddress target;
    private final Incoming incoming;
    private final Existing existing;

    /**
     * The database that is to have the target's name.
     *
     * @param id its OID
     * @param what what it is, for messages: "the staging database"
     * @param preparation the statements that make it ready, given its name; part of the transaction
     * @param open whether it can be connected to once it has the target's name
     */
    record Incoming(long id, String what, Function<String, List<String>> preparation, boolean open) {}

    /** What becomes of a database that has the target's name. */
    enum Existing {
        /** It is kept under another name. */
        KEEP,
        /** It stays, and the swap fails as ALREADY_EXISTS. */
        REFUSE
    }

    /** A rename that did not come about, and may with another attempt. */
    private record Attempt(boolean done, Optional<String> kept) {

        static final Attempt AGAIN = new Attempt(false, Optional.empty());
    }

    DatabaseSwap(PostgresAddress target, Incoming incoming, Existing existing) {
        this.target = target;
        this.incoming = incoming;
        this.existing = existing;
    }

    /**
     * Swaps.
     *
     * @param session one of a database other than these two
     * @return the name that the database is kept by that had the target's name; empty where there was none
     */
    Optional<String> run(PostgresSession session) {
        for (int number = 1; ; number++) {
            Attempt attempt = attempt(session, number);
            if (attempt.done()) {
                return attempt.kept();
            }
        }
    }

    private Attempt attempt(PostgresSession session, int number) {
        long backend =
                session.one("begin to swap databases", "SELECT pg_catalog.pg_backend_pid()", row -> row.getLong(1));
        Optional<String> kept = Optional.empty();
        boolean committing = false;
        try {
            // What is said to be swapped stays so, also where the server may forget its last commits in a crash.
            session.execute(
                    "begin to swap databases",
                    "BEGIN; SET LOCAL lock_timeout = '10s'; SET LOCAL synchronous_commit = on");
            String name = Administration.name(session, incoming.id()).orElseThrow(this::gone);
            Optional<Long> replaced = Administration.id(session, target.database());
            if (replaced.isPresent() && existing == Existing.REFUSE) {
                throw exists(null);
            }
            for (String statement : incoming.preparation().apply(name)) {
                session.execute("make " + incoming.what() + " ready to be " + target, statement);
            }
            kept = rename(session, name, replaced);
            committing = true;
            session.execute("give " + incoming.what() + " the name of " + target, "COMMIT");
            return new Attempt(true, kept);
        } catch (BackupFailure e) {
            if (committing && e.kind() == FailureKind.TRANSIENT) {
                lookAfter(e, backend);
                return new Attempt(true, kept);
            }
            rollBack(session, e);
            refuseHopeless(session, e, number);
            return Attempt.AGAIN;
        }
    }

    /** Between the first rename and the commit nobody can connect to either; so nobody is ended who came after the swap. */
    private Optional<String> rename(PostgresSession session, String name, Optional<Long> replaced) {
        List<Long> ids = new ArrayList<>(List.of(incoming.id()));
        replaced.ifPresent(ids::add);
        try (SessionEnder ender = SessionEnder.start(Administration.openBeside(target), ids)) {
            return ender.during(() -> {
                Optional<String> kept = replaced.map(id -> setAside(session, id));
                String what = "give " + incoming.what() + " the name of " + target;
                String database = SqlText.identifier(target.database());
                session.execute(what, "ALTER DATABASE " + SqlText.identifier(name) + " RENAME TO " + database);
                session.execute(what, "ALTER DATABASE " + database + " ALLOW_CONNECTIONS " + incoming.open());
                return kept;
            });
        }
    }

    private String setAside(PostgresSession session, long id) {
        String what = "set " + target + " aside";
        Instant now = Administration.now(session);
        String kept = KeptName.of(target.database(), now, name -> Administration.exists(session, name));
        String database = SqlText.identifier(kept);
        session.execute(what, "ALTER DATABASE " + SqlText.identifier(target.database()) + " RENAME TO " + database);
        if (!Administration.name(session, id).filter(kept::equals).isPresent()) {
            // Another swap was first, and what has been renamed is what it made; its sessions have to go as well.
            throw BackupFailure.of(FailureKind.TRANSIENT, target + " was replaced meanwhile by somebody else");
        }
        boolean open = session.one(
                what, "SELECT datallowconn FROM pg_catalog.pg_database WHERE oid = " + id, row -> row.getBoolean(1));
        session.execute(what, "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
        Optional<String> before = Administration.applicationName(session, id);
        session.execute(what, DatabaseStatements.mark(new DatabaseMark(kept, target.database(), now, before, open)));
        return kept;
    }

    /**
     * The reply to the commit was lost: only the server knows what became of it, and only once the session that was to commit
     * is gone.
     */
    private void lookAfter(BackupFailure lost, long backend) {
        try {
            boolean renamed = Administration.uninterrupted(() -> {
                try (PostgresSession session = Administration.openBeside(target)) {
                    awaitEnd(session, backend);
                    return Administration.name(session, incoming.id())
                            .filter(target.database()::equals)
                            .isPresent();
                }
            });
            if (!renamed) {
                throw lost;
            }
        } catch (BackupFailure e) {
            if (e == lost) {
                throw e;
            }
            BackupFailure unknown = BackupFailure.of(
                            FailureKind.UNKNOWN_OUTCOME,
                            "the connection was lost while " + incoming.what() + " got the name of " + target
                                    + ", so it has it or not",
                            lost)
                    .withHint("Look which databases are kept: if " + target.database()
                            + " is what you wanted, it is whole");
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    private void awaitEnd(PostgresSession session, long backend) {
        for (int check = 0; check < END_CHECKS; check++) {
            boolean there = session.one(
                    "look whether the session that swapped is gone",
                    "SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE pid = " + backend + ")",
                    row -> row.getBoolean(1));
            if (!there) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(END_CHECK_MILLISECONDS);
            } catch (InterruptedException e) {
                throw BackupFailure.cancelled("looking what became of " + target);
            }
        }
        throw BackupFailure.of(FailureKind.TRANSIENT, "the session that was to swap has not ended yet");
    }

    /** Returns where another attempt makes sense. */
    private void refuseHopeless(PostgresSession session, BackupFailure e, int number) {
        String state = e.getCause() instanceof SQLException cause ? SqlFailures.state(cause) : "";
        boolean overtaken = e.getCause() == null && e.kind() == FailureKind.TRANSIENT;
        if (!overtaken && !PASSING.contains(state)) {
            throw e;
        }
        if (state.equals("42P04") && existing == Existing.REFUSE) {
            throw exists(e);
        }
        if (state.equals("55006")) {
            List<String> blockers = new SwapObstacles(session, target.database()).inTheWay();
            blockers.addAll(Administration.name(session, incoming.id())
                    .map(name -> new SwapObstacles(session, name).inTheWay())
                    .orElse(List.of()));
            if (!blockers.isEmpty()) {
                throw BackupFailure.of(
                                FailureKind.PERMANENT,
                                target + " is as it was, because something in the way cannot be ended: "
                                        + String.join("; ", blockers),
                                e)
                        .withHint("Clear that away and try again");
            }
        }
        if (number >= ATTEMPTS) {
            throw e;
        }
    }

    private static void rollBack(PostgresSession session, BackupFailure first) {
        try {
            session.execute("roll back", "ROLLBACK");
        } catch (BackupFailure e) {
            first.addSuppressed(e);
        }
    }

    private BackupFailure gone() {
        return BackupFailure.of(
                FailureKind.PERMANENT,
                incoming.what() + " of " + target + " was dropped by somebody else, so nothing was changed");
    }

    private BackupFailure exists(BackupFailure cause) {
        return exists(target, cause);
    }

    /** The target is there and may not be replaced. */
    static BackupFailure exists(PostgresAddress target, BackupFailure cause) {
        return BackupFailure.of(
                        FailureKind.ALREADY_EXISTS, target + " exists already, and nothing in it was touched", cause)
                .withHint("Restore to another name, or ask for the existing database to be replaced");
    }
}
