package io.holdfast.postgres.dump;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a database holds, one line for each table, materialized view, sequence and large object. */
final class ContentReading {

    private static final String RELATIONS = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_'"
            + " AND n.nspname <> 'information_schema' AND c.relpersistence <> 't' AND ";

    private ContentReading() {}

    /** Reads it, as a superuser. */
    static List<String> lines(EmbeddedServer server, String database) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET search_path = ''; SET extra_float_digits = 3; SET row_security = off");
            List<String> lines = new ArrayList<>();
            for (String table :
                    texts(statement, RELATIONS + "(c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated)")) {
                lines.addAll(texts(
                        statement,
                        "SELECT " + SqlText.literal("rows of " + table) + " || ' ' || count(*) || ' '"
                                + " || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")), '-')"
                                + " FROM ONLY " + table + " AS t"));
            }
            for (String sequence : texts(statement, RELATIONS + "c.relkind = 'S'")) {
                lines.addAll(texts(
                        statement,
                        "SELECT " + SqlText.literal("sequence " + sequence)
                                + " || ' ' || last_value || ' ' || is_called FROM " + sequence));
            }
            lines.addAll(texts(
                    statement,
                    "SELECT 'large object ' || oid || ' ' || length(lo_get(oid)) || ' ' || md5(lo_get(oid))"
                            + " FROM pg_largeobject_metadata"));
            lines.sort(null);
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException("reading " + database, e);
        }
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
