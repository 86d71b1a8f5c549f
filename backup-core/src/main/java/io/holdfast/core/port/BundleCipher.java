package io.holdfast.core.port;

import io.holdfast.core.encryption.KeyId;
import io.holdfast.core.encryption.Passphrase;

/**
 * Makes keysets, wraps them under a passphrase, and opens them again. Where the wraps are kept is not its business.
 *
 * <p>Every failure is a {@link io.holdfast.core.failure.BackupFailure}. Cipher and keysets may be used by any number of
 * threads at once.
 *
 * <p>The rules, for this and for {@link Keyset}:
 *
 * <ul>
 *   <li>BC-01 {@code open} returns what {@code seal} was given, for every length from 0 to 8 MiB.
 *   <li>BC-02 Sealing the same bytes twice gives different results.
 *   <li>BC-03 A sealed array in which any byte was changed, or that was cut or made longer, fails to open as CORRUPT.
 *   <li>BC-04 A sealed array opened with other associated data fails as CORRUPT.
 *   <li>BC-05 Unwrapping under a wrong passphrase fails as DENIED within ten seconds, and says that it is the passphrase;
 *       a damaged wrap fails as DENIED or CORRUPT.
 *   <li>BC-06 Another instance with the same passphrase and wrap opens what this one sealed.
 *   <li>BC-07 Equal content has equal identities under one keyset and different ones under another; a keyset's secrets for
 *       different purposes differ, and are the same each time.
 *   <li>BC-08 A keyset can be wrapped under a new passphrase: it opens the old data, and the old passphrase does not open
 *       the new wrap.
 *   <li>BC-09 What one keyset sealed, another fails to open as CORRUPT; a wrap offered under another key id is refused.
 *   <li>BC-10 A wrap whose parameters ask for an absurd amount of memory or time is refused as INVALID or CORRUPT before
 *       any of it is spent.
 *   <li>BC-11 64 threads can seal, open and identify at once.
 *   <li>BC-12 What format version 1 sealed opens for ever (checked with stored examples).
 *   <li>BC-13 No message and no {@code toString} holds key material or the passphrase.
 *   <li>BC-14 A passphrase of any characters and length works; the empty one cannot be made.
 *   <li>BC-15 Arrays given are not changed and not kept; those returned are the caller's.
 * </ul>
 */
public interface BundleCipher {

    /**
     * Makes a new keyset from the system's secure random source.
     *
     * @param id the name that it gets
     */
    Keyset generate(KeyId id);

    /** Wraps a keyset of this cipher under a passphrase. Slow on purpose: up to a few seconds. */
    byte[] wrap(Keyset keyset, Passphrase passphrase);

    /**
     * Opens a wrap. Slow on purpose: up to a few seconds.
     *
     * @param id the key id under which the wrap was found
     */
    Keyset unwrap(KeyId id, byte[] wrap, Passphrase passphrase);
}
