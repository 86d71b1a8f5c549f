package io.holdfast.testkit.blob;

/** What can be asked of a store; each is about a subject, which is a name unless said otherwise. */
public enum StoreOperation {
    /** Storing a blob. */
    PUT,
    /** Reading a blob. */
    GET,
    /** Asking about a blob. */
    STAT,
    /** Beginning to list; the subject is the prefix. */
    LIST,
    /** Reporting one blob of a listing. */
    REPORT,
    /** Deleting one blob of a batch. */
    DELETE,
    /** Asking for the room there is; the subject is empty. */
    CAPACITY
}
