package io.holdfast.core.usecase;

import static io.holdfast.core.usecase.Installation.CONFIG;
import static io.holdfast.core.usecase.Installation.NOW;
import static io.holdfast.core.usecase.Installation.RESULTS;
import static io.holdfast.core.usecase.Installation.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.bundle.DumpState;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.testkit.database.FakeDatabaseDumper;
import io.holdfast.testkit.repository.InMemoryBundleRepository.Opening;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListingTest {

    private final Installation installation = Installation.encrypted();

    @AfterEach
    void everyReaderIsClosed() {
        assertThat(installation.repository().leftOpen()).isEmpty();
    }

    @Test
    void listsTheNewestBundleFirst() {
        BundleId first = backUpOnDay(0);
        BundleId second = backUpOnDay(1);

        assertThat(new ListBundles(installation.repository()).list())
                .extracting(Bundle::id)
                .containsExactly(second, first);
    }

    @Test
    void listsWhatCannotBeUsedWithTheReason() {
        backUpOnDay(0);
        installation.reopen(Opening.plain());

        assertThat(new ListBundles(installation.repository()).list())
                .flatExtracting(Bundle::dumps)
                .hasSize(2)
                .allSatisfy(dump -> assertThat(dump.state()).isEqualTo(DumpState.LOCKED))
                .extracting(DumpEntry::reason)
                .doesNotContain("");
    }

    @Test
    void describesEachDumpInTheOrderOfTheDatabases() {
        BundleId bundle = backUpOnDay(0);

        DescribeBundle.Description description = new DescribeBundle(installation.repository()).describe(bundle);

        assertThat(description.bundle().id()).isEqualTo(bundle);
        assertThat(description.facts().keySet()).containsExactly(CONFIG, RESULTS);
        assertThat(description.facts().get(CONFIG).rows()).isEqualTo(10);
        assertThat(description.facts().get(RESULTS).rows()).isEqualTo(5_000);
    }

    @Test
    void describesWhatIsLockedAsFarAsItIsKnown() {
        BundleId bundle = backUpOnDay(0);
        installation.reopen(Opening.plain());

        DescribeBundle.Description description = new DescribeBundle(installation.repository()).describe(bundle);

        assertThat(description.bundle().dumps()).extracting(DumpEntry::database).containsExactly(CONFIG, RESULTS);
        assertThat(description.facts()).isEmpty();
    }

    @Test
    void aBundleThatIsNotThereIsNotFound() {
        backUpOnDay(0);
        BundleId unknown = new BundleId("20261122-020000-000-zzzzzzzz");

        assertThat(failure(() -> new DescribeBundle(installation.repository()).describe(unknown))
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);
    }

    private BundleId backUpOnDay(int day) {
        InstantSource clock = InstantSource.fixed(NOW.plusSeconds(day * 86_400L));
        TakeBackup.Result result = installation
                .takeBackup(new FakeDatabaseDumper(installation.server), clock)
                .backUp(installation.both());
        assertThat(result.complete()).isTrue();
        return result.bundle();
    }
}
