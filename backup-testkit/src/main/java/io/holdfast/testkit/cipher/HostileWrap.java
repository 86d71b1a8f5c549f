package io.holdfast.testkit.cipher;

import io.holdfast.core.encryption.KeyId;
import java.util.Objects;

/**
 * A wrap that asks for more memory or time than anybody should spend on it.
 *
 * @param demand what it asks for, for messages
 * @param keyId the key id that it is offered under, and names
 * @param wrap its bytes
 */
public record HostileWrap(String demand, KeyId keyId, byte[] wrap) {

    /** Copies the array; the one that is returned is not to be changed. */
    public HostileWrap {
        Objects.requireNonNull(demand, "demand");
        Objects.requireNonNull(keyId, "keyId");
        wrap = wrap.clone();
    }

    /** What it asks for. */
    @Override
    public String toString() {
        return demand;
    }
}
