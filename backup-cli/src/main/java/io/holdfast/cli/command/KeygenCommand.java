package io.holdfast.cli.command;

import io.holdfast.cli.output.Report;
import io.holdfast.cli.output.TextReport;
import io.holdfast.cli.terminal.Surroundings;
import picocli.CommandLine.Command;

/** Makes a passphrase that nobody can guess. */
@Command(
        name = "keygen",
        description = "Prints a new random encryption key (256 bits), to be used as a passphrase.",
        footer = {
            "",
            "Keep it somewhere else than the backups: without it nothing can be restored.",
            "",
            "Example:",
            "  (umask 077; holdfast keygen > /etc/holdfast/passphrase)",
            "  export HOLDFAST_PASSPHRASE_FILE=/etc/holdfast/passphrase"
        })
final class KeygenCommand extends ReportingCommand {

    KeygenCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        return new TextReport("key", RandomKey.create());
    }
}
