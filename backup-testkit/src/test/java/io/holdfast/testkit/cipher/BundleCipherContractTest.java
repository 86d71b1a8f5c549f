package io.holdfast.testkit.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.ContractRules;
import io.holdfast.testkit.ContractRun;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the contract has a test for every rule, and that each of them can fail. */
class BundleCipherContractTest {

    static Stream<Class<?>> wrongCiphers() {
        return Arrays.stream(WrongCiphers.class.getDeclaredClasses())
                .filter(wrong -> wrong.isAnnotationPresent(WrongCiphers.Breaks.class));
    }

    @Test
    void theContractTestsExactlyTheRulesOfThePort() {
        assertThat(ContractRules.tested(BundleCipherContract.class))
                .hasSize(15)
                .isEqualTo(ContractRules.documented("BundleCipher", "BC"));
    }

    @ParameterizedTest
    @MethodSource("wrongCiphers")
    void aWrongCipherFailsExactlyItsRule(Class<?> wrong) {
        ContractRun run = ContractRun.of(wrong);

        assertThat(run.ran()).hasSize(15);
        assertThat(run.failed())
                .as("failures: %s", run.failures())
                .containsExactly(wrong.getAnnotation(WrongCiphers.Breaks.class).value());
    }

    @Test
    void everyRuleHasACipherThatBreaksIt() {
        assertThat(wrongCiphers()
                        .map(wrong ->
                                wrong.getAnnotation(WrongCiphers.Breaks.class).value()))
                .containsAll(new TreeSet<>(ContractRules.tested(BundleCipherContract.class)));
    }
}
