package io.holdfast.postgres.dump;

import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what would keep a database that exists from being replaced by another, as far as it can be seen beforehand. */
final class ReplacementCheck {

    private final PostgresAddress target;
    private final PostgresSession session;
    private final List<RestoreProblem> problems = new ArrayList<>();

    ReplacementCheck(PostgresAddress target, PostgresSession session) {
        this.target = target;
        this.session = session;
    }

    /** What would go on replicating into or from the database that is set aside; the first of it, if there is any. */
    static Optional<RestoreProblem> replication(PostgresAddress target, PostgresSession session) {
        ReplacementCheck check = new ReplacementCheck(target, session);
        check.replication();
        return check.problems.stream().findFirst();
    }

    /** All of them. */
    List<RestoreProblem> problems() {
        template();
        owner();
        for (String obstacle : new SwapObstacles(session, target.database()).inTheWay()) {
            problem(
                    FailureKind.PERMANENT,
                    "something in the way of replacing " + target + " cannot be ended: " + obstacle);
        }
        replication();
        return problems;
    }

    /** Others copy it, and the server itself counts on its own. */
    private void template() {
        boolean template = session.query(
                        "look at " + target,
                        "SELECT datname IN ('template0', 'template1') OR datistemplate FROM pg_catalog.pg_database"
                                + " WHERE datname = ?",
                        row -> row.getBoolean(1),
                        target.database())
                .contains(true);
        if (template) {
            problem(
                    FailureKind.PERMANENT,
                    target + " is a template that new databases are made from, and is not replaced: restore to another"
                            + " name, or say that it is none (ALTER DATABASE " + SqlText.identifier(target.database())
                            + " IS_TEMPLATE false)");
        }
    }

    private void owner() {
        session.query(
                        "look at " + target,
                        "SELECT pg_catalog.pg_get_userbyid(datdba) FROM pg_catalog.pg_database"
                                + " WHERE datname = ? AND NOT pg_catalog.pg_has_role(datdba, 'USAGE')",
                        row -> row.getString(1),
                        target.database())
                .forEach(
                        owner -> problem(
                                FailureKind.DENIED,
                                target + " belongs to " + SqlText.shown(owner) + ", and user "
                                        + SqlText.shown(target.user())
                                        + " has not the rights of that role: replace it as a superuser, its owner, or a member"));
    }

    /** Both go on with the database that was replaced, under its new name, and stop there. */
    private void replication() {
        session.query(
                        "look for subscriptions of " + target,
                        "SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d"
                                + " ON d.oid = s.subdbid WHERE s.subenabled AND d.datname = ? ORDER BY 1",
                        row -> row.getString(1),
                        target.database())
                .forEach(name -> problem(
                        FailureKind.PERMANENT,
                        target + " has the active subscription " + SqlText.shown(name) + ": ALTER SUBSCRIPTION "
                                + SqlText.identifier(name) + " DISABLE before it is replaced"));
        session.query(
                        "look for replication slots of " + target,
                        "SELECT slot_name FROM pg_catalog.pg_replication_slots WHERE active AND database = ? ORDER BY 1",
                        row -> row.getString(1),
                        target.database())
                .forEach(name -> problem(
                        FailureKind.PERMANENT,
                        target + " is being replicated through the slot " + SqlText.shown(name)
                                + ": stop what reads from it before the database is replaced"));
    }

    private void problem(FailureKind kind, String message) {
        problems.add(new RestoreProblem(kind, message));
    }
}
