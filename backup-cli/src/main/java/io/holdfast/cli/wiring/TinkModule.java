package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.holdfast.core.port.BundleCipher;
import io.holdfast.tink.TinkBundleCipher;

/** Encryption with Tink. */
final class TinkModule extends AbstractModule {

    @Provides
    @Singleton
    BundleCipher cipher() {
        return new TinkBundleCipher();
    }
}
