package io.holdfast.cli.doctor;

import io.holdfast.core.failure.BackupFailure;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of what the doctor found.
 *
 * @param subject what was looked at
 * @param level how bad it is
 * @param finding what was found
 * @param advice what to do about it; empty where nothing has to be done
 */
record Check(String subject, Level level, String finding, Optional<String> advice) {

    /** How bad something is. */
    enum Level {
        /** It is as it should be. */
        OK,
        /** It works, but somebody should know. */
        WARNING,
        /** A backup or restore would fail. */
        PROBLEM
    }

    Check {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(advice, "advice");
    }

    static Check ok(String subject, String finding) {
        return new Check(subject, Level.OK, finding, Optional.empty());
    }

    /** All is well, and there is something to be told about it. */
    static Check ok(String subject, String finding, String advice) {
        return new Check(subject, Level.OK, finding, Optional.of(advice));
    }

    static Check warning(String subject, String finding, String advice) {
        return new Check(subject, Level.WARNING, finding, Optional.of(advice));
    }

    static Check problem(String subject, String finding, String advice) {
        return new Check(subject, Level.PROBLEM, finding, Optional.of(advice));
    }

    static Check problem(String subject, BackupFailure failure) {
        return new Check(subject, Level.PROBLEM, failure.getMessage(), failure.hint());
    }
}
