package io.holdfast.postgres.dump;

import io.holdfast.testkit.database.Visitor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Somebody who is connected to a database. */
record PostgresVisitor(Connection connection) implements Visitor {

    @Override
    public boolean answered() {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("SELECT count(*) FROM pg_class");
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
