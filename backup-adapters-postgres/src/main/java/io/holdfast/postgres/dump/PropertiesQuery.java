package io.holdfast.postgres.dump;

import io.holdfast.postgres.dump.DatabaseProperties.Extension;
import io.holdfast.postgres.dump.DatabaseProperties.Locale;
import io.holdfast.postgres.dump.DatabaseProperties.Privilege;
import io.holdfast.postgres.dump.DatabaseProperties.Role;
import io.holdfast.postgres.dump.DatabaseProperties.RoleUse;
import io.holdfast.postgres.dump.DatabaseProperties.SecurityLabel;
import io.holdfast.postgres.dump.DatabaseProperties.Setting;
import java.sql.Array;
import java.sql.SQLException;
import java.util.List;

/** Reads the {@link DatabaseProperties} of the database that a session is connected to, from servers 12 to 18. */
final class PropertiesQuery {

    private static final String WHAT = "read the properties of the database";
    private static final String HERE = "d.datname = pg_catalog.current_database()";

    /** The role that initdb made. The server keeps no note of what depends on it. */
    private static final int BOOTSTRAP_ROLE = 10;

    /** Where owners are kept: catalogue and column. */
    private static final List<String[]> OWNERS = List.of(
            new String[] {"pg_class", "relowner"},
            new String[] {"pg_proc", "proowner"},
            new String[] {"pg_type", "typowner"},
            new String[] {"pg_namespace", "nspowner"},
            new String[] {"pg_largeobject_metadata", "lomowner"},
            new String[] {"pg_operator", "oprowner"},
            new String[] {"pg_opclass", "opcowner"},
            new String[] {"pg_opfamily", "opfowner"},
            new String[] {"pg_collation", "collowner"},
            new String[] {"pg_conversion", "conowner"},
            new String[] {"pg_language", "lanowner"},
            new String[] {"pg_ts_dict", "dictowner"},
            new String[] {"pg_ts_config", "cfgowner"},
            new String[] {"pg_statistic_ext", "stxowner"},
            new String[] {"pg_event_trigger", "evtowner"},
            new String[] {"pg_publication", "pubowner"},
            new String[] {"pg_foreign_server", "srvowner"},
            new String[] {"pg_foreign_data_wrapper", "fdwowner"});

    private static final int FIRST_USER_OID = 16_384;

    /** Indexes and what long values are moved to. */
    private static final String NO_PART_OF_A_TABLE = " AND relkind NOT IN ('i', 'I', 't')";

    private final PostgresSession session;
    private final int version;

    PropertiesQuery(PostgresSession session) {
        this.session = session;
        this.version = session.serverVersionNumber();
    }

    DatabaseProperties read() {
        return session.one(
                WHAT,
                "SELECT d.datname, pg_catalog.pg_get_userbyid(d.datdba), pg_catalog.pg_encoding_to_char(d.encoding),"
                        + " d.datcollate, d.datctype, " + providerColumns() + ","
                        + " (SELECT spcname FROM pg_catalog.pg_tablespace t WHERE t.oid = d.dattablespace),"
                        + " d.datconnlimit, d.datistemplate, pg_catalog.shobj_description(d.oid, 'pg_database'),"
                        + " EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtenabled IN ('O', 'A')),"
                        + " (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata),"
                        + " pg_catalog.pg_database_size(d.oid)"
                        + " FROM pg_catalog.pg_database d WHERE " + HERE,
                row -> new DatabaseProperties(
                        DatabaseProperties.FORMAT,
                        version,
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        new Locale(
                                provider(row.getString(6)),
                                row.getString(4),
                                row.getString(5),
                                row.getString(7),
                                row.getString(8)),
                        row.getString(9),
                        tablespaces(),
                        row.getInt(10),
                        row.getBoolean(11),
                        row.getString(12),
                        securityLabels(),
                        privileges(),
                        settings(),
                        roles(),
                        extensions(),
                        row.getBoolean(13),
                        row.getLong(14),
                        subscriptions(),
                        row.getLong(15)));
    }

