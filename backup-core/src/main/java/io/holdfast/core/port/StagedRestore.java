package io.holdfast.core.port;

import io.holdfast.core.database.TableRows;
import java.util.List;
import java.util.Optional;

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

    /**
     * What differs from what the dump recorded beside rows.
     *
     * @return a sentence for each difference; empty where there is none
     */
    List<String> differences();

    /**
     * Gives the staging database the target's name. Atomic: whoever connects meets what was there before, or this.
     *
     * @return the name under which the database that was replaced is kept; empty where there was none
     */
    Optional<String> promote();

    /** Removes the staging database unless it was promoted. May be called twice. */
    @Override
    void close();
}
