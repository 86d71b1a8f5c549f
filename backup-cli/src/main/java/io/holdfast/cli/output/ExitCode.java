package io.holdfast.cli.output;

import io.holdfast.core.failure.FailureKind;

/** The exit codes of every command. Scripts rely on them: a number never changes its meaning. */
public enum ExitCode {
    /** All that was asked for was done. */
    DONE(0, "done"),
    /** It failed for a reason that has no code of its own. */
    FAILED(1, "failed"),
    /** The command line, a setting or a value is wrong. */
    USAGE(2, "wrong usage"),
    /** A bundle, database, folder or store does not exist. */
    NOT_FOUND(3, "not found"),
    /** Refused or skipped, because it would overwrite something or was not confirmed. */
    REFUSED(4, "refused or skipped by a policy"),
    /** Stored data are not what was stored. */
    DAMAGED(5, "damaged data"),
    /** Wrong password or passphrase, or a missing permission. */
    DENIED(6, "denied"),
    /** A server or store does not answer; trying again may help. */
    UNREACHABLE(7, "unreachable"),
    /** Stopped by the user. */
    CANCELLED(130, "cancelled");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The code that stands for failures of this kind. */
    public static ExitCode of(FailureKind kind) {
        return switch (kind) {
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS -> REFUSED;
            case INVALID -> USAGE;
            case DENIED -> DENIED;
            case CORRUPT -> DAMAGED;
            case TRANSIENT -> UNREACHABLE;
            case NO_SPACE, PERMANENT, UNKNOWN_OUTCOME -> FAILED;
            case CANCELLED -> CANCELLED;
        };
    }

    /** What the process ends with. */
    public int number() {
        return number;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }
}
