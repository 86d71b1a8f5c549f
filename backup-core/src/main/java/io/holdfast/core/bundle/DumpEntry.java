package io.holdfast.core.bundle;

import io.holdfast.core.database.DatabaseName;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of a listing: a dump, as far as it can be known.
 *
 * @param database whose dump it is; from the manifest's name, so it is known in every state
 * @param state whether it can be used
 * @param summary what is known of it; present exactly in the states READABLE and UNAUTHENTICATED
 * @param reason why it is in that state, for people; empty when it is READABLE
 */
public record DumpEntry(DatabaseName database, DumpState state, Optional<DumpSummary> summary, String reason) {

    /** Checks that a summary is there exactly when the state says so. */
    public DumpEntry {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        boolean known = state == DumpState.READABLE || state == DumpState.UNAUTHENTICATED;
        if (summary.isPresent() != known) {
            throw new IllegalArgumentException("a dump that is " + state + (known ? " needs" : " has no") + " summary");
        }
    }
}
