package io.holdfast.cli.command;

import io.holdfast.cli.output.Report;
import io.holdfast.cli.output.TextReport;
import io.holdfast.cli.terminal.Surroundings;
import java.security.SecureRandom;
import java.util.Base64;
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

    private static final int KEY_BYTES = 32;

    KeygenCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Report report() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new TextReport("key", Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    }
}
