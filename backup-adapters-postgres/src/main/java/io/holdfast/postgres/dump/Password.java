package io.holdfast.postgres.dump;

import java.util.Objects;

/** The password of a database user. It is masked wherever it is printed; {@link #reveal()} is the one way to it. */
final class Password {

    private final String value;

    Password(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The password itself, for the driver and the password file, and for nobody else. */
    String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Password that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
