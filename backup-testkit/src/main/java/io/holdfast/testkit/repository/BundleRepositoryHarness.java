package io.holdfast.testkit.repository;

import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.NewDump;
import io.holdfast.core.bundle.RepositoryId;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import java.util.List;

/**
 * What the contract needs of an implementation of {@link BundleRepository}: ways to open it, and a way to the store beneath
 * it. A harness has one store of its own, which is empty when the harness is made.
 *
 * <p>The contract opens a repository a few hundred times, so a harness with encryption should use the cheapest parameters
 * that its key derivation allows. All harnesses of one class use the same passphrase.
 */
public interface BundleRepositoryHarness extends AutoCloseable {

    /** Whether {@link #open()} makes a plain repository or an encrypted one. */
    enum Storage {
        /** Dumps are stored plain. */
        PLAIN,
        /** Dumps are stored under a keyset. */
        ENCRYPTED
    }

    /** What {@link #open()} makes. */
    Storage storage();

    /**
     * Opens a new instance on the store, as {@link #storage()} says: with the passphrase where that is ENCRYPTED, without one
     * where it is PLAIN. Where the store is empty, the repository is made. May be called by several threads at once.
     */
    BundleRepository open();

    /** Opens a new instance with the passphrase, also where {@link #storage()} is PLAIN; then for reading at least. */
    BundleRepository openWithPassphrase();

    /** Opens a new instance without a passphrase. */
    BundleRepository openWithoutPassphrase();

    /** Opens a new instance with another passphrase than the right one. */
    BundleRepository openWithWrongPassphrase();

    /** Opens a new instance like {@link #open()}, but only if the store holds this very repository. */
    BundleRepository openExpecting(RepositoryId id);

    /** How much is in the store. */
    ByteCount storedBytes();

    /** All that is in the store, in the order of the names. */
    List<StoredObject> stored();

    /** The bytes of a stored object. */
    byte[] read(StoredObject object);

    /** Puts bytes into the store past the repository, in the place of what has the name there. */
    void write(StoredObject object, byte[] content);

    /** Takes an object out of the store past the repository. */
    void remove(StoredObject object);

    /** What makes, or would make, this dump exist. */
    StoredObject manifest(BundleId bundle, DatabaseName database);

    /**
     * Puts a well-formed plain dump with one stream into the store past the repository, as somebody could who can write to
     * the store but has no passphrase. The store holds a repository already.
     */
    void slipPlainDump(NewDump dump, StreamName stream, byte[] content);

    /** Changes a committed dump into one that a newer version has written, in a format that this version does not know. */
    void newerFormat(BundleId bundle, DatabaseName database);

    /** Changes the repository into one that a newer version has made, in a format that this version does not know. */
    void newerRepositoryFormat();

    /**
     * From now on no call of a repository to the store returns, nor has it any effect, until {@link #release()} or until its
     * thread is interrupted; that call then fails as CANCELLED and never has an effect. The methods of this harness that
     * reach past the repository go on.
     */
    void hold();

    /** From now on every call of a repository that would change the store fails with this kind, and changes nothing. */
    void failWrites(FailureKind kind);

    /** Ends {@link #hold()} and {@link #failWrites}. */
    void release();

    /** Removes the store. The instances that were opened have been closed before. */
    @Override
    void close();
}
