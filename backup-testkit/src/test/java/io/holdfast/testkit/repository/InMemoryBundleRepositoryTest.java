package io.holdfast.testkit.repository;

import io.holdfast.testkit.repository.BundleRepositoryHarness.Storage;
import org.junit.jupiter.api.Nested;

class InMemoryBundleRepositoryTest {

    @Nested
    class Plain extends BundleRepositoryContract {
        @Override
        protected BundleRepositoryHarness harness() {
            return new InMemoryBundleRepositoryHarness(Storage.PLAIN);
        }
    }

    @Nested
    class Encrypted extends BundleRepositoryContract {
        @Override
        protected BundleRepositoryHarness harness() {
            return new InMemoryBundleRepositoryHarness(Storage.ENCRYPTED);
        }
    }
}
