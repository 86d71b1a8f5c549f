package io.holdfast.postgres.dump;

import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.postgres.dump.DatabaseProperties.Extension;
import io.holdfast.postgres.dump.DatabaseProperties.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what a dump holds that a user who is no superuser cannot bring back. */
final class SuperuserCheck {

    private static final int TRUSTED_EXTENSIONS_SINCE = 130_000;
    private static final int GRANTED_PARAMETERS_SINCE = 150_000;
    private static final int ADMINISTERED_ROLES_SINCE = 160_000;
    private static final String WITH_SUPERUSER = ": restore as a superuser";

    private final RestoreTarget target;
    private final DatabaseProperties source;
    private final PostgresSession session;
    private final int version;
    private final String user;
    private final List<RestoreProblem> problems = new ArrayList<>();

    SuperuserCheck(RestoreTarget target, DatabaseProperties source, PostgresSession session) {
        this.target = target;
        this.source = source;
        this.session = session;
        this.version = session.serverVersionNumber();
        this.user = session.address().user();
    }

    /** All of them. */
    List<RestoreProblem> problems() {
        if (source.eventTriggers()) {
            problem("create the database's event triggers" + WITH_SUPERUSER);
        }
        extensions();
        settings();
        subscriptions();
        return problems;
    }

    /** From 13 on there are extensions that whoever may create things in the database may install. */
    private void extensions() {
        String trusted = version >= TRUSTED_EXTENSIONS_SINCE ? " AND NOT trusted" : "";
        Set<String> closed = new HashSet<>(session.query(
                "look at the extensions of the server",
                "SELECT name FROM pg_catalog.pg_available_extension_versions WHERE superuser" + trusted
                        + " AND name NOT IN (SELECT extname FROM pg_catalog.pg_extension WHERE oid < 16384)",
                row -> row.getString(1)));
        for (Extension extension : source.extensions()) {
            if (closed.contains(extension.name())) {
                problem("install the extension " + SqlText.shown(extension.name()) + WITH_SUPERUSER);
            }
        }
    }

    private void settings() {
        for (Setting setting : source.settings()) {
            boolean otherRole = setting.role() != null && !setting.role().equals(user) && !mayAlter(setting.role());
            if (otherRole || !maySet(setting.name())) {
                problem("set " + SqlText.shown(setting.name()) + " for the database"
                        + (setting.role() != null ? " and the role " + SqlText.shown(setting.role()) : "")
                        + WITH_SUPERUSER);
            }
        }
    }

    /** What no module has defined yet might turn out to be a superuser's, so the server treats it like one. */
    private boolean maySet(String name) {
        boolean everybody = ask(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_settings WHERE context IN ('user', 'backend')"
                        + " AND pg_catalog.lower(name) = pg_catalog.lower(?))",
                name);
        return everybody
                || version >= GRANTED_PARAMETERS_SINCE
                        && ask("SELECT pg_catalog.has_parameter_privilege(?, 'SET')", name);
    }

    private boolean mayAlter(String role) {
        String admin = version >= ADMINISTERED_ROLES_SINCE
                ? " AND pg_catalog.pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION')"
                : "";
        boolean creator = ask("SELECT rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user");
        boolean there = ask("SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ?)", role);
        return creator
                && (there
                        ? ask("SELECT NOT r.rolsuper" + admin + " FROM pg_catalog.pg_roles r WHERE r.rolname = ?", role)
                        : target.has(RestoreOption.CREATE_ROLES));
    }

    /** They are restored without connecting to where they come from, but even that is not for everybody. */
    private void subscriptions() {
        boolean may = version >= ADMINISTERED_ROLES_SINCE
                && ask("SELECT pg_catalog.pg_has_role('pg_create_subscription', 'USAGE')");
        if (source.subscriptions() != null && !source.subscriptions().isEmpty() && !may) {
            problem("create the database's subscriptions: restore as a superuser"
                    + (version >= ADMINISTERED_ROLES_SINCE ? " or as a member of pg_create_subscription" : ""));
        }
    }

    private boolean ask(String sql, Object... values) {
        return session.one("check the server " + session.address().server(), sql, row -> row.getBoolean(1), values);
    }

    private void problem(String what) {
        problems.add(new RestoreProblem(
                FailureKind.DENIED, "user " + SqlText.shown(user) + " is no superuser and may not " + what));
    }
}
