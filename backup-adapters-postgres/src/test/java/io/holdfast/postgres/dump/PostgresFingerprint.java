package io.holdfast.postgres.dump;

import io.holdfast.core.database.TableRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database as text that is equal for equal databases: the definitions as pg_dump prints them, and what that leaves out, read
 * from the catalogues and the tables themselves.
 */
final class PostgresFingerprint {

    private static final String USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    private PostgresFingerprint() {}

    /** Definitions, rows, sequences and large objects. */
    static String content(EmbeddedServer server, String database) {
        List<String> lines = new ArrayList<>(Databases.schema(server, database));
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = ''; SET extra_float_digits = 3; SET row_security = off");
            for (String table : texts(statement, tables())) {
                lines.addAll(texts(
                        statement,
                        "SELECT " + SqlText.literal("rows of " + table) + " || ' ' || count(*) || ' '"
                                + " || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")), '-')"
                                + " FROM ONLY " + table + " AS t"));
            }
            for (String sequence : texts(statement, relations("c.relkind = 'S'"))) {
                lines.addAll(texts(
                        statement,
                        "SELECT " + SqlText.literal("sequence " + sequence)
                                + " || ' ' || last_value || ' ' || is_called FROM " + sequence));
            }
            lines.addAll(texts(
                    statement,
                    "SELECT 'materialized view ' || c.oid::regclass || ' ' || c.relispopulated FROM pg_class c"
                            + " WHERE c.relkind = 'm' ORDER BY 1"));
            lines.addAll(texts(
                    statement,
                    "SELECT 'large object ' || oid || ' ' || lomowner::regrole || ' ' || coalesce(lomacl::text, '-') || ' '"
                            + " || md5(lo_get(oid)) || ' ' || coalesce(obj_description(oid, 'pg_largeobject'), '-')"
                            + " FROM pg_largeobject_metadata ORDER BY oid"));
        } catch (SQLException e) {
            throw new IllegalStateException("reading " + database, e);
        }
        return String.join("\n", lines);
    }

    /** The rows of each table that no extension owns. */
    static List<TableRows> rows(EmbeddedServer server, String database) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            List<TableRows> counts = new ArrayList<>();
            for (Table table : tables(statement)) {
                String name = SqlText.identifier(table.schema(), table.name());
                String count =
                        texts(statement, "SELECT count(*) FROM ONLY " + name).get(0);
                counts.add(new TableRows(table.schema(), table.name(), Long.parseLong(count)));
            }
            return counts;
        } catch (SQLException e) {
            throw new IllegalStateException("counting in " + database, e);
        }
    }

    private record Table(String schema, String name) {}

    private static List<Table> tables(Statement statement) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE " + USER_SCHEMA + " AND c.relkind = 'r' AND NOT EXISTS (SELECT FROM"
                + " pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')"
                + " ORDER BY 1, 2")) {
            while (rows.next()) {
                tables.add(new Table(rows.getString(1), rows.getString(2)));
            }
        }
        return tables;
    }

    /** What belongs to the database as a whole. */
    static String properties(EmbeddedServer server, String database) {
        String here = "FROM pg_database d WHERE d.datname = " + SqlText.literal(database);
        List<String> lines = new ArrayList<>(server.query(
                "postgres",
                "SELECT concat_ws(E'\\n', 'owner ' || datdba::regrole, 'encoding ' || pg_encoding_to_char(encoding),"
                        + " 'collate ' || datcollate, 'ctype ' || datctype, " + provider(server)
                        + ", 'limit ' || datconnlimit, 'open ' || datallowconn,"
                        + " 'comment ' || shobj_description(oid, 'pg_database')) " + here));
        // No list means the default one, and a restore may leave that spelt out: nothing but a new database has no
        // list.
        lines.addAll(server.query(
                "postgres",
                "SELECT concat_ws(' ', 'privilege', a.grantor::regrole, a.grantee::regrole, a.privilege_type, a.is_grantable)"
                        + " FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a WHERE d.datname = "
                        + SqlText.literal(database)
                        + " ORDER BY 1"));
        lines.addAll(server.query(
                "postgres",
                "SELECT concat_ws(' ', 'setting', s.setrole::regrole, unnest(s.setconfig)) FROM pg_db_role_setting s"
                        + " JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = " + SqlText.literal(database)
                        + " ORDER BY 1"));
        return String.join("\n", lines);
    }

    /** Before 15 there is but one. */
    private static String provider(EmbeddedServer server) {
        return server.version() < 15 ? "'provider c'" : "'provider ' || datlocprovider::text, 'icu ' || daticulocale";
    }

    private static String tables() {
        return relations("c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated");
    }

    private static String relations(String condition) {
        return "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE " + USER_SCHEMA + " AND (" + condition + ") ORDER BY 1";
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        statement.setEscapeProcessing(false);
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
