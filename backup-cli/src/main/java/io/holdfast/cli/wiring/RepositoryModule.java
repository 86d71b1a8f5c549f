package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.holdfast.cli.passphrase.PassphraseSource;
import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.cli.wiring.RepositoryOpener.OpenRepository;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.BundleRepository;
import java.util.Objects;

/** The repository inside the store, opened when it is first needed. */
final class RepositoryModule extends AbstractModule {

    private final Opening opening;

    RepositoryModule(Opening opening) {
        this.opening = Objects.requireNonNull(opening);
    }

    @Provides
    @Singleton
    PassphraseSource passphrases(Surroundings surroundings) {
        return new PassphraseSource(surroundings);
    }

    @Provides
    @Singleton
    RepositoryOpener opener(PassphraseSource passphrases, Surroundings surroundings) {
        return new RepositoryOpener(passphrases, surroundings.clock(), surroundings::notice);
    }

    @Provides
    @Singleton
    OpenRepository open(RepositoryOpener opener, BlobStore store, BundleCipher cipher, Resources resources) {
        OpenRepository open = opener.open(store, cipher, opening);
        resources.add(open.repository());
        return open;
    }

    @Provides
    BundleRepository repository(OpenRepository open) {
        return open.repository();
    }
}
