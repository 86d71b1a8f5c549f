package io.holdfast.cli.progress;

/** Shows work to a person. Called by one thread at a time. */
interface ProgressView {

    /** Other work began. */
    void began(Work work);

    /** It may have moved on; called several times a second. */
    void moved(Work work);

    /** Work on a database came to an end; what the outcome was is told in a few words. */
    void ended(String database, String outcome);

    /** There will be no more. */
    void close();
}
