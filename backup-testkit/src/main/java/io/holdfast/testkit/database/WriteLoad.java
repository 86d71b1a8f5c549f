package io.holdfast.testkit.database;

/**
 * Somebody who, until closed, moves rows from one table of a {@link SampleDatabase#MOVING_ROWS} database to the other, each
 * in one transaction: at any moment every row is in exactly one of both.
 */
public interface WriteLoad extends AutoCloseable {

    /** Waits until so many moves more were committed. */
    void awaitMoves(int more);

    /** Stops, and fails if moving failed. */
    @Override
    void close();
}
