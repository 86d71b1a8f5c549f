package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.ContractRules;
import io.holdfast.testkit.repository.BundleRepositoryHarness.Storage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

    @Test
    void everyDocumentedRuleHasOneTest() {
        assertThat(ContractRules.tested(BundleRepositoryContract.class))
                .isEqualTo(ContractRules.documented("BundleRepository", "BR"));
    }
}
