package io.holdfast.tink;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;

/**
 * The keys of a keyset in the clear, each in Tink's binary form: what a wrap seals. Its arrays are neither copied nor kept
 * longer than needed; {@link #erase} ends their life.
 *
 * @param seal the keyset that seals
 * @param identify the keyset that names content
 * @param secret the keyset that secrets are derived with
 */
@JsonPropertyOrder({"seal", "identify", "secret"})
record SerializedKeys(byte[] seal, byte[] identify, byte[] secret) {

    /** Overwrites the keys with zeros. */
    void erase() {
        Arrays.fill(seal, (byte) 0);
        Arrays.fill(identify, (byte) 0);
        Arrays.fill(secret, (byte) 0);
    }

    /** Nothing of the keys. */
    @Override
    public String toString() {
        return "serialized keys";
    }
}
