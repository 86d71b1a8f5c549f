package io.holdfast.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BundleRepository;
import io.holdfast.core.port.DumpReader;

/** Plain and encrypted dumps in one repository, opened with the passphrase, with a wrong one, and without any. */
final class TrustTrial {

    private final BundleRepositoryHarness harness;
    private final SampleDump dump;
    private final SampleDump later;
    private final SampleDump beside;

    TrustTrial(BundleRepositoryHarness harness, long seed) {
        this.harness = harness;
        this.dump = SampleDump.of(1, SampleDump.CONFIG, Content.random(seed, 1_000));
        this.later = SampleDump.of(2, SampleDump.CONFIG, Content.random(seed + 1, 1_000));
        this.beside = SampleDump.of(1, SampleDump.RESULTS, Content.random(seed + 2, 1_000));
    }

    /** In an encrypted repository: plain dumps that somebody put into it. */
    void plainDumpsSlippedIn() {
        try (BundleRepository repository = harness.open()) {
            assertThat(repository.key()).as("the keyset of new dumps").isPresent();
            assertThat(dump.storeIn(repository).key()).isEqualTo(repository.key());
            later.storeIn(repository);
        }
        slip(beside);
        try (BundleRepository repository = harness.open()) {
            dump.assertIn(repository);
            assertUnauthenticated(repository, beside);
        }
        assertLockedWithoutPassphrase(dump);
        assertWrongPassphraseOpensNothing(dump);
        try (BundleRepository repository = harness.openWithoutPassphrase()) {
            assertUnauthenticated(repository, beside);
        }
        slip(dump);
        try (BundleRepository repository = harness.open()) {
            assertUnauthenticated(repository, dump);
            later.assertIn(repository);
        }
    }

    /** In a plain repository: whoever comes with a passphrase expects encryption, and does not trust what is plain. */
    void encryptionExpectedOfAPlainOne() {
        try (BundleRepository repository = harness.open()) {
            assertThat(repository.key()).as("the keyset of new dumps").isEmpty();
            assertThat(dump.storeIn(repository).key()).isEmpty();
            dump.assertIn(repository);
        }
        try (BundleRepository repository = harness.openWithPassphrase()) {
            assertUnauthenticated(repository, dump);
        }
    }

    private void slip(SampleDump plain) {
        harness.slipPlainDump(plain.dump(), SampleDump.ONLY, plain.streams().get(SampleDump.ONLY));
    }

    private void assertLockedWithoutPassphrase(SampleDump encrypted) {
        try (BundleRepository repository = harness.openWithoutPassphrase()) {
            assertThat(repository.key()).isEmpty();
            assertLocked(repository, encrypted);
        }
    }

    /** Refusing to open the repository at all is as good as opening nothing in it. */
    private void assertWrongPassphraseOpensNothing(SampleDump encrypted) {
        try (BundleRepository repository = harness.openWithWrongPassphrase()) {
            assertLocked(repository, encrypted);
        } catch (BackupFailure failure) {
            assertThat(failure.kind()).as(failure.description()).isEqualTo(FailureKind.DENIED);
        }
    }

    private static void assertLocked(BundleRepository repository, SampleDump encrypted) {
        DumpEntry entry = entry(repository, encrypted);
        assertThat(entry.state()).isEqualTo(DumpState.LOCKED);
        assertThat(entry.reason()).isNotBlank();
        Refused.as(
                FailureKind.DENIED,
                "opening a locked dump",
                () -> repository.open(encrypted.bundle(), encrypted.database()).close());
        SampleDump another = SampleDump.of(9, SampleDump.CONFIG, new byte[0]);
        Refused.as(
                FailureKind.DENIED,
                "writing to an encrypted repository without its passphrase",
                () -> repository.begin(another.dump()).close());
    }

    private static void assertUnauthenticated(BundleRepository repository, SampleDump plain) {
        DumpEntry entry = entry(repository, plain);
        assertThat(entry.state()).isEqualTo(DumpState.UNAUTHENTICATED);
        assertThat(entry.reason()).isNotBlank();
        try (DumpReader reader = repository.open(plain.bundle(), plain.database())) {
            assertThat(reader.state()).isEqualTo(DumpState.UNAUTHENTICATED);
            assertThat(reader.summary().key()).isEmpty();
            plain.assertInSource(reader);
        }
    }

    private static DumpEntry entry(BundleRepository repository, SampleDump dump) {
        return repository.find(dump.bundle()).dump(dump.database()).orElseThrow();
    }
}
