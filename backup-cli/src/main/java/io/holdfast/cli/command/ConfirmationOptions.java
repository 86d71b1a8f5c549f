package io.holdfast.cli.command;

import io.holdfast.cli.output.Printable;
import io.holdfast.cli.output.Refusal;
import io.holdfast.cli.terminal.Surroundings;
import picocli.CommandLine.Option;

/** Whether the person has to confirm what is about to be done, by typing a name. */
final class ConfirmationOptions {

    @Option(names = "--yes", description = "Do not ask for a confirmation.")
    private boolean given;

    /** Whether nobody is asked, so that nobody has seen what is about to be done. */
    boolean waived() {
        return given;
    }

    /**
     * Returns if it is confirmed.
     *
     * @param what what is about to be done, such as "the restore"
     * @param question what it means, in whole lines
     * @param name what has to be typed
     * @throws Refusal where it is not confirmed, or nobody can be asked
     */
    void require(Surroundings surroundings, String what, String question, String name) {
        if (given) {
            return;
        }
        String typed = surroundings
                .prompt()
                .line(question + "\nType the name of that database, " + Printable.line(name) + ", to go on: ")
                .orElseThrow(() -> new Refusal(
                        what + " was not confirmed, and there is no terminal to ask on",
                        "With --yes it is not asked for"));
        // A name may begin or end with blanks itself.
        if (!typed.equals(name) && !typed.strip().equals(name)) {
            throw new Refusal(
                    what + " was not confirmed: \"" + typed.strip() + "\" is not \"" + name + "\"",
                    "Nothing was changed");
        }
    }
}
