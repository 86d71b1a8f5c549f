package io.holdfast.cli.output;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A failure as it is shown.
 *
 * @param kind the name of its kind; one of {@link FailureKind}, {@code REFUSED} or {@code UNEXPECTED}
 * @param message what failed, on which object
 * @param hint what the reader can do about it
 * @param exitCode what the process ends with
 */
public record Failure(String kind, String message, Optional<String> hint, ExitCode exitCode) {

    private static final String REFUSED = "REFUSED";
    private static final String UNEXPECTED = "UNEXPECTED";

    /** Checks that all are there, and masks passwords in URLs. */
    public Failure {
        Objects.requireNonNull(kind, "kind");
        message = Printable.masked(message);
        hint = hint.map(Printable::masked);
        Objects.requireNonNull(exitCode, "exitCode");
    }

    /** Any exception that a command ended with. */
    public static Failure of(Throwable thrown) {
        if (thrown instanceof BackupFailure failure) {
            return new Failure(
                    failure.kind().name(), failure.getMessage(), failure.hint(), ExitCode.of(failure.kind()));
        }
        if (thrown instanceof Refusal refusal) {
            return new Failure(REFUSED, refusal.getMessage(), refusal.hint(), ExitCode.REFUSED);
        }
        String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
        return new Failure(
                UNEXPECTED,
                "something went wrong that should not happen: "
                        + thrown.getClass().getSimpleName() + message,
                Optional.of("With --verbose the details are shown; please report them"),
                ExitCode.FAILED);
    }

    /** A command line that cannot be understood. */
    public static Failure usage(String message, String hint) {
        return new Failure(FailureKind.INVALID.name(), message, Optional.of(hint), ExitCode.USAGE);
    }

    /** Whether it was stopped by the user. */
    public boolean cancelled() {
        return exitCode == ExitCode.CANCELLED;
    }

    /** For people: one line, and a second one with the hint. */
    public String text() {
        if (cancelled()) {
            return "cancelled\n";
        }
        return "error: " + Printable.lines(message.strip()) + "\n"
                + hint.map(text -> "  " + Printable.lines(text.strip()) + "\n").orElse("");
    }

    /** For machines: {@code kind}, {@code message} and {@code hint}, which may be null. */
    public ObjectNode json() {
        return Json.object().put("kind", kind).put("message", message).put("hint", hint.orElse(null));
    }
}