    /** Provider, its locale, ICU rules: they came with 15, were renamed in 17, and were joined by rules in 16. */
    private String providerColumns() {
        if (version >= 170_000) {
            return "d.datlocprovider::text, d.datlocale, d.daticurules";
        }
        if (version >= 160_000) {
            return "d.datlocprovider::text, d.daticulocale, d.daticurules";
        }
        if (version >= 150_000) {
            return "d.datlocprovider::text, d.daticulocale, NULL::text";
        }
        return "'c'::text, NULL::text, NULL::text";
    }

    private static String provider(String letter) {
        return switch (letter) {
            case "i" -> "icu";
            case "b" -> "builtin";
            default -> "libc";
        };
    }

    private List<String> tablespaces() {
        return session.query(
                WHAT,
                "SELECT spcname FROM pg_catalog.pg_tablespace t WHERE"
                        + " t.oid IN (SELECT reltablespace FROM pg_catalog.pg_class WHERE relpersistence <> 't')"
                        + " AND t.spcname <> 'pg_global'"
                        + " OR t.oid = (SELECT dattablespace FROM pg_catalog.pg_database d WHERE " + HERE + ")"
                        + " ORDER BY 1",
                row -> row.getString(1));
    }

    private List<SecurityLabel> securityLabels() {
        return session.query(
                WHAT,
                "SELECT l.provider, l.label FROM pg_catalog.pg_shseclabel l JOIN pg_catalog.pg_database d ON d.oid = l.objoid"
                        + " WHERE l.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass AND " + HERE
                        + " ORDER BY 1",
                row -> new SecurityLabel(row.getString(1), row.getString(2)));
    }

