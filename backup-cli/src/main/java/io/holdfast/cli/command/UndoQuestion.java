package io.holdfast.cli.command;

import io.holdfast.cli.output.Printable;
import io.holdfast.cli.output.Times;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.postgres.dump.TargetDatabase;

/**
 * Says what undoing a restore is going to do, before it is confirmed.
 *
 * @param target the database that was replaced
 * @param previous the one that is to come back
 */
record UndoQuestion(TargetDatabase target, KeptDatabase previous) {

    String text() {
        String name = "\"" + Printable.line(target.name()) + "\"";
        String kept = "\"" + Printable.line(previous.name()) + "\"";
        return "This undoes a restore: " + kept + " becomes " + name + " on " + Printable.line(target.server())
                + " again.\n\n  " + kept + " was " + name + " until " + Times.text(previous.since()) + " UTC ("
                + previous.size() + ").\n"
                + target.present()
                        .map(present -> "  " + name + " exists: " + Sessions.described(present) + ".\n"
                                + "  - The two change places in one step, and the sessions of the present one are ended.\n"
                                + "  - The present one is kept in its turn, so that undoing again leads back to it.\n")
                        .orElse("  No database is called " + name + " now, so nothing is replaced.\n")
                + "  Nothing is copied, so that it takes a moment only.\n";
    }
}
