package io.holdfast.core.usecase;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.port.BundleRepository;
import java.util.List;
import java.util.Objects;

/** Lists the bundles there are. */
public final class ListBundles {

    private final BundleRepository repository;

    /** Lists those of this repository. */
    public ListBundles(BundleRepository repository) {
        this.repository = Objects.requireNonNull(repository);
    }

    /** All bundles, the newest first; those that cannot be used too, with the reason. */
    public List<Bundle> list() {
        return repository.list();
    }
}
