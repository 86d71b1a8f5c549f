package io.holdfast.testkit.blob;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which abilities a store and its environment do not have, and why. Every other ability is promised, so that one that
 * was forgotten makes a test fail instead of passing silently.
 *
 * @param absent a reason for each ability that is missing, as a sentence
 */
public record BlobStoreAbilities(Map<BlobStoreAbility, String> absent) {

    /** Copies the map; each reason has to say something. */
    public BlobStoreAbilities {
        Map<BlobStoreAbility, String> copy = new EnumMap<>(BlobStoreAbility.class);
        copy.putAll(absent);
        copy.forEach((ability, reason) -> {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("no reason is given why there is no " + ability);
            }
        });
        absent = Collections.unmodifiableMap(copy);
    }

    /** All abilities. */
    public static BlobStoreAbilities all() {
        return new BlobStoreAbilities(Map.of());
    }

    /** The same without one of them, for this reason. */
    public BlobStoreAbilities without(BlobStoreAbility ability, String reason) {
        Map<BlobStoreAbility, String> more = new EnumMap<>(BlobStoreAbility.class);
        more.putAll(absent);
        more.put(Objects.requireNonNull(ability, "ability"), Objects.requireNonNull(reason, "reason"));
        return new BlobStoreAbilities(more);
    }

    /** Whether it is there. */
    public boolean has(BlobStoreAbility ability) {
        return !absent.containsKey(ability);
    }
}
