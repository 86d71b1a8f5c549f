package io.holdfast.postgres.dump;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds everything that would make a restore fail. Changes nothing on the server. */
final class RestoreCheck {

    private static final Pattern MAJOR = Pattern.compile("([0-9]{1,4}).*", Pattern.DOTALL);
    private static final int PROVIDERS_SINCE = 15;
    private static final int BUILTIN_SINCE = 17;
    private static final int TRUSTED_SINCE = 130_000;

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
        privileges();
        if (!ask("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            superuserNeeds();
        }
        roles();
        extensions();
        locale();
        tablespaces();
        return List.copyOf(problems);
    }

    private void name() {
        if (!restoreTarget.has(RestoreOption.REPLACE_EXISTING) && Administration.exists(session, target.database())) {
            problem(
                    FailureKind.ALREADY_EXISTS,
                    target + " exists already: restore to another name, or rename or drop that database");
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

    private void privileges() {
        if (!ask("SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            problem(
                    FailureKind.DENIED,
                    "user " + SqlText.shown(target.user()) + " may not create databases on " + target.server()
                            + ": ALTER ROLE " + SqlText.identifier(target.user())
                            + " CREATEDB, or restore as another user");
        }
    }

    /** What a dump can hold that only a superuser can bring back. */
    private void superuserNeeds() {
        String user = "user " + SqlText.shown(target.user()) + " is no superuser and may not ";
        if (source.eventTriggers()) {
            problem(FailureKind.DENIED, user + "create the database's event triggers: restore as a superuser");
        }
        // From 13 on there are extensions that whoever may create things in the database may install.
        String trusted = session.serverVersionNumber() >= TRUSTED_SINCE ? " AND NOT trusted" : "";
        Set<String> closed = new HashSet<>(texts("SELECT name FROM pg_catalog.pg_available_extension_versions"
                + " WHERE superuser" + trusted
                + " AND name NOT IN (SELECT extname FROM pg_catalog.pg_extension WHERE oid < 16384)"));
        for (Extension extension : source.extensions()) {
            if (closed.contains(extension.name())) {
                problem(
                        FailureKind.DENIED,
                        user + "install the extension " + SqlText.shown(extension.name()) + ": restore as a superuser");
            }
        }
        Set<String> reserved = new HashSet<>(
                texts("SELECT name FROM pg_catalog.pg_settings WHERE context NOT IN ('user', 'backend')"));
        for (Setting setting : source.settings()) {
            boolean others = setting.role() != null && !setting.role().equals(target.user());
            if (others || reserved.contains(setting.name())) {
                problem(
                        FailureKind.DENIED,
                        user + "set " + SqlText.shown(setting.name()) + " for the database"
                                + (others ? " and the role " + SqlText.shown(setting.role()) : "")
                                + ": restore as a superuser");
            }
        }
    }

    private void roles() {
        Set<String> there = new HashSet<>(texts("SELECT rolname FROM pg_catalog.pg_roles"));
        List<String> missing =
                restoreTarget.has(RestoreOption.CREATE_ROLES) ? List.of() : new MissingRoles(session, source).names();
        for (String role : missing) {
            problem(
                    FailureKind.PERMANENT,
                    "role " + SqlText.shown(role) + " is missing on " + target.server() + ": CREATE ROLE "
                            + SqlText.identifier(role));
        }
        if (there.contains(source.owner()) && !ask("SELECT pg_catalog.pg_has_role(?, 'MEMBER')", source.owner())) {
            problem(
                    FailureKind.DENIED,
                    "user " + SqlText.shown(target.user()) + " is not a member of the role "
                            + SqlText.shown(source.owner())
                            + ", which is to own the database: restore as a superuser or as a member");
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
