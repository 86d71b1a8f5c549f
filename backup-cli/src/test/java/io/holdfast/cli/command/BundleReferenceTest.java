package io.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.database.DatabaseName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleReferenceTest {

    private static final List<Bundle> BUNDLES = List.of(
            bundle("20261124-020000-000-aaaaaaaa"),
            bundle("20261123-020000-000-bbbbbbbb"),
            bundle("20261123-010000-000-cccccccc"));

    @ParameterizedTest
    @CsvSource({
        "20261123-020000-000-bbbbbbbb, 20261123-020000-000-bbbbbbbb",
        "20261123-01, 20261123-010000-000-cccccccc",
        "20261124, 20261124-020000-000-aaaaaaaa",
        "latest, 20261124-020000-000-aaaaaaaa"
    })
    void namesOneBundle(String text, String id) {
        assertThat(new BundleReference(text).resolve(BUNDLES, any -> true)).hasToString(id);
    }

    @Test
    void aWholeIdNamesItsBundleWithoutAnyList() {
        assertThat(new BundleReference("20261123-020000-000-bbbbbbbb").exact())
                .contains(new BundleId("20261123-020000-000-bbbbbbbb"));
        assertThat(new BundleReference("20261123-020000-000-bbbbbbb").exact()).isEmpty();
        assertThat(new BundleReference("latest").exact()).isEmpty();
    }

    @Test
    void latestIsTheNewestThatCanBeUsed() {
        assertThat(new BundleReference("latest")
                        .resolve(BUNDLES, bundle -> !bundle.id().value().startsWith("20261124")))
                .hasToString("20261123-020000-000-bbbbbbbb");
    }

    @ParameterizedTest
    @CsvSource({"20261122, NOT_FOUND", "nonsense, NOT_FOUND", "'', NOT_FOUND", "20261123, INVALID"})
    void nothingElseIsGuessed(String text, FailureKind kind) {
        assertThatThrownBy(() -> new BundleReference(text).resolve(BUNDLES, any -> true))
                .isInstanceOfSatisfying(BackupFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.hint()).isPresent();
                });
    }

    @Test
    void latestOfNothingIsNotFound() {
        assertThatThrownBy(() -> new BundleReference("latest").resolve(List.of(), any -> true))
                .isInstanceOfSatisfying(
                        BackupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND));
    }

    private static Bundle bundle(String id) {
        return new Bundle(
                new BundleId(id),
                List.of(new DumpEntry(
                        new DatabaseName("config"), DumpState.LOCKED, Optional.empty(), "no passphrase")));
    }
}
