package io.holdfast.cli.wiring;

import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.RepositoryOpener.OpenRepository;
import io.holdfast.core.Holdfast;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.usecase.DescribeBundle;
import io.holdfast.core.usecase.ListBundles;
import io.holdfast.repository.BlobBundleRepository;
import io.holdfast.repository.RepositoryInfo;
import java.util.Optional;

/**
 * Everything that a command works with, put together for one store. Each part is made when it is first asked for, so that a
 * command fails only for the lack of what it needs; closing the workbench closes what was made.
 */
public final class Workbench implements AutoCloseable {

    private final Resources resources = new Resources();
    private final Assembly assembly;

    private Workbench(Opening opening, Surroundings surroundings) {
        assembly = new Assembly(
                new SurroundingsModule(surroundings, resources),
                new LocalModule(opening.store().folder()),
                new TinkModule(),
                new PostgresModule(opening.tools()),
                new RepositoryModule(opening),
                new CoreModule(opening.events()));
    }

    /** Puts together what was asked for; opens nothing yet. */
    public static Workbench of(Opening opening, Surroundings surroundings) {
        return new Workbench(opening, surroundings);
    }

    /** The use cases. */
    public Holdfast holdfast() {
        return assembly.part(Holdfast.class);
    }

    /** Lists bundles; needs no PostgreSQL tools. */
    public ListBundles listBundles() {
        return assembly.part(ListBundles.class);
    }

    /** Describes a bundle; needs no PostgreSQL tools. */
    public DescribeBundle describeBundle() {
        return assembly.part(DescribeBundle.class);
    }

    /** The repository. */
    public BundleRepository repository() {
        return assembly.part(BundleRepository.class);
    }

    /** Whether a passphrase opened the repository; false where none was given. */
    public boolean unlocked() {
        return assembly.part(OpenRepository.class).withPassphrase();
    }

    /** The store that the repository is in. */
    public BlobStore store() {
        return assembly.part(BlobStore.class);
    }

    /** What can be said of the repository without its passphrase. */
    public Optional<RepositoryInfo> inspect() {
        return BlobBundleRepository.inspect(store());
    }

    @Override
    public void close() {
        resources.close();
    }
}
