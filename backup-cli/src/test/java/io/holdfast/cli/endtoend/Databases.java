package io.holdfast.cli.endtoend;

import io.holdfast.cli.demo.DemoServer;
import io.holdfast.core.database.ConnectionUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks at a server and a store from outside. */
final class Databases {

    private final DemoServer server;

    Databases(DemoServer server) {
        this.server = server;
    }

    String url(String name) {
        return server.database(name).reveal();
    }

    /** The URL with another password. */
    String urlWithPassword(String name, String password) {
        return url(name).replaceFirst("://postgres:[^@]*@", "://postgres:" + password + "@");
    }

    void create(String name, String statements) {
        server.createDatabase(name);
        execute(name, statements);
    }

    void execute(String database, String statement) {
        try (Connection connection = connect(server.database(database));
                Statement session = connection.createStatement()) {
            session.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> ask(String database, String query) {
        try (Connection connection = connect(server.database(database));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> names() {
        return ask("postgres", "SELECT datname FROM pg_database ORDER BY 1");
    }

    /** Every file of a store with its length. */
    static TreeMap<String, Long> content(Path store) {
        try (Stream<Path> files = Files.walk(store)) {
            TreeMap<String, Long> content = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(store.relativize(file).toString(), Files.size(file));
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Connection connect(ConnectionUrl url) throws SQLException {
        URI uri = URI.create(url.reveal());
        String[] user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
    }
}
