package io.holdfast.cli.output;

import tools.jackson.databind.node.ObjectNode;

/** What a command found out or did, in the two forms in which it can be asked for. */
public interface Report {

    /** What the process ends with. */
    ExitCode exitCode();

    /** For people: lines, each ended by a line feed. */
    String text();

    /** For machines: the whole of it in one document. Sizes are in bytes, times in ISO 8601 and UTC. */
    ObjectNode json();
}
