package io.holdfast.testkit.cipher;

class FakeBundleCipherTest extends BundleCipherContract {

    @Override
    protected BundleCipherHarness harness() {
        return new FakeCipherHarness(FakeBundleCipher::new);
    }
}
