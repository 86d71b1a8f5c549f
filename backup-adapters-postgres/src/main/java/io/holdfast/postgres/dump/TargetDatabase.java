package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import java.util.Objects;
import java.util.Optional;

/**
 * The database that a URL names, as far as it can be told without connecting to it.
 *
 * @param name its name on its server, as the server spells it
 * @param server its server, for messages: {@code host:port}
 * @param url a URL that names it, without a password
 * @param present what is there under this name now; empty where the server has no such database
 */
public record TargetDatabase(String name, String server, String url, Optional<Present> present) {

    /**
     * A database that exists.
     *
     * @param size what it takes on the server's disk; empty where the user may not know
     * @param sessions how many clients are connected to it now
     */
    public record Present(Optional<ByteCount> size, int sessions) {

        /** Checks that both are there. */
        public Present {
            Objects.requireNonNull(size, "size");
        }
    }

    /** Checks that all are there. */
    public TargetDatabase {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(present, "present");
    }

    /** Whether the server has it. */
    public boolean exists() {
        return present.isPresent();
    }
}
