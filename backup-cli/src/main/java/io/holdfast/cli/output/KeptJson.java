package io.holdfast.cli.output;

import io.holdfast.core.restore.KeptDatabase;
import tools.jackson.databind.node.ObjectNode;

/** A kept database in JSON documents; the same in all of them. */
final class KeptJson {

    private KeptJson() {}

    static void put(ObjectNode into, KeptDatabase database) {
        into.put("name", database.name());
        into.put("state", database.state().name());
        into.put("target", database.target());
        into.put("since", database.since().toString());
        into.put("size", database.size().bytes());
    }
}
