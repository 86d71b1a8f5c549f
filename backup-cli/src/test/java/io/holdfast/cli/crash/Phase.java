package io.holdfast.cli.crash;

/** How far an operation has come. */
enum Phase {
    /** It starts, and checks. */
    STARTING,
    /** A backup reads the database. */
    DUMP,
    /** A backup reads back what it has stored, and commits it. */
    READ_BACK,
    /** A restore fills its staging database. */
    RESTORE,
    /** A restore counts and compares. */
    COUNT,
    /** Names change hands. */
    SWAP
}
