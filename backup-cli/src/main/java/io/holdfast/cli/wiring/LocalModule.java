package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.holdfast.core.port.BlobStore;
import io.holdfast.local.LocalBlobStore;
import java.nio.file.Path;
import java.util.Objects;

/** A store in a folder. */
final class LocalModule extends AbstractModule {

    private final Path folder;

    LocalModule(Path folder) {
        this.folder = Objects.requireNonNull(folder);
    }

    @Provides
    @Singleton
    BlobStore store(Resources resources) {
        return resources.add(LocalBlobStore.open(folder));
    }
}
