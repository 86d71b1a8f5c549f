package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.testkit.ContractRules;
import io.holdfast.testkit.ContractRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BundleRepositoryContractTest {

    static Stream<Arguments> wrongRepositories() {
        return Stream.of(
                arguments("BR-01", WrongRepositories.ListsWhatIsBeingWritten.class),
                arguments("BR-02", WrongRepositories.ListsWhatItSawAtFirst.class),
                arguments("BR-03", WrongRepositories.CommitsWhenItIsClosed.class),
                arguments("BR-03", WrongRepositories.PretendsToHaveCommitted.class),
                arguments("BR-04", WrongRepositories.StoresEachStreamForItself.class),
                arguments("BR-05", WrongRepositories.WritesToTheLastStream.class),
                arguments("BR-06", WrongRepositories.EndsAtTheDamage.class),
                arguments("BR-06", WrongRepositories.ChecksNothing.class),
                arguments("BR-07", WrongRepositories.HidesABundleThatLostOneDump.class),
                arguments("BR-13", WrongRepositories.TakesNewerForDamaged.class),
                arguments("BR-13", WrongRepositories.HidesNewer.class),
                arguments("BR-14", WrongRepositories.KeepsAStreamUntilItsEnd.class),
                arguments("BR-14", WrongRepositories.ReadsAStreamAtOnce.class),
                arguments("BR-15", WrongRepositories.TrustsPlainDumps.class),
                arguments("BR-15", WrongRepositories.TrustsWhatWasPlainBefore.class),
                arguments("BR-15", WrongRepositories.HidesWhatIsLocked.class),
                arguments("BR-17", WrongRepositories.StoresEachBundleForItself.class),
                arguments("BR-18", WrongRepositories.IsAnotherEachTime.class),
                arguments("BR-18", WrongRepositories.TakesAnyRepository.class),
                arguments("BR-20", WrongRepositories.CallsAnInterruptTransient.class),
                arguments("BR-20", WrongRepositories.CommitsAllTheSame.class),
                arguments("BR-20", WrongRepositories.EndsWhenInterrupted.class));
    }

    @ParameterizedTest(name = "{1} breaks {0}")
    @MethodSource("wrongRepositories")
    void aWrongRepositoryFailsExactlyItsRule(String rule, Class<?> wrong) {
        ContractRun run = ContractRun.of(wrong);
        assertThat(run.failed()).as(run.failures().toString()).containsExactly(rule);
    }

    @Test
    void everyRuleHasAWrongRepository() {
        assertThat(wrongRepositories().map(wrong -> wrong.get()[0]).distinct())
                .isEqualTo(ContractRules.documented("BundleRepository", "BR"));
    }

    @Test
    void everyDocumentedRuleHasOneTest() {
        assertThat(ContractRules.tested(BundleRepositoryContract.class))
                .isEqualTo(ContractRules.documented("BundleRepository", "BR"));
    }
}
