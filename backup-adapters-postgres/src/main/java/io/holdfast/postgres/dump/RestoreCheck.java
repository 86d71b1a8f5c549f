package io.holdfast.postgres.dump;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreProblem;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.postgres.dump.DatabaseProperties.Extension;
import io.holdfast.postgres.dump.DatabaseProperties.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds everything that would make a restore fail. Changes nothing on the server. */
final class RestoreCheck {

    private static final Pattern MAJOR = Pattern.compile("([0-9]{1,4}).*", Pattern.DOTALL);
    private static final int PROVIDERS_SINCE = 15;
    private static final int BUILTIN_SINCE = 17;

    private final PostgresAddress target;
    private final RestoreTarget restoreTarget;
    private final PostgresTools tools;
    private final DatabaseProperties source;
    private final DumpFacts facts;
    private final PostgresSession session;
    private final List<RestoreProblem> problems = new ArrayList<>();

    RestoreCheck(
            RestoreTarget restoreTarget,
            PostgresTools tools,
            DatabaseProperties source,
            DumpFacts facts,
            PostgresSession session) {
        this.restoreTarget = restoreTarget;
        this.target = PostgresAddress.of(restoreTarget.database());
        this.tools = tools;
        this.source = source.restoredWith(restoreTarget.options(), target.user());
        this.facts = facts;
        this.session = session;
    }

    /** All of them; that the target exists comes first. */
    List<RestoreProblem> problems() {
        name();
        versions();
        mayNotCreate(target, session).ifPresent(problems::add);
        if (!Administration.isSuperuser(session)) {
            new SuperuserCheck(restoreTarget, source, session).problems().forEach(problems::add);
        }
        roles();
        extensions();
        locale();
        tablespaces();
        new SpaceCheck(source, session).problem().ifPresent(problems::add);
        return List.copyOf(problems);
    }

    private void name() {
        if (Administration.exists(session, target.database())) {
            if (restoreTarget.has(RestoreOption.REPLACE_EXISTING)) {
                new ReplacementCheck(target, session).problems().forEach(problems::add);
            } else {
                problem(
                        FailureKind.ALREADY_EXISTS,
                        target
                                + " exists already: restore to another name, ask for it to be replaced, or rename or drop it");
            }
        }
        if (!ask("SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'template0')")) {
            problem(
                    FailureKind.PERMANENT,
                    "the server " + target.server() + " has no database template0 to make new ones from");
        }
    }

    private void versions() {
        int server = session.serverVersionNumber() / 10_000;
        if (server < source.majorVersion()) {
            problem(
                    FailureKind.PERMANENT,
                    "the server " + target.server() + " has version " + session.serverVersion()
                            + ", older than the " + source.majorVersion()
                            + " that the dump is from: restore to a server of version " + source.majorVersion()
                            + " or newer");
        }
        Matcher dumpedWith = MAJOR.matcher(facts.toolVersion());
        if (dumpedWith.matches() && tools.majorVersion() < Integer.parseInt(dumpedWith.group(1))) {
            problem(
                    FailureKind.PERMANENT,
                    "pg_restore in " + tools.folder() + " has version " + tools.version()
                            + ", older than the pg_dump " + facts.toolVersion() + " that wrote the dump: "
                            + PostgresTools.installHint(Integer.parseInt(dumpedWith.group(1))));
        }
    }

    /** That this user may not make databases; empty where it may. */
    static Optional<RestoreProblem> mayNotCreate(PostgresAddress target, PostgresSession session) {
        boolean may = session.one(
                "check the server " + target.server(),
                "SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = current_user",
                row -> row.getBoolean(1));
        return may
                ? Optional.empty()
                : Optional.of(new RestoreProblem(
                        FailureKind.DENIED,
                        "user " + SqlText.shown(target.user()) + " may not create databases on " + target.server()
                                + ": ALTER ROLE " + SqlText.identifier(target.user())
                                + " CREATEDB, or restore as another user"));
    }

    private void roles() {
        MissingRoles missing = new MissingRoles(session, source);
        boolean made = restoreTarget.has(RestoreOption.CREATE_ROLES);
        for (String role : made ? missing.reserved() : missing.names()) {
            problem(
                    FailureKind.PERMANENT,
                    "role " + SqlText.shown(role) + " is missing on " + target.server() + ": "
                            + (made
                                    ? "the server keeps such names for itself, so restore to a newer one"
                                    : "CREATE ROLE " + SqlText.identifier(role)
                                            + ", or ask for missing roles to be made"));
        }
        if (made && !missing.names().isEmpty() && !mayMakeRoles()) {
            problem(
                    FailureKind.DENIED,
                    "user " + SqlText.shown(target.user()) + " may not make the missing roles "
                            + missing.names().stream().map(SqlText::shown).collect(Collectors.joining(", "))
                            + ": ALTER ROLE " + SqlText.identifier(target.user())
                            + " CREATEROLE, or make them as another user");
        }
        Set<String> owners = new LinkedHashSet<>(Set.of(source.owner()));
        if (!restoreTarget.has(RestoreOption.WITHOUT_OWNER)) {
            source.roles().stream().filter(Role::owns).map(Role::name).forEach(owners::add);
        }
        owners.removeAll(missing.names());
        for (String owner : owners) {
            owner(owner);
        }
    }

