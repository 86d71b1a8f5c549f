package io.holdfast.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobPrefixTest {

    @Test
    void theEmptyOneMatchesEveryName() {
        assertThat(BlobPrefix.ALL).isEqualTo(new BlobPrefix(""));
        assertThat(BlobPrefix.ALL.matches(new BlobName("chunks/ab/0"))).isTrue();
    }

    @Test
    void itMayEndInTheMiddleOfASegment() {
        BlobPrefix prefix = new BlobPrefix("chunks/a");

        assertThat(prefix.matches(new BlobName("chunks/ab/0"))).isTrue();
        assertThat(prefix.matches(new BlobName("chunks/a"))).isTrue();
        assertThat(prefix.matches(new BlobName("chunks/b/a"))).isFalse();
        assertThat(prefix.matches(new BlobName("chunk"))).isFalse();
        assertThat(prefix).hasToString("chunks/a");
    }

    @Test
    void aSlashAtTheEndMeansOnlyWhatIsBelow() {
        assertThat(new BlobPrefix("a/").matches(new BlobName("a/b"))).isTrue();
        assertThat(new BlobPrefix("a/").matches(new BlobName("ab"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "/a", "a//b", "..", "../a", "a/../b", ".a", "A", "a b", "a\n", "a\u0000", "ä", "a/.b", "-a", "*"
            })
    void whatNoNameBeginsWithIsRefused(String value) {
        assertThatThrownBy(() -> new BlobPrefix(value))
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID));
    }

    @Test
    void itIsNoLongerThanAName() {
        String longest = "a/".repeat(125);

        assertThat(new BlobPrefix(longest).value()).hasSize(BlobName.LIMIT);
        assertThatThrownBy(() -> new BlobPrefix(longest + "a")).isInstanceOf(BackupFailure.class);
    }
}
