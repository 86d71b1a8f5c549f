package io.holdfast.cli.wiring;

import io.holdfast.cli.passphrase.PassphraseSource;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.repository.BlobBundleRepository;
import io.holdfast.repository.RepositoryInfo;
import io.holdfast.repository.RepositoryOptions;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens a repository, and asks for its passphrase only where it has use for one. */
final class RepositoryOpener {

    private final PassphraseSource passphrases;
    private final InstantSource clock;
    private final Consumer<String> notices;

    /**
     * A repository that was opened.
     *
     * @param repository it
     * @param withPassphrase whether somebody gave a passphrase
     */
    record OpenRepository(BundleRepository repository, boolean withPassphrase) {}

    RepositoryOpener(PassphraseSource passphrases, InstantSource clock, Consumer<String> notices) {
        this.clock = Objects.requireNonNull(clock);
        this.passphrases = Objects.requireNonNull(passphrases);
        this.notices = Objects.requireNonNull(notices);
    }

    OpenRepository open(BlobStore store, BundleCipher cipher, Opening opening) {
        Optional<RepositoryInfo> info = BlobBundleRepository.inspect(store);
        Optional<Passphrase> passphrase = passphrase(info, opening);
        RepositoryOptions options = switch (opening.purpose()) {
            case READING -> RepositoryOptions.reading();
            case WRITING -> RepositoryOptions.writing();
        };
        options = options.clock(clock);
        if (passphrase.isPresent()) {
            options = options.passphrase(passphrase.get());
        }
        if (opening.expected().isPresent()) {
            options = options.expecting(opening.expected().get());
        }
        return new OpenRepository(BlobBundleRepository.open(store, cipher, options), passphrase.isPresent());
    }

    private Optional<Passphrase> passphrase(Optional<RepositoryInfo> info, Opening opening) {
        if (info.isPresent()) {
            return info.get().key().isPresent() ? existing() : passphrases.given();
        }
        boolean willBeMade = opening.purpose() == Opening.Purpose.WRITING
                && opening.expected().isEmpty();
        return willBeMade ? chosen() : passphrases.given();
    }

    private Optional<Passphrase> existing() {
        Optional<Passphrase> passphrase = passphrases.existing();
        if (passphrase.isEmpty()) {
            notices.accept(
                    "notice: the repository is encrypted and no passphrase was given, so its content stays locked"
                            + " (" + PassphraseSource.FILE_VARIABLE + " or " + PassphraseSource.TEXT_VARIABLE
                            + " gives one)");
        }
        return passphrase;
    }

    private Optional<Passphrase> chosen() {
        Optional<Passphrase> passphrase = passphrases.chosen();
        if (passphrase.isEmpty()) {
            notices.accept("notice: the new repository is NOT encrypted, because no passphrase was given ("
                    + PassphraseSource.FILE_VARIABLE + " or " + PassphraseSource.TEXT_VARIABLE + " gives one)");
        }
        return passphrase;
    }
}
