package io.holdfast.core.bundle;

/** Why a backup was taken. */
public enum BackupCause {
    /** Asked for on the page. */
    MANUAL,
    /** Due by its schedule. */
    SCHEDULE,
    /** Asked for through the HTTP API. */
    API,
    /** Asked for on the command line. */
    CLI,
    /** Asked for by an application that embeds Holdfast. */
    EMBEDDED
}
