package io.holdfast.core.failure;

/** What sort of thing went wrong, so that a caller can decide what to do without reading the message. */
public enum FailureKind {
    /** The thing named does not exist: a blob, a bundle, a bucket, a folder, a database. */
    NOT_FOUND,
    /** The thing to be made exists already, and would have been overwritten. */
    ALREADY_EXISTS,
    /** The caller asked for something that can never work: a malformed name, an impossible setting. */
    INVALID,
    /** Wrong password, wrong passphrase, missing permission. */
    DENIED,
    /** No room left on a disk or within a quota. */
    NO_SPACE,
    /** Stored data are not what was stored: damaged, truncated, swapped, forged. */
    CORRUPT,
    /** May well work when it is tried again: a lost connection, an overloaded server, a lock held by another. */
    TRANSIENT,
    /** Will fail again when it is tried again, until a person changes something. */
    PERMANENT,
    /** The reply was lost: it may have happened or not. Look before anything is cleaned up or repeated. */
    UNKNOWN_OUTCOME,
    /** Stopped on request. */
    CANCELLED
}
