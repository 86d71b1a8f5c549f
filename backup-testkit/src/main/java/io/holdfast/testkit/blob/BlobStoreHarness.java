package io.holdfast.testkit.blob;

import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobStore;
import java.util.List;
import java.util.SortedSet;

/**
 * One store and what {@link BlobStoreContract} has to do to it besides using it. An adapter's author implements this.
 *
 * <p>The methods of an ability that {@link #abilities()} declares absent stay as they are: they refuse, and the contract
 * checks that they do.
 */
public interface BlobStoreHarness extends AutoCloseable {

    /** What this store and its environment cannot do, with reasons. */
    BlobStoreAbilities abilities();

    /**
     * Opens one more client of the one store, independent of the others as one in another process is. The contract closes
     * it.
     */
    BlobStore open();

    /**
     * The names of everything that the store physically holds, seen past the adapter: blobs under their own names, and
     * whatever else is there, such as temporary files, under any other name.
     */
    SortedSet<String> rawNames();

    /** Puts a blob there past the adapter and its checks. */
    void plant(BlobName name, byte[] content);

    /**
     * Returns when the store's clock has moved on so far that a blob put now has a later modified time than one put before:
     * at once where every put has a time of its own, after a second where times are kept in seconds.
     */
    void clockMovesOn();

    /** Removes all that the store holds, undoing what other methods obstructed and protected. */
    void wipe();

    /** Lets go of everything; the store may vanish. */
    @Override
    void close();

    /** A client whose credentials are wrong; the failure may also come here. */
    default BlobStore openWithWrongCredentials() {
        throw absent(BlobStoreAbility.WRONG_CREDENTIALS);
    }

    /** A client of a folder or bucket that does not exist; the failure may also come here. */
    default BlobStore openMissingPlace() {
        throw absent(BlobStoreAbility.MISSING_PLACE);
    }

    /** A client whose connection breaks in every request. */
    default BlobStore openWithBrokenConnection() {
        throw absent(BlobStoreAbility.BROKEN_CONNECTION);
    }

    /** A client of a store that has room for small blobs and none for one of {@link BlobStore#MAX_BLOB_BYTES}. */
    default BlobStore openFull() {
        throw absent(BlobStoreAbility.FULL);
    }

    /** A client of the one store whose first put is done, but its reply does not arrive. */
    default BlobStore openLosingReply() {
        throw absent(BlobStoreAbility.LOST_REPLY);
    }

    /** Loses everything in the one store that was not durable. */
    default void cutPower() {
        throw absent(BlobStoreAbility.POWER_CUT);
    }

    /** Begins to put this blob from a process that dies somewhere in the middle, a different place each time if it can. */
    default void dieDuringPut(BlobName name, byte[] content) {
        throw absent(BlobStoreAbility.DYING_WRITER);
    }

    /** Makes a part of the one store such that no listing of all of it can see everything. There are blobs by then. */
    default void obstructListing() {
        throw absent(BlobStoreAbility.OBSTRUCTED_LISTING);
    }

    /** Makes this blob, which is there, impossible to delete. */
    default void protect(BlobName name) {
        throw absent(BlobStoreAbility.PROTECTED_BLOB);
    }

    /** The secrets that the clients were opened with, the wrong ones too; each at least 8 characters. */
    default List<String> secrets() {
        throw absent(BlobStoreAbility.SECRETS);
    }

    private static UnsupportedOperationException absent(BlobStoreAbility ability) {
        return new UnsupportedOperationException("this store's environment has no " + ability);
    }
}
