package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.postgres.dump.PostgresDatabaseDumper;
import io.holdfast.postgres.dump.PostgresDatabaseDumper.Options;
import io.holdfast.postgres.dump.PostgresDatabaseRestorer;
import io.holdfast.postgres.dump.PostgresTools;
import io.holdfast.postgres.dump.RestoreJobs;
import java.util.Objects;

/** Dumps and restores with PostgreSQL's own tools, which are looked for when the first of them is needed. */
final class PostgresModule extends AbstractModule {

    private final ToolSettings settings;

    PostgresModule(ToolSettings settings) {
        this.settings = Objects.requireNonNull(settings);
    }

    @Provides
    @Singleton
    PostgresTools tools() {
        return PostgresTools.find(settings.folder());
    }

    @Provides
    @Singleton
    DatabaseDumper dumper(PostgresTools tools) {
        Options options = Options.defaults();
        return new PostgresDatabaseDumper(
                tools,
                settings.streams().isPresent()
                        ? options.withStreams(settings.streams().getAsInt())
                        : options);
    }

    @Provides
    @Singleton
    DatabaseRestorer restorer(PostgresTools tools) {
        return new PostgresDatabaseRestorer(
                tools,
                settings.jobs().isPresent() ? RestoreJobs.of(settings.jobs().getAsInt()) : RestoreJobs.byProcessors());
    }
}
