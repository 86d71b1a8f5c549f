package io.holdfast.repository;

import io.holdfast.testkit.repository.BundleRepositoryContract;
import io.holdfast.testkit.repository.BundleRepositoryHarness;
import io.holdfast.testkit.repository.BundleRepositoryHarness.Storage;
import org.junit.jupiter.api.Nested;

class BlobBundleRepositoryContractTest {

    @Nested
    class Plain extends BundleRepositoryContract {
        @Override
        protected BundleRepositoryHarness harness() {
            return new BlobBundleRepositoryHarness(Storage.PLAIN);
        }
    }

    @Nested
    class Encrypted extends BundleRepositoryContract {
        @Override
        protected BundleRepositoryHarness harness() {
            return new BlobBundleRepositoryHarness(Storage.ENCRYPTED);
        }
    }
}
