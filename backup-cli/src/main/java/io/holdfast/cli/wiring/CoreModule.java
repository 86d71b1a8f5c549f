package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.holdfast.core.Holdfast;
import io.holdfast.core.port.BackupEvents;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DatabaseRestorer;
import io.holdfast.core.usecase.DescribeBundle;
import io.holdfast.core.usecase.ListBundles;
import java.time.InstantSource;
import java.util.Objects;

/**
 * The use cases. Those that only look into a repository are also bound by themselves, so that they work on a machine
 * without PostgreSQL's tools.
 */
final class CoreModule extends AbstractModule {

    private final BackupEvents events;

    CoreModule(BackupEvents events) {
        this.events = Objects.requireNonNull(events);
    }

    /** The repository comes last: where the tools are missing, none is made and no passphrase is asked for. */
    @Provides
    @Singleton
    Holdfast holdfast(
            DatabaseDumper dumper, DatabaseRestorer restorer, BundleRepository repository, InstantSource clock) {
        return Holdfast.builder()
                .repository(repository)
                .dumper(dumper)
                .restorer(restorer)
                .events(events)
                .clock(clock)
                .build();
    }

    @Provides
    ListBundles listBundles(BundleRepository repository) {
        return new ListBundles(repository);
    }

    @Provides
    DescribeBundle describeBundle(BundleRepository repository) {
        return new DescribeBundle(repository);
    }
}
