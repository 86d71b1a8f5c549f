package io.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.FakeSurroundings;
import io.holdfast.cli.output.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmationOptionsTest {

    @ParameterizedTest
    @CsvSource({"shop,shop", "shop,' shop '", "' shop ',' shop '", "'shop ','shop '"})
    void theNameConfirms(String name, String typed) {
        assertThatCode(() -> ask(name, typed)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"shop,''", "shop,Shop", "' shop ',shop", "a b,ab"})
    void anythingElseDoesNot(String name, String typed) {
        assertThatThrownBy(() -> ask(name, typed)).isInstanceOf(Refusal.class).hasMessageContaining("not confirmed");
    }

    @Test
    void nobodyConfirmsNothing() {
        FakeSurroundings unattended = FakeSurroundings.unattended(Map.of());
        assertThatThrownBy(() -> new ConfirmationOptions().require(unattended.surroundings(), "it", "Really?", "shop"))
                .isInstanceOf(Refusal.class);
    }

    private static void ask(String name, String typed) {
        FakeSurroundings person = FakeSurroundings.attended(Map.of(), typed);
        new ConfirmationOptions().require(person.surroundings(), "it", "Really?", name);
    }
}
