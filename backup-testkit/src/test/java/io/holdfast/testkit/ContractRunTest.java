package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContractRunTest {

    abstract static class Contract {

        abstract int answer();

        @Test
        @Rule("XX-01")
        public final void answerIsRight() {
            assertThat(answer()).isEqualTo(42);
        }

        @Test
        @Rule("XX-02")
        public final void answerIsEven() {
            assertThat(answer()).isEven();
        }
    }

    static final class Right extends Contract {
        @Override
        int answer() {
            return 42;
        }
    }

    static final class Wrong extends Contract {
        @Override
        int answer() {
            return 40;
        }
    }

    static final class Aborting extends Contract {
        @Override
        int answer() {
            assumeTrue(false, "not today");
            return 42;
        }
    }

    static final class FailingInItsCleanUp extends Contract {
        @Override
        int answer() {
            return 42;
        }

        @AfterEach
        void cleanUp() {
            throw new IllegalStateException("cannot clean up");
        }
    }

    static final class WithOneMore extends Contract {
        @Override
        int answer() {
            return 42;
        }

        @Test
        void isOfNoRule() {}
    }

    static final class Nothing {}

    @Test
    void allRulesOfARightSubclassRunAndNoneFails() {
        ContractRun run = ContractRun.of(Right.class);

        assertThat(run.ran()).containsExactly("XX-01", "XX-02");
        assertThat(run.failed()).isEmpty();
    }

    @Test
    void aWrongSubclassFailsExactlyItsRule() {
        ContractRun run = ContractRun.of(Wrong.class);

        assertThat(run.ran()).containsExactly("XX-01", "XX-02");
        assertThat(run.failed()).containsExactly("XX-01");
        assertThat(run.failures().get("XX-01")).hasMessageContaining("40");
    }

    @Test
    void aSkippedRuleIsNotKept() {
        assertThat(ContractRun.of(Aborting.class).failed()).containsExactly("XX-01", "XX-02");
    }

    @Test
    void aFailureAroundTheTestCounts() {
        assertThat(ContractRun.of(FailingInItsCleanUp.class).failed()).containsExactly("XX-01", "XX-02");
    }

    @Test
    void testsWithoutARuleAndClassesWithoutATestAreRefused() {
        assertThatThrownBy(() -> ContractRun.of(WithOneMore.class)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ContractRun.of(Nothing.class)).isInstanceOf(AssertionError.class);
    }

    @Test
    void bothListsOfRulesAreRead() {
        assertThat(ContractRules.tested(Contract.class)).containsExactly("XX-01", "XX-02");
        assertThat(ContractRules.documented("BlobStore", "BS"))
                .hasSize(23)
                .startsWith("BS-01")
                .endsWith("BS-23");
    }
}
