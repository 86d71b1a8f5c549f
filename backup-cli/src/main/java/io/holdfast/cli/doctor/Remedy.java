package io.holdfast.cli.doctor;

/** What the doctor puts right, on request only. */
public enum Remedy {
    /** Drops what killed restores left on the servers of the databases it looks at. */
    CLEAR_UNFINISHED
}
