package io.holdfast.testkit.database;

/** What can go wrong with the programs that dump and restore. A harness arranges it with programs of its own making. */
public enum ToolFault {
    /** Writes a part of a dump, {@link #LAST_WORDS} on its error output, and ends with a failure. */
    FAILS_AFTER_OUTPUT,
    /** Writes {@link #LAST_WORDS} on its error output, and ends with a failure. */
    FAILS_BEFORE_OUTPUT,
    /**
     * Writes {@link #FIRST_WORDS}, 100 MB without a line break and then {@link #LAST_WORDS} on its error output, and ends
     * with a failure.
     */
    FLOODS_ERROR_OUTPUT,
    /** Is not there. */
    MISSING,
    /** Is of a version too old for the server. */
    TOO_OLD,
    /** Begins, then does nothing any more; has a program of its own running, and neither ends when it is asked to. */
    HANGS;

    /** What a program that is about to fail says first. */
    public static final String FIRST_WORDS = "first words of a program";

    /** What a program that is about to fail says last; what went wrong, as far as anybody can know. */
    public static final String LAST_WORDS = "last words of a program";
}
