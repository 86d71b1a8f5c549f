package io.holdfast.cli.command;

import io.holdfast.cli.output.Printable;
import io.holdfast.cli.output.Times;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.postgres.dump.TargetDatabase;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says what undoing a restore is going to do, before it is confirmed.
 *
 * @param target the database that was replaced
 * @param previous the one that is to come back
 * @param choice all that it was chosen from, the newest first; empty where it was named
 */
record UndoQuestion(TargetDatabase target, KeptDatabase previous, List<KeptDatabase> choice) {

    UndoQuestion {
        choice = List.copyOf(choice);
    }

    String text() {
        String name = "\"" + Printable.line(target.name()) + "\"";
        String kept = "\"" + Printable.line(previous.name()) + "\"";
        return "This undoes a restore: " + kept + " becomes " + name + " on " + Printable.line(target.server())
                + " again.\n\n  " + kept + " was " + name + " until " + described(previous) + ".\n" + chosen(name)
                + target.present()
                        .map(present -> "  " + name + " exists: " + Sessions.described(present) + ".\n"
                                + "  - The two change places in one step, and the sessions of the present one are ended.\n"
                                + "  - The present one is kept in its turn, so that undoing again leads back to it.\n")
                        .orElse("  No database is called " + name + " now, so nothing is replaced.\n")
                + "  Nothing is copied, so that it takes a moment only.\n";
    }

    /** A mark can be forged by whoever may create databases, and only a person knows what the restore has printed. */
    private String chosen(String name) {
        if (choice.isEmpty()) {
            return "";
        }
        String others = choice.size() == 1
                ? ""
                : "  Kept for " + name + ", the newest first:\n"
                        + choice.stream().map(this::listed).collect(Collectors.joining())
                        + "  For another one add --previous NAME.\n";
        return others
                + "  Compare the name with what the restore printed: whoever may create databases there can make one"
                + " that looks like this.\n";
    }

    private String listed(KeptDatabase kept) {
        return "    \"" + Printable.line(kept.name()) + "\" until " + described(kept)
                + (kept.equals(previous) ? ", which would come back" : "") + "\n";
    }

    private static String described(KeptDatabase kept) {
        return Times.text(kept.since()) + " UTC (" + kept.size() + ")";
    }
}
