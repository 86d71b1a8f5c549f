package io.holdfast.core.port;

import io.holdfast.core.database.TableRows;
import java.util.List;

/** A database that was restored beside its target and does not have its name yet. The rules are {@link DatabaseRestorer}'s. */
public interface StagedRestore extends AutoCloseable {

    /**
     * Counts the rows that these tables have now.
     *
     * @return a count for each table that exists, in the order given; a table that does not exist is left out
     */
    List<TableRows> count(List<TableRows> tables);

    /**
     * Whether the database itself adds rows while it is restored (event triggers that write to a table), so that a table
     * with more rows than the dump had is not a defect.
     */
    boolean addsRowsByItself();

    /** Gives the staging database the target's name. Atomic: before, there is no target; after, it is whole. */
    void promote();

    /** Removes the staging database unless it was promoted. May be called twice. */
    @Override
    void close();
}
