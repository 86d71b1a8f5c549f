package io.holdfast.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;

/**
 * The only two kinds of Tink key that format version 1 has, and how each is made, used, written and read.
 *
 * <p>Tink's global registry is left alone: configurations are passed to every call, so that an application that embeds
 * Holdfast and uses Tink itself keeps its own.
 */
enum TinkKeys {
    /**
     * AES-256-GCM without Tink's own prefix, so that what it seals is 12 bytes of initialization vector, the ciphertext and
     * 16 bytes of tag, and can be opened without Tink.
     */
    AES_256_GCM(AeadConfig2026.get()) {
        @Override
        AesGcmParameters parameters() throws GeneralSecurityException {
            return AesGcmParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setIvSizeBytes(IV_BYTES)
                    .setTagSizeBytes(TAG_BYTES)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
        }
    },

    /** HMAC-SHA-256 as a pseudo-random function. */
    HMAC_SHA_256(PrfConfig2026.get()) {
        @Override
        HmacPrfParameters parameters() throws GeneralSecurityException {
            return HmacPrfParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setHashType(HmacPrfParameters.HashType.SHA256)
                    .build();
        }
    };

    /** The length of every key. */
    static final int KEY_BYTES = 32;

    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final Configuration configuration;

    TinkKeys(Configuration configuration) {
        this.configuration = configuration;
    }

    abstract Parameters parameters() throws GeneralSecurityException;

    /** A Tink keyset with one new key from Tink's secure random source. */
    KeysetHandle generate() throws GeneralSecurityException {
        return KeysetHandle.generateNew(parameters(), configuration);
    }

    /** Tink's binary form of a keyset, which holds the key in the clear. */
    byte[] write(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get(), configuration);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws GeneralSecurityException where it is no keyset, or not one of exactly one key of this kind
     */
    KeysetHandle read(byte[] keyset) throws GeneralSecurityException {
        KeysetHandle handle = TinkProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get(), configuration);
        if (handle.size() != 1
                || handle.getPrimary().getStatus() != KeyStatus.ENABLED
                || !handle.getPrimary().getKey().getParameters().equals(parameters())) {
            throw new GeneralSecurityException("not a keyset of one " + this + " key");
        }
        return handle;
    }

    /** What seals and opens with a keyset of the kind {@link #AES_256_GCM}. */
    static Aead aead(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(AES_256_GCM.configuration, Aead.class);
    }

    /** What seals and opens with this key of {@link #KEY_BYTES} bytes, of which Tink keeps a copy. */
    static Aead aead(byte[] keyBytes) throws GeneralSecurityException {
        Key key = AesGcmKey.builder()
                .setParameters((AesGcmParameters) AES_256_GCM.parameters())
                .setKeyBytes(SecretBytes.copyFrom(keyBytes, InsecureSecretKeyAccess.get()))
                .build();
        return aead(KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
                .setConfiguration(AES_256_GCM.configuration)
                .build());
    }

    /** The function of a keyset of the kind {@link #HMAC_SHA_256}. */
    static PrfSet prf(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(HMAC_SHA_256.configuration, PrfSet.class);
    }
}
