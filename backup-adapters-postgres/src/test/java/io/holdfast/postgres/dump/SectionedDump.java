package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.postgres.dump.DumpContents.Position;
import io.holdfast.postgres.dump.DumpContents.Sequence;
import io.holdfast.postgres.dump.DumpContents.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dump of several archives, made with stock pg_dump of a database that nobody changes. What goes wrong in making one can be
 * made to go wrong here.
 */
final class SectionedDump {

    private final EmbeddedServer server;
    private final String database;
    private final MemoryDump dump = new MemoryDump();
    private final DumpFacts facts;

    /**
     * Dumps.
     *
     * @param apart the tables, as SQL names them, that get a stream of rows of their own
     */
    SectionedDump(EmbeddedServer server, String database, String... apart) {
        this.server = server;
        this.database = database;
        MemoryDump whole = new MemoryDump();
        facts = new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(server.url(database), whole.sink());
        put(DumpStreams.PROPERTIES, whole.bytes(DumpStreams.PROPERTIES));
        put(DumpStreams.SCHEMA, archive("--section=pre-data", "--section=post-data"));
        put(
                DumpStreams.data(0),
                rows(Stream.concat(Arrays.stream(apart), sequencesOf(apart).stream())
                        .map(name -> "--exclude-table-data=" + name)
                        .toArray(String[]::new)));
        for (int i = 0; i < apart.length; i++) {
            put(DumpStreams.data(i + 1), rows("--strict-names", "--table=" + apart[i]));
        }
        put(DumpStreams.CONTENTS, DumpDocument.CONTENTS.bytes(contents(apart)));
    }

    MemoryDump dump() {
        return dump;
    }

    DumpFacts facts() {
        return facts;
    }

    /** An archive of rows. */
    byte[] rows(String... arguments) {
        return archive(Stream.concat(Stream.of("--section=data"), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    /** An archive of whatever. */
    byte[] archive(String... arguments) {
        PostgresAddress address = PostgresAddress.of(server.url(database));
        List<String> all = new ArrayList<>(List.of("--format=custom", "--compress=0", "--no-password"));
        all.add("--encoding=" + server.query(database, "SHOW server_encoding").get(0));
        all.addAll(List.of(arguments));
        try (PasswordFile password = PasswordFile.create(address.password());
                PostgresProcess process = PostgresProcess.start(
                        EmbeddedServer.tools().dump(),
                        all,
                        ToolEnvironment.connecting(address, password.path(), "test"))) {
            byte[] bytes = process.output().readAllBytes();
            if (process.awaitExit() != 0) {
                throw new IllegalStateException(process.messages());
            }
            return bytes;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the archives have to hold, when these tables have streams of their own. */
    DumpContents contents(String... apart) {
        List<Table> tables = rows(
                        "SELECT c.oid FROM pg_class c WHERE relkind = 'r' AND oid >= 16384 AND relpersistence <> 't'"
                                + " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e'"
                                + " AND classid = 'pg_class'::regclass) ORDER BY 1",
                        1)
                .stream()
                .map(row -> Long.parseLong(row.get(0)))
                .map(id -> new Table(id, stream(id, apart)))
                .toList();
        List<Sequence> sequences = new ArrayList<>();
        for (List<String> row : rows(
                "SELECT c.oid, nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                        + " WHERE relkind = 'S' AND c.oid >= 16384 ORDER BY 1",
                3)) {
            List<String> position = rows(
                            "SELECT last_value, is_called FROM " + SqlText.identifier(row.get(1), row.get(2)), 2)
                    .get(0);
            Position now = new Position(
                    Long.parseLong(position.get(0)), position.get(1).equals("t"));
            sequences.add(new Sequence(Long.parseLong(row.get(0)), row.get(1), row.get(2), now, now));
        }
        return new DumpContents(DumpContents.FORMAT, tables, sequences);
    }

    private String stream(long id, String[] apart) {
        for (int i = 0; i < apart.length; i++) {
            if (id
                    == Long.parseLong(rows("SELECT " + SqlText.literal(apart[i]) + "::regclass::oid", 1)
                            .get(0)
                            .get(0))) {
                return DumpStreams.data(i + 1).value();
            }
        }
        return DumpStreams.data(0).value();
    }

    /** Those of identity and serial columns, which pg_dump takes with their tables. */
    private List<String> sequencesOf(String[] tables) {
        return Arrays.stream(tables)
                .flatMap(table -> server
                        .query(
                                database,
                                "SELECT '\"' || nspname || '\".\"' || relname || '\"' FROM pg_depend JOIN pg_class c ON c.oid = objid"
                                        + " JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'S' AND deptype IN ('a', 'i')"
                                        + " AND refobjid = " + SqlText.literal(table) + "::regclass")
                        .stream())
                .toList();
    }

    private List<List<String>> rows(String sql, int columns) {
        try (PostgresSession session = PostgresSession.open(PostgresAddress.of(server.url(database)), "test")) {
            return session.query("look", sql, row -> {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(row.getString(i));
                }
                return values;
            });
        }
    }

    private void put(StreamName name, byte[] bytes) {
        try (OutputStream stream = dump.sink().open(name)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
