package io.holdfast.cli.crash;

/** Who is killed. */
enum Victim {
    /** The program itself. */
    PROGRAM,
    /** A pg_dump or pg_restore that it runs. */
    TOOL,
    /** The server, all of it at once; it is started again when the operation has ended. */
    SERVER,
    /** The server, and it is started again at once, while the operation still tries to save what it can. */
    SERVER_RESTARTED
}
