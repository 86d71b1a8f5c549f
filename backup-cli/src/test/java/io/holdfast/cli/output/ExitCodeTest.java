package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.failure.FailureKind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 3",
        "ALREADY_EXISTS, 4",
        "INVALID, 2",
        "DENIED, 6",
        "NO_SPACE, 1",
        "CORRUPT, 5",
        "TRANSIENT, 7",
        "PERMANENT, 1",
        "UNKNOWN_OUTCOME, 1",
        "CANCELLED, 130"
    })
    void everyKindOfFailureHasItsNumber(FailureKind kind, int number) {
        assertThat(ExitCode.of(kind).number()).isEqualTo(number);
    }

    @Test
    void theTableIsTheOneThatScriptsRelyOn() {
        assertThat(new ExitCodesReport().text()).isEqualTo("""
                Code  Meaning
                   0  done
                   1  failed
                   2  wrong usage
                   3  not found
                   4  refused or skipped by a policy
                   5  damaged data
                   6  denied
                   7  unreachable
                 130  cancelled
                """);
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
    }
}
