package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.postgres.dump.DatabaseProperties.Role;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roles that a restore needs and the server does not have. Those that are made have no password and no rights over the
 * server as a whole, and are members of one another only: a dump is somebody else's word, and must not make an administrator.
 */
final class MissingRoles {

    private static final String RESERVED = "pg_";

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

    /** The names of those without which the restore would fail. */
    List<String> names() {
        return missing.stream().filter(Role::referredTo).map(Role::name).toList();
    }

    /** Those of them that nobody can make: the server keeps their names for itself. */
    List<String> reserved() {
        return names().stream().filter(name -> name.startsWith(RESERVED)).toList();
    }

    /** Makes all of them, or none. */
    void create() {
        if (names().isEmpty()) {
            return;
        }
        List<Role> made = withGroups();
        session.execute("begin to make roles", "BEGIN");
        try {
            for (Role role : made) {
                session.execute("make the role " + SqlText.shown(role.name()), statement(role));
            }
            boolean superuser = Administration.isSuperuser(session);
            for (Role role : made) {
                join(role, made, superuser);
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

    /** Also the groups, and theirs, that missing roles are members of and that are missing too. */
    private List<Role> withGroups() {
        Set<String> wanted = new LinkedHashSet<>(names());
        boolean grew = true;
        while (grew) {
            Set<String> groups = missing.stream()
                    .filter(role -> wanted.contains(role.name()))
                    .flatMap(role -> role.memberOf().stream())
                    .filter(group -> !group.startsWith(RESERVED))
                    .collect(Collectors.toSet());
            grew = wanted.addAll(groups);
        }
        return missing.stream().filter(role -> wanted.contains(role.name())).toList();
    }

    private void join(Role role, List<Role> made, boolean superuser) {
        String member = SqlText.identifier(role.name());
        Set<String> names = made.stream().map(Role::name).collect(Collectors.toSet());
        for (String group : role.memberOf()) {
            if (names.contains(group)) {
                session.execute(
                        "make " + SqlText.shown(role.name()) + " a member of " + SqlText.shown(group),
                        "GRANT " + SqlText.identifier(group) + " TO " + member);
            }
        }
        if (!superuser) {
            // Who is no superuser has to be a member of a role to give it something, and whoever made a role may join
            // it.
            session.execute(
                    "become a member of the role " + SqlText.shown(role.name()),
                    "GRANT " + member + " TO CURRENT_USER");
        }
    }
}
