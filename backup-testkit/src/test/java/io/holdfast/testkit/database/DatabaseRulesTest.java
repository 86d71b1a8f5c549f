package io.holdfast.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.ContractRules;
import org.junit.jupiter.api.Test;

class DatabaseRulesTest {

    @Test
    void everyRuleOfTheDumperHasOneTest() {
        assertThat(ContractRules.tested(DatabaseDumperContract.class))
                .isNotEmpty()
                .isEqualTo(ContractRules.documented("DatabaseDumper", "DD"));
    }

    @Test
    void everyRuleOfTheRestorerHasOneTest() {
        assertThat(ContractRules.tested(DatabaseRestorerContract.class))
                .isNotEmpty()
                .isEqualTo(ContractRules.documented("DatabaseRestorer", "DR"));
    }
}