    private boolean mayMakeRoles() {
        return ask("SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user");
    }

    /** To give something to a role one has to be a member, and to go on working with what is given its rights are needed. */
    private void owner(String owner) {
        boolean owning = ask(
                "SELECT pg_catalog.pg_has_role(oid, 'MEMBER') AND pg_catalog.pg_has_role(oid, 'USAGE')"
                        + " FROM pg_catalog.pg_roles WHERE rolname = ?",
                owner);
        if (!owning) {
            problem(
                    FailureKind.DENIED,
                    "user " + SqlText.shown(target.user()) + " has not the rights of the role " + SqlText.shown(owner)
                            + ", which is to own " + (owner.equals(source.owner()) ? "the database" : "things in it")
                            + ": restore as a superuser, as a member of it, or without owners");
        }
    }

    private void extensions() {
        Set<String> there = new HashSet<>(texts("SELECT name FROM pg_catalog.pg_available_extensions"));
        for (Extension extension : source.extensions()) {
            if (!there.contains(extension.name())) {
                problem(
                        FailureKind.PERMANENT,
                        "extension " + SqlText.shown(extension.name()) + " (" + extension.version()
                                + ") is not available on " + target.server()
                                + ": install the package that has it on the server's machine");
            }
        }
    }

    private void locale() {
        if (!ask("SELECT pg_catalog.pg_char_to_encoding(?) >= 0", source.encoding())) {
            problem(FailureKind.PERMANENT, "the encoding " + source.encoding() + " is not known to " + target.server());
        }
        Set<String> locales =
                new HashSet<>(List.of(source.locale().collate(), source.locale().characterType()));
        for (String locale : locales) {
            if (!hasLocale(locale)) {
                problem(
                        FailureKind.PERMANENT,
                        "the locale " + SqlText.shown(locale) + " is missing on the machine of " + target.server()
                                + ": make it there (on Debian and Ubuntu with dpkg-reconfigure locales) and restart the server");
            }
        }
        provider(session.serverVersionNumber() / 10_000);
    }

    private void provider(int server) {
        String provider = source.locale().provider();
        boolean possible = switch (provider) {
            case "icu" ->
                server >= PROVIDERS_SINCE
                        && ask("SELECT EXISTS (SELECT FROM pg_catalog.pg_collation WHERE collprovider = 'i')");
            case "builtin" -> server >= BUILTIN_SINCE;
            default -> true;
        };
        if (!possible) {
            problem(
                    FailureKind.PERMANENT,
                    "the server " + target.server() + " has no " + provider
                            + " locales, which the database needs: restore to a server that has");
        }
    }

    private void tablespaces() {
        Set<String> there = new HashSet<>(texts("SELECT spcname FROM pg_catalog.pg_tablespace"));
        for (String tablespace : source.tablespaces()) {
            if (!there.contains(tablespace)) {
                problem(
                        FailureKind.PERMANENT,
                        "tablespace " + SqlText.shown(tablespace) + " is missing on " + target.server()
                                + ": CREATE TABLESPACE " + SqlText.identifier(tablespace) + " LOCATION …");
            }
        }
    }

    /** The server tries a locale when a session asks for one, and lc_monetary is one that every session may ask for. */
    private boolean hasLocale(String locale) {
        try {
            return ask("SELECT pg_catalog.set_config('lc_monetary', ?, false) IS NOT NULL", locale);
        } catch (BackupFailure e) {
            if (e.getCause() instanceof java.sql.SQLException cause
                    && SqlFailures.state(cause).equals("22023")) {
                return false;
            }
            throw e;
        }
    }

    private void problem(FailureKind kind, String message) {
        problems.add(new RestoreProblem(kind, message));
    }

    private boolean ask(String sql, Object... values) {
        return session.one("check the server " + target.server(), sql, row -> row.getBoolean(1), values);
    }

    private List<String> texts(String sql) {
        return session.query("check the server " + target.server(), sql, row -> row.getString(1));
    }
}
