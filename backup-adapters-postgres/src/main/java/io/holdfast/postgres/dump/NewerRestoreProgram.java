package io.holdfast.postgres.dump;

import java.util.ArrayList;
import java.util.List;

/**
 * A pg_restore of version 17 or newer on a server before 17. It begins each session with {@code SET transaction_timeout = 0},
 * which those servers do not know (pg_backup_archiver.c, _doSetFixedOutputState, does not ask for the server's version). So the
 * program cannot be told to stop at the first error; it goes on, counts what failed, and ends with status 1. One failure that is
 * this very one means that everything else went well. With several sessions in one run ({@code --jobs}) each of them has this
 * failure, and how many are counted is not known; so there is one session a run.
 */
final class NewerRestoreProgram {

    private static final int SINCE = 17;
    private static final int FAILED_STATEMENTS = 1;
    private static final String UNKNOWN = "unrecognized configuration parameter \"transaction_timeout\"";
    private static final String ONE_ALONE = "errors ignored on restore: 1";

    private final boolean strange;

    NewerRestoreProgram(PostgresTools tools, int serverVersion) {
        strange = tools.majorVersion() >= SINCE && serverVersion < SINCE;
    }

    /** Whether it can only be told by the count of errors that all went well, and so only of a run with one session. */
    boolean countsErrors() {
        return strange;
    }

    /** The arguments, with the one that ends it at the first error wherever that is possible. */
    List<String> arguments(List<String> others) {
        List<String> arguments = new ArrayList<>();
        if (!strange) {
            arguments.add("--exit-on-error");
        }
        arguments.addAll(others);
        return arguments;
    }

    /** Refuses it where it did not end well, as {@link ToolFailures#refuse} does. */
    void refuse(PostgresProcess process, int status, PostgresAddress address) {
        if (!strange || status != FAILED_STATEMENTS || !onlyTheUnknownFailed(process.messages())) {
            ToolFailures.refuse(process, status, address);
        }
    }

    private static boolean onlyTheUnknownFailed(String messages) {
        return messages.contains(UNKNOWN) && messages.lines().anyMatch(line -> line.endsWith(ONE_ALONE));
    }
}