    private List<Privilege> privileges() {
        boolean untouched = session.one(
                WHAT, "SELECT d.datacl IS NULL FROM pg_catalog.pg_database d WHERE " + HERE, row -> row.getBoolean(1));
        if (untouched) {
            return null;
        }
        return session.query(
                WHAT,
                "SELECT pg_catalog.pg_get_userbyid(a.grantor),"
                        + " CASE WHEN a.grantee <> 0 THEN pg_catalog.pg_get_userbyid(a.grantee) END,"
                        + " a.privilege_type, a.is_grantable"
                        + " FROM pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) WITH ORDINALITY AS a("
                        + "grantor, grantee, privilege_type, is_grantable, place) WHERE " + HERE + " ORDER BY a.place",
                row -> new Privilege(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)));
    }

    private List<Setting> settings() {
        return session.query(
                WHAT,
                "SELECT r.rolname, pg_catalog.split_part(s.entry, '=', 1),"
                        + " pg_catalog.substr(s.entry, pg_catalog.strpos(s.entry, '=') + 1)"
                        + " FROM pg_catalog.pg_db_role_setting p JOIN pg_catalog.pg_database d ON d.oid = p.setdatabase"
                        + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = p.setrole,"
                        + " pg_catalog.unnest(p.setconfig) WITH ORDINALITY AS s(entry, place)"
                        + " WHERE (p.setrole = 0 OR r.rolname IS NOT NULL) AND " + HERE
                        + " ORDER BY p.setrole, s.place",
                row -> new Setting(row.getString(1), row.getString(2), row.getString(3)));
    }

    private List<Role> roles() {
        return session.query(
                WHAT,
                "WITH RECURSIVE here AS (SELECT * FROM pg_catalog.pg_database d WHERE " + HERE + "),"
                        + " named(role, use) AS ("
                        + " SELECT datdba, " + SqlText.literal(RoleUse.OWNER) + " FROM here"
                        + " UNION " + dependencies()
                        + " UNION SELECT setrole, " + SqlText.literal(RoleUse.SETTING)
                        + " FROM pg_catalog.pg_db_role_setting, here WHERE setdatabase = here.oid"
                        + " UNION SELECT r, " + SqlText.literal(RoleUse.PRIVILEGE)
                        + " FROM here, pg_catalog.aclexplode(here.datacl) a,"
                        + " pg_catalog.unnest(ARRAY[a.grantor, a.grantee]) r WHERE r <> here.datdba"
                        + " UNION SELECT " + BOOTSTRAP_ROLE + "::oid, " + SqlText.literal(RoleUse.OWNER) + " WHERE "
                        + ownedByBootstrapRole()
                        + "), wanted(role) AS ("
                        + " SELECT role FROM named"
                        + " UNION SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN wanted w ON w.role = m.member)"
                        + " SELECT r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,"
                        + " r.rolreplication, r.rolbypassrls, r.rolconnlimit, r.rolvaliduntil::text,"
                        + " ARRAY(SELECT DISTINCT pg_catalog.pg_get_userbyid(m.roleid)::text FROM pg_catalog.pg_auth_members m"
                        + " WHERE m.member = r.oid ORDER BY 1),"
                        + " ARRAY(SELECT DISTINCT n.use FROM named n WHERE n.role = r.oid ORDER BY 1)"
                        + " FROM pg_catalog.pg_roles r JOIN wanted w ON w.role = r.oid ORDER BY r.rolname",
                row -> new Role(
                        row.getString(1),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getInt(9),
                        row.getString(10),
                        texts(row.getArray(11)),
                        texts(row.getArray(12))));
    }

    /** The types of dependency are in the manual's chapter on pg_shdepend; that of a user mapping is an owner's. */
    private static String dependencies() {
        return "SELECT s.refobjid, CASE WHEN s.deptype = 'r' THEN " + SqlText.literal(RoleUse.POLICY)
                + " WHEN s.deptype IN ('a', 'i') OR s.classid = 'pg_catalog.pg_default_acl'::pg_catalog.regclass THEN "
                + SqlText.literal(RoleUse.PRIVILEGE)
                + " WHEN s.classid = 'pg_catalog.pg_user_mapping'::pg_catalog.regclass THEN "
                + SqlText.literal(RoleUse.USER_MAPPING)
                + " ELSE " + SqlText.literal(RoleUse.OWNER) + " END"
                + " FROM pg_catalog.pg_shdepend s, here WHERE s.dbid = here.oid"
                + " AND s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass"
                + " AND (s.deptype <> 'o' OR s.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass"
                + notOfExtension("s.classid", "s.objid") + ")";
    }

    /**
     * What an extension has made comes with it, whoever owns it, and so does what is a part of that, such as the array type that
     * each type has.
     */
    private static String notOfExtension(String catalogue, String object) {
        return " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.deptype IN ('e', 'i') AND e.classid = "
                + catalogue + " AND e.objid = " + object + ")";
    }

    private static String ownedByBootstrapRole() {
        return String.join(
                " OR ",
                OWNERS.stream()
                        .map(owner -> "EXISTS (SELECT FROM pg_catalog." + owner[0] + " WHERE " + owner[1] + " = "
                                + BOOTSTRAP_ROLE + " AND oid >= " + FIRST_USER_OID
                                + (owner[0].equals("pg_class") ? NO_PART_OF_A_TABLE : "")
                                + notOfExtension(
                                        "'pg_catalog." + owner[0] + "'::pg_catalog.regclass", owner[0] + ".oid")
                                + ")")
                        .toList());
    }

    private List<Extension> extensions() {
        return session.query(
                WHAT,
                "SELECT e.extname, e.extversion, n.nspname FROM pg_catalog.pg_extension e"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace ORDER BY 1",
                row -> new Extension(row.getString(1), row.getString(2), row.getString(3)));
    }

    /** pg_dump leaves them out where it is not a superuser's. */
    private List<String> subscriptions() {
        return session.query(
                WHAT,
                "SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE "
                        + HERE
                        + " AND (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) ORDER BY 1",
                row -> row.getString(1));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
