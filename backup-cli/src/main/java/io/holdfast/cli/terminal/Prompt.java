package io.holdfast.cli.terminal;

import java.util.Optional;

/** Asks the person at the terminal. */
public interface Prompt {

    /** Nobody is there to be asked. */
    Prompt NOBODY = new Prompt() {
        @Override
        public Optional<String> line(String question) {
            return Optional.empty();
        }

        @Override
        public Optional<String> secret(String question) {
            return Optional.empty();
        }
    };

    /**
     * Asks for a line; empty where nobody can be asked.
     *
     * @throws io.holdfast.core.failure.BackupFailure CANCELLED in an interrupted thread or at the end of the input
     */
    Optional<String> line(String question);

    /**
     * Asks for a line that is not shown while it is typed; empty where nobody can be asked.
     *
     * @throws io.holdfast.core.failure.BackupFailure CANCELLED in an interrupted thread or at the end of the input
     */
    Optional<String> secret(String question);
}
