package io.holdfast.cli.output;

import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.encryption.KeyId;
import tools.jackson.databind.node.ObjectNode;

/** A dump in JSON documents; the same in all of them. */
final class DumpJson {

    private DumpJson() {}

    /** A dump in a listing, with what can be known of it in its state. */
    static void put(ObjectNode into, DumpEntry entry) {
        into.put("database", entry.database().value());
        into.put("state", entry.state().name());
        into.put("reason", entry.reason());
        entry.summary().ifPresent(summary -> putKnown(into, summary));
    }

    /** A dump that was just committed. */
    static void put(ObjectNode into, DumpSummary summary) {
        into.put("database", summary.database().value());
        putKnown(into, summary);
    }

    private static void putKnown(ObjectNode into, DumpSummary summary) {
        into.put("size", summary.size().bytes());
        into.put("added", summary.stored().bytes());
        into.put("tables", summary.tables());
        into.put("rows", summary.rows());
        into.put("encrypted", summary.key().isPresent());
        into.put("key", summary.key().map(KeyId::value).orElse(null));
        into.put("finishedAt", summary.finishedAt().toString());
        into.put("cause", summary.dump().cause().name());
        into.put("note", summary.dump().note());
        into.put("serverVersion", summary.serverVersion());
        into.put("toolVersion", summary.toolVersion());
    }
}
