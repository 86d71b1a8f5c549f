package io.holdfast.testkit.cipher;

import io.holdfast.core.port.BundleCipher;
import java.util.List;

/** What {@link BundleCipherContract} needs to know of the adapter that it tests. */
public interface BundleCipherHarness {

    /**
     * A new instance that shares no state with the others, as one in another process would not. Where its key derivation can
     * be made cheaper, it should be: the contract derives a few hundred keys.
     */
    BundleCipher open();

    /**
     * Stored examples of format version 1, made once and never again; at least one. They are what shows that old backups can
     * still be opened.
     */
    List<CipherVector> vectors();

    /**
     * Wraps that are well formed but for what they ask of whoever unwraps them: at least one whose cost no machine can bear,
     * for each cost that the format lets a wrap name.
     */
    List<HostileWrap> hostileWraps();
}
