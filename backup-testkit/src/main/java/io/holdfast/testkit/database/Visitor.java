package io.holdfast.testkit.database;

/** Somebody who is connected to a database, as its users are. */
public interface Visitor extends AutoCloseable {

    /** Asks the database something, and says whether it answered: false once the connection was ended from the other side. */
    boolean answered();

    /** Goes; does nothing where the connection was ended. */
    @Override
    void close();
}
