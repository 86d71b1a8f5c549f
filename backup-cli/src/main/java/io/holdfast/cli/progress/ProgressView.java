package io.holdfast.cli.progress;

/** Shows work to a person. Called by one thread at a time. */
interface ProgressView {

    /** Other work began. */
    void began(Work work);

    /** It may have moved on; called several times a second. */
    void moved(Work work);

    /** Something to be told about a database that stays to be read, such as how work on it ended. */
    void told(String database, String what);

    /** There will be no more. */
    void close();
}
