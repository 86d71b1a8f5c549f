package io.holdfast.postgres.dump;

import io.holdfast.postgres.dump.DatabaseProperties.Locale;
import io.holdfast.postgres.dump.DatabaseProperties.Privilege;
import io.holdfast.postgres.dump.DatabaseProperties.SecurityLabel;
import io.holdfast.postgres.dump.DatabaseProperties.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The statements that make a database with given {@link DatabaseProperties}. */
final class DatabaseStatements {

    private static final int PROVIDERS_SINCE = 15;
    private static final String DEFAULT_TABLESPACE = "pg_default";

    /** Settings whose value is a list of quoted names (pg_dump keeps the same list): as one literal it would be one name. */
    private static final Set<String> LISTS = Set.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    private DatabaseStatements() {}

    /**
     * Makes an empty database that nobody can connect to before {@link #open}. What sessions in it would feel is left for
     * {@link #finish}.
     */
    static String create(String name, DatabaseProperties source, int targetMajorVersion) {
        Locale locale = source.locale();
        StringBuilder sql = new StringBuilder("CREATE DATABASE " + SqlText.identifier(name) + " TEMPLATE template0");
        sql.append(" ENCODING ").append(SqlText.literal(source.encoding()));
        sql.append(" LC_COLLATE ").append(SqlText.literal(locale.collate()));
        sql.append(" LC_CTYPE ").append(SqlText.literal(locale.characterType()));
        if (targetMajorVersion >= PROVIDERS_SINCE) {
            sql.append(" LOCALE_PROVIDER ").append(locale.provider());
        }
        if (locale.providerLocale() != null) {
            sql.append(locale.provider().equals("builtin") ? " BUILTIN_LOCALE " : " ICU_LOCALE ")
                    .append(SqlText.literal(locale.providerLocale()));
        }
        if (locale.icuRules() != null) {
            sql.append(" ICU_RULES ").append(SqlText.literal(locale.icuRules()));
        }
        sql.append(" OWNER ").append(SqlText.identifier(source.owner()));
        if (!source.tablespace().equals(DEFAULT_TABLESPACE)) {
            // It is template0's as well; naming it would need a privilege that leaving it out does not.
            sql.append(" TABLESPACE ").append(SqlText.identifier(source.tablespace()));
        }
        // Whoever was connected before the privileges are taken away would stay.
        return sql.append(" ALLOW_CONNECTIONS false").toString();
    }

    /**
     * Lets its owner into a new database, and nobody else: rows are restored before the privileges that guard them, and a new
     * database lets everybody connect.
     */
    static List<String> open(String name) {
        String database = "DATABASE " + SqlText.identifier(name);
        return List.of("REVOKE ALL ON " + database + " FROM PUBLIC", "ALTER " + database + " ALLOW_CONNECTIONS true");
    }

    /** Gives a restored database what the source had; to be run in one transaction, in a session of another database. */
    static List<String> finish(String name, DatabaseProperties source) {
        String database = "DATABASE " + SqlText.identifier(name);
        List<String> statements = new ArrayList<>();
        statements.add("COMMENT ON " + database + " IS "
                + (source.comment() == null ? "NULL" : SqlText.literal(source.comment())));
        for (SecurityLabel label : source.securityLabels()) {
            statements.add("SECURITY LABEL FOR " + SqlText.identifier(label.provider()) + " ON " + database + " IS "
                    + SqlText.literal(label.label()));
        }
        if (source.privileges() == null) {
            // What a new database has. The catalogue spells it out then, which means the same as having nothing there.
            statements.add("GRANT CONNECT, TEMPORARY ON " + database + " TO PUBLIC");
        } else {
            statements.addAll(privileges(database, source));
        }
        // A kept database can be dumped too, and what is made of it is not kept.
        source.settings().stream()
                .filter(setting -> !setting.value().startsWith(DatabaseMark.BEGIN))
                .forEach(setting -> statements.addAll(setting(name, setting)));
        statements.add("ALTER " + database + " CONNECTION LIMIT " + source.connectionLimit());
        statements.add("ALTER " + database + " IS_TEMPLATE " + source.template());
        return statements;
    }

    /**
     * Marks a database as kept. The mark is a setting of the database: it moves with it, can be made and removed in the
     * transaction that renames it, and is no harm in a database that nobody can connect to. Of a setting with a name of our
     * own the server would let nobody but a superuser have one; application_name every owner may set, to any text.
     */
    static String mark(DatabaseMark mark) {
        return "ALTER DATABASE " + SqlText.identifier(mark.bearer()) + " SET application_name TO "
                + SqlText.literal(mark.text());
    }

    /** Takes the mark off again. */
    static String unmark(DatabaseMark mark) {
        String alter = "ALTER DATABASE " + SqlText.identifier(mark.bearer());
        return mark.applicationName()
                .map(before -> alter + " SET application_name TO " + SqlText.literal(before))
                .orElse(alter + " RESET application_name");
    }

    /**
     * A new database lets its owner do all; that is taken away, and granted again what the source had.
     * Each grant is made as the role that made it, because revoking follows the grantor.
     */
    private static List<String> privileges(String database, DatabaseProperties source) {
        List<String> statements = new ArrayList<>();
        statements.add("REVOKE ALL ON " + database + " FROM PUBLIC");
        statements.add("REVOKE ALL ON " + database + " FROM " + SqlText.identifier(source.owner()));
        for (Privilege privilege : inGrantOrder(source)) {
            boolean owner = privilege.grantor().equals(source.owner());
            if (!owner) {
                statements.add("SET LOCAL ROLE " + SqlText.identifier(privilege.grantor()));
            }
            statements.add("GRANT " + privilege.privilege() + " ON " + database + " TO "
                    + (privilege.grantee() == null ? "PUBLIC" : SqlText.identifier(privilege.grantee()))
                    + (privilege.grantable() ? " WITH GRANT OPTION" : ""));
            if (!owner) {
                statements.add("RESET ROLE");
            }
        }
        return statements;
    }

    /** Nobody can grant what was not granted to him before. */
    private static Set<Privilege> inGrantOrder(DatabaseProperties source) {
        Set<Privilege> ordered = new LinkedHashSet<>();
        Set<String> able = new LinkedHashSet<>(Set.of(source.owner()));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Privilege privilege : source.privileges()) {
                if (able.contains(privilege.grantor()) && ordered.add(privilege)) {
                    grew = true;
                    if (privilege.grantee() != null) {
                        able.add(privilege.grantee());
                    }
                }
            }
        }
        ordered.addAll(source.privileges());
        return ordered;
    }

    private static List<String> setting(String database, Setting setting) {
        String name = setting.name();
        String alter = (setting.role() == null
                        ? "ALTER DATABASE " + SqlText.identifier(database)
                        : "ALTER ROLE " + SqlText.identifier(setting.role()) + " IN DATABASE "
                                + SqlText.identifier(database))
                + " SET " + parameter(name);
        if (!LISTS.contains(name)) {
            return List.of(alter + " TO " + SqlText.literal(setting.value()));
        }
        return List.of(
                "SELECT pg_catalog.set_config(" + SqlText.literal(name) + ", " + SqlText.literal(setting.value())
                        + ", true)",
                alter + " FROM CURRENT");
    }

    /** The parts of an extension's setting are names of their own. */
    private static String parameter(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("\\.", -1)) {
            parts.add(SqlText.identifier(part));
        }
        return String.join(".", parts);
    }
}
