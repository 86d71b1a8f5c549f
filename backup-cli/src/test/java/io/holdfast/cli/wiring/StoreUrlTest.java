package io.holdfast.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreUrlTest {

    @ParameterizedTest
    @CsvSource({
        "file:///backups/shop, /backups/shop",
        "FILE:///backups/shop/, /backups/shop",
        "file:///with%20blank/%C3%A4/100%25, /with blank/ä/100%",
        "file:///, /"
    })
    void aFileUrlNamesAFolder(String url, String folder) {
        assertThat(StoreUrl.parse(url).folder()).hasToString(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/prefix, not in this version",
        "/backups, not a URL",
        "backups, not the URL of a store",
        "file://host/share, not the URL of a store",
        "file:relative, not the URL of a store",
        "file:///a b, well-formed",
        "file:///a?b=c, '?'",
        "'', not the URL of a store"
    })
    void anythingElseIsRefusedWithAWayOut(String url, String message) {
        assertThatThrownBy(() -> StoreUrl.parse(url)).isInstanceOfSatisfying(BackupFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
            assertThat(failure).hasMessageContaining(message);
            assertThat(failure.hint()).isPresent();
        });
    }
}
