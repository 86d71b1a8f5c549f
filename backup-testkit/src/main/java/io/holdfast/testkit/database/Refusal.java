package io.holdfast.testkit.database;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.FailureKind;
import java.util.Objects;

/** Why a server does not let somebody in. */
public enum Refusal {
    /** The password is wrong. */
    WRONG_PASSWORD(FailureKind.DENIED),
    /** There is no such database. */
    UNKNOWN_DATABASE(FailureKind.NOT_FOUND),
    /** Nobody answers there. */
    UNREACHABLE(FailureKind.TRANSIENT);

    private final FailureKind kind;

    Refusal(FailureKind kind) {
        this.kind = kind;
    }

    /** What kind of failure it has to become. */
    public FailureKind kind() {
        return kind;
    }

    /**
     * An address at which one is refused.
     *
     * @param url where
     * @param named what the message has to name: the user, the database, the host
     */
    public record Address(ConnectionUrl url, String named) {

        /** Checks that both are there. */
        public Address {
            Objects.requireNonNull(url, "url");
            Objects.requireNonNull(named, "named");
        }
    }
}
