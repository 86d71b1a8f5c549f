package io.holdfast.repository.key;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobPrefix;
import io.holdfast.core.port.BlobStore;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.core.port.Keyset;
import io.holdfast.repository.chunk.Protection;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keysets of one repository. Opening one takes a good part of a second, so each is opened when it is first needed and kept.
 * For any number of threads.
 */
public final class Keyring {

    /** Where keysets are. */
    public static final BlobPrefix KEYS = new BlobPrefix("keys/");

    private static final Pattern NAME = Pattern.compile("keys/([0-9a-f]{32})/[0-9]{8}");

    private final BlobStore store;
    private final BundleCipher cipher;
    private final Optional<Passphrase> passphrase;
    private final TreeMap<KeyId, SortedSet<BlobName>> wraps;
    private final Map<KeyId, Protection> opened = new HashMap<>();
    private final Map<KeyId, BackupFailure> closed = new HashMap<>();

    private Keyring(
            BlobStore store,
            BundleCipher cipher,
            Optional<Passphrase> passphrase,
            TreeMap<KeyId, SortedSet<BlobName>> wraps) {
        this.store = store;
        this.cipher = cipher;
        this.passphrase = passphrase;
        this.wraps = wraps;
    }

    /** Looks which keysets there are; opens none. */
    public static Keyring of(BlobStore store, BundleCipher cipher, Optional<Passphrase> passphrase) {
        return new Keyring(store, cipher, passphrase, wraps(store));
    }

    /** The keyset that was made last; needs no passphrase. */
    public static Optional<KeyId> newest(BlobStore store) {
        TreeMap<KeyId, SortedSet<BlobName>> wraps = wraps(store);
        return wraps.isEmpty() ? Optional.empty() : Optional.of(wraps.lastKey());
    }

    /** Whether a blob of this name is a wrap of a keyset, and not just something in the same folder. */
    public static boolean isWrap(BlobName name) {
        return NAME.matcher(name.value()).matches();
    }

    /** Makes the first keyset of a repository and stores its wrap. */
    public static void create(
            BlobStore store, BundleCipher cipher, Passphrase passphrase, Instant now, RandomGenerator random) {
        KeyId id = KeyId.create(now, List.of(), random);
        byte[] wrap = cipher.wrap(cipher.generate(id), passphrase);
        store.put(new BlobName("keys/" + id + "/00000001"), wrap);
    }

    /** The keyset that new dumps are sealed under: the one that was made last; empty where there is none. */
    public Optional<KeyId> newest() {
        return wraps.isEmpty() ? Optional.empty() : Optional.of(wraps.lastKey());
    }

    /**
     * The protection of what is stored under a keyset.
     *
     * @throws BackupFailure DENIED where there is no passphrase, it is a wrong one, or the keyset is not in the store
     */
    public synchronized Protection protection(KeyId id) {
        BackupFailure earlier = closed.get(id);
        if (earlier != null) {
            throw earlier.again();
        }
        Protection known = opened.get(id);
        if (known == null) {
            try {
                known = Protection.under(open(id));
            } catch (BackupFailure e) {
                remember(id, e);
                throw e;
            }
            opened.put(id, known);
        }
        return known;
    }

    /**
     * Makes sure that the passphrase opens something: a keyset that is damaged, or that somebody else has put there, must not
     * keep what is sealed under another one from being read.
     *
     * @throws BackupFailure that of the newest keyset, where the passphrase opens none
     */
    public void requireOne() {
        BackupFailure failure = null;
        for (KeyId id : wraps.descendingKeySet()) {
            try {
                protection(id);
                return;
            } catch (BackupFailure e) {
                failure = joined(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Trying a passphrase is slow on purpose, and a listing asks once for each dump. */
    private void remember(KeyId id, BackupFailure failure) {
        if (failure.kind() == FailureKind.DENIED || failure.kind() == FailureKind.CORRUPT) {
            closed.put(id, failure);
        }
    }

    private Keyset open(KeyId id) {
        if (!wraps.containsKey(id)) {
            throw BackupFailure.of(FailureKind.DENIED, "the key " + id + " is missing in " + store.location())
                    .withHint(
                            "Without it what is encrypted under it cannot be read; bring back the store's keys folder");
        }
        Passphrase known = passphrase.orElseThrow(() -> BackupFailure.of(
                        FailureKind.DENIED, store.location() + " is encrypted, and no passphrase was given")
                .withHint("Give the passphrase it was made with"));
        BackupFailure failure = null;
        // The newest generation first; an older one is what an interrupted change of passphrase has left.
        for (BlobName wrap : new TreeSet<>(wraps.get(id)).descendingSet()) {
            try {
                return cipher.unwrap(id, store.get(wrap), known);
            } catch (BackupFailure e) {
                failure = joined(failure, e);
            }
        }
        throw failure;
    }

    private static BackupFailure joined(BackupFailure first, BackupFailure next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    private static TreeMap<KeyId, SortedSet<BlobName>> wraps(BlobStore store) {
        TreeMap<KeyId, SortedSet<BlobName>> wraps = new TreeMap<>();
        store.list(KEYS, blob -> {
            Matcher name = NAME.matcher(blob.name().value());
            if (name.matches()) {
                wraps.computeIfAbsent(new KeyId(name.group(1)), id -> new TreeSet<>())
                        .add(blob.name());
            }
        });
        return wraps;
    }
}
