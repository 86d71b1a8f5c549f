package io.holdfast.testkit.blob;

/** What the environment of a store may be able to do, so that rules about bad days can be tested on it. */
public enum BlobStoreAbility {
    /** Signing in with credentials that the store does not take. */
    WRONG_CREDENTIALS,
    /** Opening a folder or bucket that does not exist. */
    MISSING_PLACE,
    /** A connection that breaks in every request. */
    BROKEN_CONNECTION,
    /** A store without room for one more large blob. */
    FULL,
    /** A put that is done while its reply never arrives. */
    LOST_REPLY,
    /** Losing whatever was not durable. */
    POWER_CUT,
    /** A process that dies in the middle of a put. */
    DYING_WRITER,
    /** A part of the store that a listing cannot see. */
    OBSTRUCTED_LISTING,
    /** A blob that cannot be deleted. */
    PROTECTED_BLOB,
    /** Knowing how much room there is. */
    CAPACITY,
    /** Secrets among the values that the store was opened with. */
    SECRETS
}
