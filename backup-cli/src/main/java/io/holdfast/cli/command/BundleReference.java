package io.holdfast.cli.command;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a person writes to name a bundle: its id, the beginning of its id if no other begins so, or {@value #LATEST}.
 *
 * @param text as it was written
 */
record BundleReference(String text) {

    static final String LATEST = "latest";

    private static final String SEE_LIST = "\"holdfast list\" shows the bundles there are";
    private static final int MOST_SHOWN = 5;

    BundleReference {
        Objects.requireNonNull(text, "text");
    }

    /** The bundle that is meant where its whole id was written, so that none has to be looked for. */
    Optional<BundleId> exact() {
        try {
            return Optional.of(new BundleId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The bundle that is meant.
     *
     * @param bundles those there are, the newest first
     * @param usable which of them {@value #LATEST} may mean
     * @throws BackupFailure NOT_FOUND where there is none, INVALID where there are several
     */
    BundleId resolve(List<Bundle> bundles, Predicate<Bundle> usable) {
        if (text.equals(LATEST)) {
            return bundles.stream()
                    .filter(usable)
                    .findFirst()
                    .map(Bundle::id)
                    .orElseThrow(() -> notFound("there is no bundle that could be used"));
        }
        List<BundleId> matches = bundles.stream()
                .map(Bundle::id)
                .filter(id -> !text.isEmpty() && id.value().startsWith(text))
                .toList();
        if (matches.isEmpty()) {
            throw notFound("there is no bundle \"" + text + "\"");
        }
        if (matches.size() > 1) {
            throw BackupFailure.of(
                            FailureKind.INVALID, matches.size() + " bundles have ids that begin with \"" + text + "\"")
                    .withHint("Write more of one of them: "
                            + String.join(
                                    ", ",
                                    matches.stream()
                                            .limit(MOST_SHOWN)
                                            .map(BundleId::value)
                                            .toList()));
        }
        return matches.get(0);
    }

    private static BackupFailure notFound(String message) {
        return BackupFailure.of(FailureKind.NOT_FOUND, message).withHint(SEE_LIST);
    }
}
