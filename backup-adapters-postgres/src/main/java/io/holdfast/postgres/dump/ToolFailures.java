package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.List;

/**
 * Makes failures of how a program ended. The programs have no codes, so the kind is taken from their messages; where a server
 * writes its part in another language, the kind falls back to PERMANENT, and the message is there all the same.
 */
final class ToolFailures {

    private static final int SIGNALLED = 128;
    private static final int SIGKILL = 9;

    private record Sign(String text, FailureKind kind) {}

    private static final List<Sign> SIGNS = List.of(
            new Sign("No space left on device", FailureKind.NO_SPACE),
            new Sign("could not extend file", FailureKind.NO_SPACE),
            new Sign("permission denied", FailureKind.DENIED),
            new Sign("row-level security policy", FailureKind.DENIED),
            new Sign("authentication failed", FailureKind.DENIED),
            new Sign("pg_hba.conf", FailureKind.DENIED),
            new Sign("must be owner of", FailureKind.DENIED),
            new Sign("must be superuser", FailureKind.DENIED),
            new Sign("terminating connection", FailureKind.TRANSIENT),
            new Sign("server closed the connection", FailureKind.TRANSIENT),
            new Sign("SSL connection has been closed", FailureKind.TRANSIENT),
            new Sign("SSL SYSCALL error", FailureKind.TRANSIENT),
            new Sign("no connection to the server", FailureKind.TRANSIENT),
            new Sign("could not receive data from server", FailureKind.TRANSIENT),
            new Sign("connection to server", FailureKind.TRANSIENT),
            new Sign("statement timeout", FailureKind.TRANSIENT),
            new Sign("lock timeout", FailureKind.TRANSIENT),
            new Sign("out of shared memory", FailureKind.TRANSIENT),
            new Sign("conflict with recovery", FailureKind.TRANSIENT),
            new Sign("invalid snapshot identifier", FailureKind.TRANSIENT));

    private static final List<String> CHANGES =
            List.of("could not open relation with OID", "cache lookup failed", "could not find", "does not exist");

    private ToolFailures() {}

    /**
     * @param status how the program ended
     * @throws BackupFailure where it did not end well, with the end of its messages
     */
    static void refuse(PostgresProcess process, int status, PostgresAddress address) {
        if (status != 0) {
            throw ended(process, status, "of " + address, kind(process.messages()));
        }
    }

    /** As {@link #refuse}, for pg_dump, which fails when the database is redefined under it. */
    static void refuseDump(PostgresProcess process, int status, PostgresAddress address) {
        if (status == 0) {
            return;
        }
        String messages = process.messages();
        if (kind(messages) == FailureKind.PERMANENT && CHANGES.stream().anyMatch(messages::contains)) {
            throw SnapshotSession.changed(address, messages);
        }
        refuse(process, status, address);
    }

    /** The failure of a program that ended with this status. */
    static BackupFailure ended(PostgresProcess process, int status, String object, FailureKind kind) {
        String messages = process.messages();
        String said = messages.isEmpty() ? ", without a message" : ": " + messages;
        if (status > SIGNALLED) {
            int signal = status - SIGNALLED;
            BackupFailure killed = BackupFailure.of(
                    FailureKind.TRANSIENT, process.name() + " " + object + " was ended by signal " + signal + said);
            return signal == SIGKILL
                    ? killed.withHint("If nobody did it, the machine may have run out of memory: look into its log")
                    : killed;
        }
        return BackupFailure.of(kind, process.name() + " " + object + " ended with exit status " + status + said);
    }

    private static FailureKind kind(String messages) {
        return SIGNS.stream()
                .filter(sign -> messages.contains(sign.text()))
                .findFirst()
                .map(Sign::kind)
                .orElse(FailureKind.PERMANENT);
    }
}
