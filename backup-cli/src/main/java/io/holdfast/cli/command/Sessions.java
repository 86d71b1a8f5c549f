package io.holdfast.cli.command;

import io.holdfast.postgres.dump.TargetDatabase;

/** Says how much a database is in use. */
final class Sessions {

    private Sessions() {}

    /** Such as {@code 1.20 GB, 3 sessions now}. */
    static String described(TargetDatabase.Present present) {
        String sessions = switch (present.sessions()) {
            case 0 -> "no session now";
            case 1 -> "1 session now";
            default -> present.sessions() + " sessions now";
        };
        return present.size().map(size -> size + ", ").orElse("") + sessions;
    }
}
