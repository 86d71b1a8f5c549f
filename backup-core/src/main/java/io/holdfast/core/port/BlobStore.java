package io.holdfast.core.port;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A flat, durable map from names to small blobs: a folder, a bucket. This is the whole of what a new kind of storage has
 * to provide.
 *
 * <p>Every failure is a {@link io.holdfast.core.failure.BackupFailure}. All methods may be called from any number of
 * threads at once. Nothing is retried in here unless the vendor's own client does so; retrying is somebody else's
 * decision, which every method allows by being repeatable.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>BS-01 {@code get} and {@code stat} of a name that is not there fail as NOT_FOUND, and the message holds the name.
 *   <li>BS-02 {@code get} returns exactly the bytes that were put, and {@code stat} their exact number.
 *   <li>BS-03 Blobs of every size from 0 bytes to {@link #MAX_BLOB_BYTES} can be put; a larger one is refused as INVALID.
 *   <li>BS-04 A blob is visible whole or not at all, also when the process dies in {@code put}.
 *   <li>BS-05 A blob is durable when {@code put} returns: it outlives a power cut.
 *   <li>BS-06 {@code put} under a name that exists replaces the blob atomically: a reader sees the old or the new one.
 *   <li>BS-07 Of two racing puts under one name, one wins whole.
 *   <li>BS-08 What one client has put, another one reads and lists at once.
 *   <li>BS-09 {@code list} reports exactly the blobs whose names begin with the prefix, however many, each once, with
 *       their size and the time at which they were put; never a leftover of a put that failed.
 *   <li>BS-10 {@code list} that cannot see everything fails; an error is never an empty or shortened list.
 *   <li>BS-11 {@code list} while others write reports only whole blobs, and all that were there before it began and still
 *       are when it ends.
 *   <li>BS-12 {@code delete} of a name that is not there is no failure; a batch may be of any length; where some could not
 *       be deleted, the failure names them and the others are gone.
 *   <li>BS-13 The modified time moves on when a blob is replaced.
 *   <li>BS-14 Every name and prefix that {@link BlobName} and {@link BlobPrefix} allow can be used as it is.
 *   <li>BS-15 Two different names never meet, and no name hinders another: {@code a/b} beside {@code a/b.c} and
 *       {@code a/b-c}. (A name that is also the folder of another, {@code a} beside {@code a/b}, is not used.)
 *   <li>BS-16 Arrays given to {@code put} are not changed and not kept; those that {@code get} returns are the caller's.
 *   <li>BS-17 An interrupted thread's call fails as CANCELLED with the flag set again, and changes nothing more.
 *   <li>BS-18 Failures have the right kind: wrong credentials DENIED, no such folder or bucket NOT_FOUND with a hint, a
 *       broken connection TRANSIENT, a full disk NO_SPACE. No exception of a vendor gets out.
 *   <li>BS-19 No message holds a secret.
 *   <li>BS-20 {@code capacity} is empty where there is no such thing; else free is at most total.
 *   <li>BS-21 64 threads can work at once.
 *   <li>BS-22 When the reply to a {@code put} is lost, it fails as TRANSIENT or UNKNOWN_OUTCOME, and a repeat succeeds.
 *   <li>BS-23 {@code close} lets go of threads, files and connections and may be called twice; after it every call but
 *       {@code location} is refused with an {@link IllegalStateException}.
 * </ul>
 */
public interface BlobStore extends AutoCloseable {

    /** The largest blob, 16 MiB. Chunks are a few MiB; this bounds what a lying store can make a reader hold. */
    int MAX_BLOB_BYTES = 16 * 1024 * 1024;

    /** Stores a blob, durably and atomically, in the place of one that had the name before. Repeatable. */
    void put(BlobName name, byte[] content);

    /** The blob's bytes, in a new array. One larger than {@link #MAX_BLOB_BYTES} fails as CORRUPT. */
    byte[] get(BlobName name);

    /** What is known of a blob. */
    BlobInfo stat(BlobName name);

    /**
     * Reports every blob whose name begins with the prefix, in no particular order, in the calling thread. The receiver may
     * not call this store; when it throws, the listing ends with that exception.
     */
    void list(BlobPrefix prefix, Consumer<BlobInfo> receiver);

    /** Removes blobs; those that are not there are taken as removed. Repeatable. */
    void delete(Collection<BlobName> names);

    /** How much room there is; empty where the store cannot know, as a bucket cannot. */
    Optional<StoreCapacity> capacity();

    /** Where this store is, for messages: a URL without credentials. */
    String location();

    @Override
    void close();
}
