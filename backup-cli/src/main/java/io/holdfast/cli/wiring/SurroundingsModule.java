package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import io.holdfast.cli.terminal.Surroundings;
import java.time.InstantSource;
import java.util.Objects;

/** What surrounds the command, and what has to be closed when it ends. */
final class SurroundingsModule extends AbstractModule {

    private final Surroundings surroundings;
    private final Resources resources;

    SurroundingsModule(Surroundings surroundings, Resources resources) {
        this.surroundings = Objects.requireNonNull(surroundings);
        this.resources = Objects.requireNonNull(resources);
    }

    @Provides
    Surroundings surroundings() {
        return surroundings;
    }

    @Provides
    InstantSource clock() {
        return surroundings.clock();
    }

    @Provides
    Resources resources() {
        return resources;
    }
}
