package io.holdfast.local;

import io.holdfast.testkit.blob.BlobStoreContract;
import io.holdfast.testkit.blob.BlobStoreHarness;

class LocalBlobStoreContractTest extends BlobStoreContract {

    @Override
    protected BlobStoreHarness harness() {
        return new LocalHarness();
    }
}
