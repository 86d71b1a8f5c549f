package io.holdfast.postgres.dump;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every row of the system catalogues that belongs to a database, as text in which objects are named instead of numbered, so that
 * two databases of one server which were restored in two ways can be compared. It leaves out where and how rows are stored, and
 * expressions as the server has parsed them (pg_dump prints those).
 */
final class CatalogueReading {

    /** Rows of other databases too, statistics, and large objects, which are compared by their content. */
    private static final String CATALOGUES =
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'pg_catalog'::regnamespace"
                    + " AND c.relkind = 'r' AND (NOT c.relisshared OR c.relname IN ('pg_shdepend', 'pg_subscription'))"
                    + " AND c.relname NOT IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject') ORDER BY 1";

    private static final String COLUMNS = "SELECT attname, atttypid::regtype FROM pg_attribute"
            + " WHERE attrelid = ('pg_catalog.' || %s)::regclass AND attnum > 0 AND NOT attisdropped"
            + " AND atttypid <> 'pg_node_tree'::regtype"
            + " AND attname NOT IN ('relfilenode', 'relpages', 'reltuples', 'relallvisible', 'relfrozenxid', 'relminmxid',"
            + " 'dbid', 'subdbid')"
            + " ORDER BY attnum";

    /** Which columns hold numbers of which catalogue's rows; servers tell this from 14 on. */
    private static final String REFERENCES = "SELECT fktable::text || '.' || fkcols[1], pktable::text"
            + " FROM pg_get_catalog_foreign_keys() WHERE cardinality(fkcols) = 1 AND pkcols = '{oid}'";

    /** In these the number of the catalogue stands beside the number of the row. */
    private static final Map<String, String> PAIRS =
            Map.of("objid", "classid", "refobjid", "refclassid", "objoid", "classoid");

    /** The server knows no identities of these. */
    private static final List<String> ANONYMOUS = List.of("pg_enum", "pg_largeobject_metadata");

    private final Statement statement;
    private final Map<String, String> references;

    private CatalogueReading(Statement statement, Map<String, String> references) {
        this.statement = statement;
        this.references = references;
    }

    /** Reads all catalogues; the lines are sorted. */
    static List<String> lines(EmbeddedServer server, String database) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return new CatalogueReading(statement, references()).read();
        } catch (SQLException e) {
            throw new IllegalStateException("reading the catalogues of " + database, e);
        }
    }

    private static Map<String, String> references() throws SQLException {
        try (Connection connection = EmbeddedServer.shared().connect("postgres");
                Statement statement = connection.createStatement()) {
            return pairs(statement, REFERENCES);
        }
    }

    private List<String> read() throws SQLException {
        statement.execute("CREATE TEMP TABLE identity (class oid, object oid, name text)");
        List<String> catalogues = texts(CATALOGUES);
        for (String catalogue : catalogues) {
            if (!ANONYMOUS.contains(catalogue) && columns(catalogue).containsKey("oid")) {
                statement.execute("INSERT INTO identity SELECT '" + catalogue + "'::regclass, o.oid, i.type || ' ' ||"
                        + " i.identity FROM " + catalogue + " o, pg_identify_object('" + catalogue
                        + "'::regclass, o.oid, 0) i WHERE i.identity NOT LIKE 'pg\\_temp%'");
            }
        }
        statement.execute("INSERT INTO identity SELECT 'pg_authid'::regclass, oid, 'role ' || rolname FROM pg_roles");
        statement.execute("CREATE UNIQUE INDEX ON identity (class, object)");
        statement.execute("ANALYZE identity");
        List<String> lines = new ArrayList<>();
        for (String catalogue : catalogues) {
            lines.addAll(texts(select(catalogue)));
        }
        lines.sort(null);
        return lines;
    }

    private String select(String catalogue) throws SQLException {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> column : columns(catalogue).entrySet()) {
            values.add("'" + column.getKey() + "=' || coalesce(" + value(catalogue, column.getKey(), column.getValue())
                    + ", '')");
        }
        values.sort(null);
        String own = columns(catalogue).containsKey("oid")
                ? " AND NOT EXISTS (SELECT FROM pg_depend t WHERE t.objid = o.oid AND t.classid = '" + catalogue
                        + "'::regclass AND t.refobjid = pg_my_temp_schema())"
                : "";
        return "SELECT regexp_replace('" + catalogue + ": ' || concat_ws(' | ', " + String.join(", ", values)
                + "), '(_ConstraintTrigger(_[ac])?|pg_toast)_[0-9]+', '\\1', 'g') FROM " + catalogue + " o WHERE "
                + filter(catalogue) + own;
    }

    /** Neither other databases' rows nor those of this reading itself. */
    private static String filter(String catalogue) {
        return switch (catalogue) {
            case "pg_shdepend" ->
                "dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND objid <> pg_my_temp_schema()"
                        + " AND " + notTemporary("objid");
            case "pg_subscription" -> "subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())";
            case "pg_class" -> "relnamespace <> pg_my_temp_schema() AND " + notTemporary("oid");
            case "pg_type" -> "typnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_(toast_)?temp_')";
            case "pg_attribute" -> notTemporary("attrelid");
            case "pg_index" -> notTemporary("indrelid");
            case "pg_namespace" -> "nspname !~ '^pg_(toast_)?temp_'";
            case "pg_depend" ->
                "NOT EXISTS (SELECT FROM pg_class t WHERE t.oid IN (objid, refobjid) AND t.relpersistence = 't')"
                        + " AND NOT EXISTS (SELECT FROM pg_type t WHERE t.oid IN (objid, refobjid)"
                        + " AND t.typnamespace = pg_my_temp_schema())";
            default -> "true";
        };
    }

    private static String notTemporary(String relation) {
        return relation + " NOT IN (SELECT oid FROM pg_class WHERE relpersistence = 't')";
    }

    private String value(String catalogue, String column, String type) {
        String reference = references.get(catalogue + "." + column);
        if (column.equals("oid") && !ANONYMOUS.contains(catalogue)) {
            return name("'" + catalogue + "'::regclass", "o.oid");
        }
        if (column.equals("oid")) {
            return catalogue.equals("pg_enum") ? "''" : "o.oid::text";
        }
        if (PAIRS.containsKey(column)) {
            return name("o." + PAIRS.get(column), "o." + column);
        }
        if (column.equals("attoptions")) {
            // Newer minor versions keep a mark of their own there.
            return "(SELECT string_agg(x, ',') FROM unnest(attoptions) x WHERE x NOT LIKE 'pg\\_attver=%')";
        }
        if (reference == null) {
            return "o." + column + "::text";
        }
        if (type.endsWith("[]") || type.equals("oidvector")) {
            return "(SELECT string_agg(" + name("'" + reference + "'::regclass", "x.id")
                    + ", ',' ORDER BY x.place) FROM unnest(o." + column + "::oid[]) WITH ORDINALITY AS x(id, place))";
        }
        return name("'" + reference + "'::regclass", "o." + column + "::oid");
    }

    private static String name(String catalogue, String number) {
        return "coalesce((SELECT i.name FROM identity i WHERE i.class = " + catalogue + " AND i.object = " + number
                + "), " + number + "::text)";
    }

    private Map<String, String> columns(String catalogue) throws SQLException {
        return pairs(statement, String.format(COLUMNS, SqlText.literal(catalogue)));
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static Map<String, String> pairs(Statement statement, String sql) throws SQLException {
        Map<String, String> pairs = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }
}
