package io.holdfast.cli.output;

import java.util.Objects;
import java.util.Optional;

/** A command that was not carried out because a rule or the user said no, although it could have been. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String hint;

    /** What was refused, and what to do when it is wanted all the same. */
    public Refusal(String message, String hint) {
        super(Objects.requireNonNull(message, "message"));
        this.hint = Objects.requireNonNull(hint, "hint");
    }

    /** What to do when it is wanted all the same. */
    public Optional<String> hint() {
        return Optional.of(hint);
    }
}
