package io.holdfast.cli.output;

/** In which form a command prints its report on standard output. */
public enum Format {
    /** For people. */
    TEXT,
    /** For machines: exactly one JSON document. */
    JSON
}
