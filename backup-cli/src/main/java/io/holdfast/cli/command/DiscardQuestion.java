package io.holdfast.cli.command;

import io.holdfast.cli.output.Printable;
import io.holdfast.cli.output.Times;
import io.holdfast.core.restore.KeptDatabase;

/**
 * Says what dropping a kept database means, before it is confirmed.
 *
 * @param database the one that is to go
 */
record DiscardQuestion(KeptDatabase database) {

    String text() {
        String target = "\"" + Printable.line(database.target()) + "\"";
        String killed = database.target().isEmpty() ? "A restore" : "A restore into " + target;
        return "This drops the database \"" + Printable.line(database.name()) + "\" (" + database.size()
                + ") for good.\n\n"
                + switch (database.state()) {
                    case PREVIOUS ->
                        "  It was " + target + " until " + Times.text(database.since())
                                + " UTC. Nothing else has what was in it then, unless a backup has.\n"
                                + "  Without it, what took its place cannot be undone any more.\n";
                    case UNFINISHED, RUNNING -> "  " + killed + " began to fill it and was killed. Nobody needs it.\n";
                };
    }
}
