package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.postgres.dump.DatabaseProperties.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roles that a restore needs and the server does not have. Those that are made have no password and no rights over the
 * server as a whole, and are members of one another only: a dump is somebody else's word, and must not make an administrator.
 */
final class MissingRoles {

    private final PostgresSession session;
    private final List<Role> missing;

    MissingRoles(PostgresSession session, DatabaseProperties source) {
        this.session = session;
        Set<String> there = new HashSet<>(session.query(
                "look for the roles of the dump", "SELECT rolname FROM pg_catalog.pg_roles", row -> row.getString(1)));
        this.missing = source.roles().stream()
                .filter(role -> !there.contains(role.name()))
                .toList();
    }

    /** Their names. */
    List<String> names() {
        return missing.stream().map(Role::name).toList();
    }

    /** Makes all of them, or none. */
    void create() {
        if (missing.isEmpty()) {
            return;
        }
        session.execute("begin to make roles", "BEGIN");
        try {
            for (Role role : missing) {
                session.execute("make the role " + SqlText.shown(role.name()), statement(role));
            }
            for (Role role : missing) {
                join(role);
            }
            session.execute("make roles", "COMMIT");
        } catch (BackupFailure e) {
            try {
                session.execute("roll back", "ROLLBACK");
            } catch (BackupFailure second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static String statement(Role role) {
        return "CREATE ROLE " + SqlText.identifier(role.name())
                + " NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD NULL"
                + (role.inherit() ? " INHERIT" : " NOINHERIT")
                + (role.login() ? " LOGIN" : " NOLOGIN")
                + " CONNECTION LIMIT " + role.connectionLimit()
                + (role.validUntil() == null ? "" : " VALID UNTIL " + SqlText.literal(role.validUntil()));
    }

    private void join(Role role) {
        String member = SqlText.identifier(role.name());
        Set<String> made = missing.stream().map(Role::name).collect(Collectors.toSet());
        for (String group : role.memberOf()) {
            if (made.contains(group)) {
                session.execute(
                        "make " + SqlText.shown(role.name()) + " a member of " + SqlText.shown(group),
                        "GRANT " + SqlText.identifier(group) + " TO " + member);
            }
        }
        // Who is no superuser has to be a member of a role to give it something; whoever made it may join it.
        boolean superuser = session.one(
                "look who is restoring",
                "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user",
                row -> row.getBoolean(1));
        if (!superuser) {
            session.execute(
                    "become a member of the role " + SqlText.shown(role.name()),
                    "GRANT " + member + " TO CURRENT_USER");
        }
    }
}
