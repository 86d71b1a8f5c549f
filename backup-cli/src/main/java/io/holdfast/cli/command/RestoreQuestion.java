package io.holdfast.cli.command;

import io.holdfast.cli.output.KeptCommands;
import io.holdfast.cli.output.Printable;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.postgres.dump.TargetDatabase;

/**
 * Says what a restore is going to do, before it is confirmed.
 *
 * @param bundle from which bundle
 * @param database which of its databases
 * @param target where to
 * @param commands how it can be undone
 */
record RestoreQuestion(BundleId bundle, DatabaseName database, TargetDatabase target, KeptCommands commands) {

    String text() {
        return target.present().map(this::replacing).orElseGet(this::anew);
    }

    private String anew() {
        return "This restores " + database + " of bundle " + bundle + " into a new database.\n\n  " + place()
                + " does not exist yet. It appears when everything is restored and compared.\n";
    }

    private String replacing(TargetDatabase.Present present) {
        String size = present.size().map(bytes -> " (" + bytes + ")").orElse("");
        return "This puts " + database + " of bundle " + bundle + " in the place of a database that exists.\n\n  "
                + place() + " exists: " + Sessions.described(present) + ".\n"
                + "  - It stays in use until the restored database beside it is complete and compared.\n"
                + "  - Then the two change places in one step, and the sessions of the old one are ended.\n"
                + "  - The old one is kept, under a NAME that is printed in the end. To put it back:\n      "
                + Printable.line(commands.undo(KeptCommands.NAME)) + "\n"
                + "  - Both need room on the server's disk. What the old one takes" + size
                + " stays taken until you drop it:\n      "
                + Printable.line(commands.list()) + "\n"
                + "  What was written to it after the backup will be in the old one only.\n";
    }

    private String place() {
        return "\"" + Printable.line(target.name()) + "\" on " + Printable.line(target.server());
    }
}
