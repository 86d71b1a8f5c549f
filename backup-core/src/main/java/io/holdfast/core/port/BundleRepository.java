package io.holdfast.core.port;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.encryption.KeyId;
import java.util.List;
import java.util.Optional;

/**
 * Keeps bundles. An instance is opened on one store, with or without a passphrase, and may be used by any number of threads
 * at once; any number of processes on any number of machines may have the same store open.
 *
 * <p>Every failure is a {@link io.holdfast.core.failure.BackupFailure}.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>BR-01 A dump is invisible before its commit.
 *   <li>BR-02 A committed dump is listed and can be read by another instance at once.
 *   <li>BR-03 A dump that failed or was closed before its commit leaves no bundle; the next one may use what it stored.
 *   <li>BR-04 The same content stored twice takes room once.
 *   <li>BR-05 Streams written at the same time come back exactly, and can be read at the same time.
 *   <li>BR-06 Damage is never delivered: what was damaged, lost, or swapped for another stored thing makes the read fail as
 *       CORRUPT, before the end of the stream; the intact beginning may have been delivered.
 *   <li>BR-07 The dumps of one bundle are independent: each is there, and readable, without the other.
 *   <li>BR-13 A repository or dump of a newer format is refused with a hint to update; a newer dump does not hide others.
 *   <li>BR-14 Memory does not grow with the size of a dump.
 *   <li>BR-15 In a repository that is, or should be, encrypted, a plain dump is UNAUTHENTICATED; without the passphrase an
 *       encrypted one is listed as LOCKED, and opening it is DENIED.
 *   <li>BR-17 A dump of content that is stored already adds next to nothing.
 *   <li>BR-18 An instance opened for one repository refuses the store when another, or nothing, is there; of two first runs
 *       at once both end in the same repository.
 *   <li>BR-20 Interrupting the thread that writes, commits or reads ends it as CANCELLED, and leaves no bundle.
 * </ul>
 */
public interface BundleRepository extends AutoCloseable {

    /** What tells this repository from others. */
    RepositoryId id();

    /** The keyset that new dumps are encrypted under; empty where they are stored plain or nothing can be written. */
    Optional<KeyId> key();

    /**
     * Begins to write a dump.
     *
     * @throws io.holdfast.core.failure.BackupFailure ALREADY_EXISTS where the bundle has a dump of that database; DENIED
     *     where the repository is encrypted and was opened without its passphrase
     */
    DumpWriter begin(NewDump dump);

    /** All bundles, the newest first. A dump that cannot be used is listed with the reason. */
    List<Bundle> list();

    /**
     * One bundle.
     *
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where there is none
     */
    Bundle find(BundleId id);

    /**
     * Opens a dump for reading.
     *
     * @throws io.holdfast.core.failure.BackupFailure NOT_FOUND where there is none; DENIED where it is locked; CORRUPT where
     *     its manifest is damaged; PERMANENT where its format is newer
     */
    DumpReader open(BundleId bundle, DatabaseName database);

    /** Lets go of what this instance holds; the store that it was opened on stays open. */
    @Override
    void close();
}
