package io.holdfast.repository.lock;

import java.util.Locale;

/** What a lock allows. */
public enum LockKind {
    /** Adding and reading, beside others that do the same. */
    SHARED,
    /** Removing, and making the repository, alone. */
    EXCLUSIVE;

    /** Whether one of this kind gives way to one of the other. */
    boolean yieldsTo(LockKind other) {
        return this == EXCLUSIVE || other == EXCLUSIVE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
