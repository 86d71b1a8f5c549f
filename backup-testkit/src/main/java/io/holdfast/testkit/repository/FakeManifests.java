package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.bundle.DumpSummary;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * The format of the fake: where things are and what stands before a manifest. A manifest is one byte of version, the name of
 * its key in 32 characters (blanks for a plain one), and the sealed rest.
 */
final class FakeManifests {

    static final String FORMAT = "format";
    static final String KEY = "key";
    static final String PREFIX = "bundle/";
    static final byte VERSION = 1;

    private static final int KEY_LENGTH = 32;
    private static final String NO_KEY = " ".repeat(KEY_LENGTH);
    private static final int ID_LENGTH = 32;
    private static final String UPDATE = "Update Holdfast";
    private static final String DAMAGED_FORMAT = "what says which repository this is, is damaged";

    private final InMemoryRepositoryStore store;
    private final RepositoryId id;
    private final FakeKeyset keyset;
    private final boolean encrypted;

    FakeManifests(InMemoryRepositoryStore store, RepositoryId id, FakeKeyset keyset, boolean encrypted) {
        this.store = store;
        this.id = id;
        this.keyset = keyset;
        this.encrypted = encrypted;
    }

    /** A manifest that could be opened. */
    record Opened(FakeManifest manifest, DumpState state) {}

    /** A dump that cannot be opened. */
    private record Refusal(DumpState state, BackupFailure failure) {}

    /** Which repository the store holds; a new one where it is empty and none is expected. */
    static RepositoryId identify(InMemoryRepositoryStore store, Optional<RepositoryId> expected) {
        if (expected.isEmpty() && store.find("").isEmpty()) {
            RepositoryId made = new RepositoryId(UUID.randomUUID().toString().replace("-", ""));
            store.store(FORMAT, format(made));
        }
        byte[] format = store.fetch(FORMAT)
                .orElseThrow(() -> BackupFailure.of(FailureKind.NOT_FOUND, "the store holds no repository"));
        RepositoryId found = readFormat(format);
        if (expected.isPresent() && !expected.get().equals(found)) {
            throw BackupFailure.of(
                    FailureKind.NOT_FOUND, "the store holds the repository " + found + ", not " + expected.get());
        }
        return found;
    }

    static String name(BundleId bundle, DatabaseName database) {
        return PREFIX + bundle + "/" + database;
    }

    void refuseExisting(BundleId bundle, DatabaseName database) {
        if (store.find(PREFIX + bundle + "/").contains(name(bundle, database))) {
            throw alreadyThere(name(bundle, database));
        }
    }

    void store(FakeManifest manifest) {
        DumpSummary summary = manifest.summary();
        String name = name(summary.dump().bundle(), summary.database());
        byte[] head =
                (((char) VERSION) + keyset.id().map(KeyId::value).orElse(NO_KEY)).getBytes(StandardCharsets.ISO_8859_1);
        byte[] sealed = keyset.seal(name, manifest.toBytes());
        byte[] stored = Arrays.copyOf(head, head.length + sealed.length);
        System.arraycopy(sealed, 0, stored, head.length, sealed.length);
        if (!store.store(name, stored)) {
            throw alreadyThere(name);
        }
    }

    void forEach(BiConsumer<BundleId, DatabaseName> receiver) {
        store.find(PREFIX).forEach(name -> {
            String[] parts = name.substring(PREFIX.length()).split("/");
            receiver.accept(new BundleId(parts[0]), new DatabaseName(parts[1]));
        });
    }

    /** The line of a listing; empty where the dump went away meanwhile. */
    Optional<DumpEntry> entry(BundleId bundle, DatabaseName database) {
        String name = name(bundle, database);
        return store.fetch(name).map(stored -> {
            Optional<Refusal> refusal = refusal(name, stored);
            if (refusal.isPresent()) {
                String reason = refusal.get().failure().description();
                return new DumpEntry(database, refusal.get().state(), Optional.empty(), reason);
            }
            Opened opened = parse(name, stored);
            String reason = opened.state() == DumpState.READABLE ? "" : "it is stored plain in an encrypted repository";
            return new DumpEntry(
                    database, opened.state(), Optional.of(opened.manifest().summary()), reason);
        });
    }

    Opened open(BundleId bundle, DatabaseName database) {
        String name = name(bundle, database);
        byte[] stored = store.fetch(name)
                .orElseThrow(() ->
                        BackupFailure.of(FailureKind.NOT_FOUND, "bundle " + bundle + " has no dump of " + database));
        refusal(name, stored).ifPresent(refusal -> {
            throw refusal.failure();
        });
        return parse(name, stored);
    }

    private Optional<Refusal> refusal(String name, byte[] stored) {
        if (stored.length < 1 + KEY_LENGTH || stored[0] < VERSION) {
            return damaged(BackupFailure.of(FailureKind.CORRUPT, name + " is no manifest"));
        }
        if (stored[0] > VERSION) {
            return Optional.of(new Refusal(DumpState.NEWER_FORMAT, newer(name)));
        }
        if (!key(stored).equals(NO_KEY) && !keyset.id().map(KeyId::value).equals(Optional.of(key(stored)))) {
            BackupFailure failure = BackupFailure.of(FailureKind.DENIED, name + " is under a key that is not open");
            return Optional.of(new Refusal(DumpState.LOCKED, failure.withHint("Give the passphrase")));
        }
        try {
            parse(name, stored);
            return Optional.empty();
        } catch (BackupFailure e) {
            return damaged(e);
        }
    }

    private Opened parse(String name, byte[] stored) {
        boolean plain = key(stored).equals(NO_KEY);
        FakeKeyset of = plain ? FakeKeyset.plain(id) : keyset;
        byte[] content = of.open(name, Arrays.copyOfRange(stored, 1 + KEY_LENGTH, stored.length));
        return new Opened(
                FakeManifest.of(content, of.id()), plain && encrypted ? DumpState.UNAUTHENTICATED : DumpState.READABLE);
    }

    private static String key(byte[] stored) {
        return new String(stored, 1, KEY_LENGTH, StandardCharsets.ISO_8859_1);
    }

    private static Optional<Refusal> damaged(BackupFailure failure) {
        return Optional.of(new Refusal(DumpState.DAMAGED, failure));
    }

    private static BackupFailure newer(String what) {
        return BackupFailure.of(FailureKind.PERMANENT, what + " is of a newer format")
                .withHint(UPDATE);
    }

    private static BackupFailure alreadyThere(String name) {
        return BackupFailure.of(FailureKind.ALREADY_EXISTS, name + " exists already");
    }

    private static byte[] format(RepositoryId id) {
        byte[] sealed = FakeKeyset.plain(id).seal(FORMAT, id.value().getBytes(StandardCharsets.ISO_8859_1));
        byte[] format = new byte[1 + sealed.length];
        format[0] = VERSION;
        System.arraycopy(sealed, 0, format, 1, sealed.length);
        return format;
    }

    private static RepositoryId readFormat(byte[] format) {
        if (format.length > 0 && format[0] > VERSION) {
            throw newer("the repository");
        }
        try {
            // The id stands at the end, after its digest.
            String last = new String(format, StandardCharsets.ISO_8859_1);
            RepositoryId id = new RepositoryId(last.substring(Math.max(0, last.length() - ID_LENGTH)));
            if (Arrays.equals(format, format(id))) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw BackupFailure.of(FailureKind.CORRUPT, DAMAGED_FORMAT, e);
        }
        throw BackupFailure.of(FailureKind.CORRUPT, DAMAGED_FORMAT);
    }
}
