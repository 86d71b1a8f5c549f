package io.holdfast.postgres.dump;

import io.holdfast.core.database.ConnectionUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Fills databases, and reads them whole so that two can be compared. */
final class Databases {

    private Databases() {}

    /** Runs a script of the test's resources, statement by statement. */
    static void run(EmbeddedServer server, String database, String script) {
        try (InputStream stream = Databases.class.getResourceAsStream(script)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            server.execute(database, Stream.of(text.split("(?m)^--;.*$")).toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs statements as whoever the URL names. */
    static void execute(ConnectionUrl url, String... statements) {
        try (PostgresSession session = PostgresSession.open(PostgresAddress.of(url), "test")) {
            for (String statement : statements) {
                session.execute("run " + statement, statement);
            }
        }
    }

    /** All definitions, as pg_dump writes them. */
    static List<String> schema(EmbeddedServer server, String database) {
        return dumped(server, database, "--schema-only");
    }

    /** All rows, sequences and large objects, as pg_dump writes them. */
    static List<String> rows(EmbeddedServer server, String database) {
        return dumped(server, database, "--data-only");
    }

    /** What one list of lines has and the other has not; empty exactly where they are equal, order included. */
    static List<String> differences(List<String> expected, List<String> actual) {
        List<String> missing = new ArrayList<>(expected);
        actual.forEach(missing::remove);
        List<String> surplus = new ArrayList<>(actual);
        expected.forEach(surplus::remove);
        List<String> differences = new ArrayList<>();
        missing.forEach(line -> differences.add("- " + line));
        surplus.forEach(line -> differences.add("+ " + line));
        if (differences.isEmpty() && !expected.equals(actual)) {
            differences.add("the same lines in another order");
        }
        return differences;
    }

    private static List<String> dumped(EmbeddedServer server, String database, String what) {
        PostgresAddress address = PostgresAddress.of(server.url(database));
        try (PasswordFile password = PasswordFile.create(address.password());
                PostgresProcess process = PostgresProcess.start(
                        EmbeddedServer.tools().dump(),
                        List.of(what, "--no-password"),
                        ToolEnvironment.connecting(address, password.path(), "test"))) {
            String text = new String(process.output().readAllBytes(), StandardCharsets.ISO_8859_1);
            int status = process.awaitExit();
            if (status != 0) {
                throw new IllegalStateException(process.messages());
            }
            return text.lines()
                    .filter(line -> !line.startsWith("\\restrict ") && !line.startsWith("\\unrestrict "))
                    .toList();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
