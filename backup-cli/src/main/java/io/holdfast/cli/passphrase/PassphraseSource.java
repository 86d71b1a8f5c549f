package io.holdfast.cli.passphrase;

import io.holdfast.cli.terminal.Surroundings;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds the passphrase: in the file that {@value #FILE_VARIABLE} names, in {@value #TEXT_VARIABLE}, or by asking. It is
 * never taken from an argument, which every user of the machine could see.
 */
public final class PassphraseSource {

    /** Names a file that holds the passphrase. */
    public static final String FILE_VARIABLE = "HOLDFAST_PASSPHRASE_FILE";

    /** Holds the passphrase itself; empty means that there is none. */
    public static final String TEXT_VARIABLE = "HOLDFAST_PASSPHRASE";

    private static final String VARIABLE_BEGINNING = "HOLDFAST_PASS";
    private static final int ATTEMPTS = 3;

    private final Surroundings surroundings;

    /** Finds it in these surroundings. */
    public PassphraseSource(Surroundings surroundings) {
        this.surroundings = Objects.requireNonNull(surroundings);
    }

    /**
     * The passphrase that the environment gives.
     *
     * @throws BackupFailure INVALID where it gives two, or a name that is nearly right; the failures of reading the file
     */
    public Optional<Passphrase> given() {
        refuseMisspelled();
        Optional<String> file = variable(FILE_VARIABLE);
        Optional<String> text = variable(TEXT_VARIABLE);
        if (file.isPresent() && text.isPresent()) {
            throw BackupFailure.of(FailureKind.INVALID, FILE_VARIABLE + " and " + TEXT_VARIABLE + " are both set")
                    .withHint("Unset one of them");
        }
        if (surroundings.environment().containsKey(FILE_VARIABLE) && file.isEmpty()) {
            throw BackupFailure.of(FailureKind.INVALID, FILE_VARIABLE + " is set, but empty")
                    .withHint("Give it the path of the file that holds the passphrase, or unset it");
        }
        return file.map(path -> new PassphraseFile(path, surroundings::notice).read())
                .or(() -> text.map(Passphrase::new));
    }

    /** The passphrase of a repository that exists; empty where nobody knows it. */
    public Optional<Passphrase> existing() {
        return given().or(() -> surroundings
                .prompt()
                .secret("Passphrase of the repository: ")
                .filter(typed -> !typed.isEmpty())
                .map(Passphrase::new));
    }

    /** The passphrase for a repository that is about to be made; empty where it shall not be encrypted. */
    public Optional<Passphrase> chosen() {
        return given().or(this::ask);
    }

    private Optional<Passphrase> ask() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> first = surroundings
                    .prompt()
                    .secret("Passphrase for the new repository (without it nothing can be restored; empty = not"
                            + " encrypted): ");
            if (first.isEmpty() || first.get().isEmpty()) {
                return Optional.empty();
            }
            Optional<String> second = surroundings.prompt().secret("The same once more: ");
            if (first.equals(second)) {
                return first.map(Passphrase::new);
            }
            surroundings.notice("The two differ.");
        }
        throw BackupFailure.of(FailureKind.INVALID, "no passphrase was typed the same twice");
    }

    /** A misspelled name would make a repository that is not encrypted, and nobody would notice. */
    private void refuseMisspelled() {
        for (String name : new TreeSet<>(surroundings.environment().keySet())) {
            if (name.startsWith(VARIABLE_BEGINNING) && !name.equals(FILE_VARIABLE) && !name.equals(TEXT_VARIABLE)) {
                throw BackupFailure.of(FailureKind.INVALID, "the environment variable " + name + " means nothing")
                        .withHint("The names are " + FILE_VARIABLE + " and " + TEXT_VARIABLE);
            }
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(surroundings.environment().get(name)).filter(value -> !value.isEmpty());
    }
}
