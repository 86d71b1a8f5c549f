package io.holdfast.tink;

import io.holdfast.testkit.cipher.BundleCipherContract;
import io.holdfast.testkit.cipher.BundleCipherHarness;

class TinkBundleCipherContractTest extends BundleCipherContract {

    @Override
    protected BundleCipherHarness harness() {
        return new TinkCipherHarness();
    }
}
