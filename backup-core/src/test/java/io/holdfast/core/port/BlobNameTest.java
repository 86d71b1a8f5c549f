package io.holdfast.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "repository.json", "chunks/ab/0f", "a..b", "a.", "a-_.", "1/2/3/4/5/6/7/8"})
    void namesOfTheAlphabetAreTaken(String value) {
        assertThat(new BlobName(value)).hasToString(value);
        assertThat(BlobName.isName(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/..",
                "a/../b",
                ".a",
                "a/.b",
                "-a",
                "_a",
                "a/-b",
                "A",
                "a/B",
                "a b",
                "a\\b",
                "a:b",
                "a\n",
                "a\r",
                "a\u0000",
                "a\u001b[2J",
                "ä",
                "a\u0301",
                "a\u212a",
                "😀",
                "*",
                "?",
                "a%2fb",
                "1/2/3/4/5/6/7/8/9"
            })
    void anythingElseIsRefusedAsInvalid(String value) {
        BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> new BlobName(value));

        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(BlobName.isName(value)).isFalse();
    }

    @Test
    void lengthsAreBounded() {
        String segment = "a".repeat(100);
        String longest = segment + "/" + segment + "/" + "a".repeat(48);

        assertThat(new BlobName(longest).value()).hasSize(BlobName.LIMIT);
        assertThat(BlobName.isName(longest + "a")).isFalse();
        assertThat(BlobName.isName(segment + "a")).isFalse();
    }

    @Test
    void aHostileNameIsShownWithoutItsControlCharactersAndNotWhole() {
        BackupFailure failure =
                catchThrowableOfType(BackupFailure.class, () -> new BlobName("\u001b[2J\n" + "x".repeat(1_000_000)));

        assertThat(failure.getMessage())
                .hasSizeLessThan(1_000)
                .doesNotContain("\u001b", "\n")
                .contains("\\u001b");
    }

    @Test
    void orderIsThatOfTheText() {
        assertThat(new BlobName("a/b")).isGreaterThan(new BlobName("a-b")).isLessThan(new BlobName("ab"));
    }
}
