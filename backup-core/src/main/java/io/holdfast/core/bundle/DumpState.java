package io.holdfast.core.bundle;

/** Whether a committed dump can be used. */
public enum DumpState {
    /** Its manifest was opened and found in order. */
    READABLE,
    /** It is encrypted under a keyset that the passphrase at hand does not open, or none was given. */
    LOCKED,
    /** It is stored plain where only encrypted dumps are expected: anybody could have put it there. */
    UNAUTHENTICATED,
    /** Its manifest is damaged or forged. */
    DAMAGED,
    /** It was written by a newer version, in a format that this one does not know. */
    NEWER_FORMAT
}
