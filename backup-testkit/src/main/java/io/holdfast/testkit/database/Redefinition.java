package io.holdfast.testkit.database;

/** What others can do to the tables of a {@link SampleDatabase#MOVING_ROWS} database just when it is dumped. */
public enum Redefinition {
    /** All rows of the table that has any are removed at once, in the way that does not look at them one by one. */
    EMPTIED,
    /** The table that has rows is written anew, because the type of a column changes. */
    REWRITTEN,
    /** The two tables, which have the same columns, exchange their names. */
    EXCHANGED
}
