package io.holdfast.cli.demo;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tells one database's contents from another's, object by object.
 *
 * @param objects what each object is: by its name, such as {@code table public.finding}, a text that is equal for equal ones
 * @param tables how many tables and materialized views were read
 * @param rows how many rows they have together
 */
record DatabaseFingerprint(Map<String, String> objects, int tables, long rows) {

    /** Everything that changes how values become text, set to the same on both sides. */
    private static final String SETTINGS = """
            SET search_path = ''; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres';
            SET bytea_output = 'hex'; SET extra_float_digits = 3; SET xmloption = 'content'; SET lc_monetary = 'C';
            SET row_security = off; SET statement_timeout = 0; SET client_encoding = 'UTF8'""";

    /** Every table, partition and populated materialized view that is not the system's, and the statement that reads it. */
    private static final String TABLES = """
            SELECT format('%s %I.%I', CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'table' END, n.nspname, c.relname),
                format('SELECT count(*), sum((''x'' || left(digest, 16))::bit(64)::bigint),'
                    ' sum((''x'' || right(digest, 16))::bit(64)::bigint)'
                    ' FROM (SELECT md5(("whole row".*)::text) AS digest FROM ONLY %I.%I AS "whole row" OFFSET 0) AS rows',
                    n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND c.relispopulated AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            ORDER BY 1""";

    private static final String SEQUENCES = """
            SELECT format('sequence %I.%I', n.nspname, c.relname), format('SELECT last_value, is_called FROM %I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND n.nspname !~ '^pg_' ORDER BY 1""";

    /** Objects by their definitions; names are unique within a kind, or the definition is part of the name. */
    private static final String DEFINITIONS = """
            WITH own AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
            SELECT format('column %I.%I.%I', n.nspname, c.relname, a.attname), format('%s%s%s %s%s%s %s', format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN ' not null' END, ' default ' || pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
                a.attstorage, (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation))
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN own n ON n.oid = c.relnamespace
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
            UNION ALL SELECT format('relation %I.%I', n.nspname, c.relname), format('%s %s %s %s owned by %s %s %s', c.relkind, c.relpersistence,
                pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid), pg_get_userbyid(c.relowner), c.relacl, c.reloptions)
            FROM pg_class c JOIN own n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            UNION ALL SELECT format('constraint %I of %s', k.conname, coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text)),
                pg_get_constraintdef(k.oid)
            FROM pg_constraint k JOIN own n ON n.oid = k.connamespace
            UNION ALL SELECT format('index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN own n ON n.oid = c.relnamespace
            UNION ALL SELECT format('definition of view %s', c.oid::regclass), pg_get_viewdef(c.oid)
            FROM pg_class c JOIN own n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm')
            UNION ALL SELECT format('function %s', p.oid::regprocedure), pg_get_functiondef(p.oid)
            FROM pg_proc p JOIN own n ON n.oid = p.pronamespace WHERE p.prokind <> 'a'
            UNION ALL SELECT format('trigger %I of %s', t.tgname, t.tgrelid::regclass), pg_get_triggerdef(t.oid)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN own n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal
            UNION ALL SELECT format('type %s', t.oid::regtype),
                t.typtype::text || ' ' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e
                    WHERE e.enumtypid = t.oid), '') || format_type(t.typbasetype, t.typtypmod)
            FROM pg_type t JOIN own n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')
            UNION ALL SELECT format('comment on %s %s', (pg_identify_object(d.classoid, d.objoid, d.objsubid)).type,
                (pg_identify_object(d.classoid, d.objoid, d.objsubid)).identity), quote_literal(d.description)
            FROM pg_description d WHERE d.objoid >= 16384
            UNION ALL SELECT format('extension %I', e.extname), e.extversion FROM pg_extension e
            UNION ALL SELECT format('large object %s', m.oid), md5(lo_get(m.oid)) || ' owned by ' || pg_get_userbyid(m.lomowner)
            FROM pg_largeobject_metadata m""";

    /** Reads everything inside one read-only snapshot. */
    static DatabaseFingerprint take(ConnectionUrl database) {
        try (Connection connection = DemoSession.open(database);
                Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            Map<String, String> objects = new TreeMap<>(pairs(statement, DEFINITIONS));
            long rows = 0;
            Map<String, String> tables = pairs(statement, TABLES);
            for (Map.Entry<String, String> table : tables.entrySet()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw BackupFailure.cancelled("comparing " + database);
                }
                List<String> facts = firstRow(statement, table.getValue());
                rows += Long.parseLong(facts.get(0));
                objects.put(table.getKey(), facts.get(0) + " rows with content " + facts.get(1) + "/" + facts.get(2));
            }
            for (Map.Entry<String, String> sequence :
                    pairs(statement, SEQUENCES).entrySet()) {
                objects.put(sequence.getKey(), String.join(" ", firstRow(statement, sequence.getValue())));
            }
            return new DatabaseFingerprint(objects, tables.size(), rows);
        } catch (SQLException e) {
            throw DemoSession.failure("reading all of " + database, e);
        }
    }

    private static Map<String, String> pairs(Statement statement, String query) throws SQLException {
        Map<String, String> pairs = new TreeMap<>();
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                pairs.put(row.getString(1), String.valueOf(row.getString(2)));
            }
        }
        return pairs;
    }

    private static List<String> firstRow(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                values.add(String.valueOf(row.getString(column)));
            }
        }
        return values;
    }
}
