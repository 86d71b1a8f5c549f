package io.holdfast.core.usecase;

import static io.holdfast.core.usecase.Installation.NOW;
import static io.holdfast.core.usecase.Installation.RESULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.holdfast.core.Holdfast;
import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.BundleId;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.testkit.database.FakeContent;
import io.holdfast.testkit.database.FakeDatabaseDumper;
import io.holdfast.testkit.database.FakeDatabaseRestorer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HoldfastTest {

    private final Installation installation = Installation.encrypted();

    @Test
    void namesThePartThatIsMissing() {
        assertThatNullPointerException()
                .isThrownBy(() -> Holdfast.builder()
                        .dumper(new FakeDatabaseDumper(installation.server))
                        .restorer(new FakeDatabaseRestorer(installation.server))
                        .build())
                .withMessageContaining("repository");
        assertThatNullPointerException()
                .isThrownBy(() -> Holdfast.builder()
                        .repository(installation.repository())
                        .restorer(new FakeDatabaseRestorer(installation.server))
                        .build())
                .withMessageContaining("dumper");
        assertThatNullPointerException()
                .isThrownBy(() -> Holdfast.builder()
                        .repository(installation.repository())
                        .dumper(new FakeDatabaseDumper(installation.server))
                        .build())
                .withMessageContaining("restorer");
    }

    @Test
    void allUseCasesWorkOnTheSameParts() {
        Holdfast holdfast = builder().build();

        BundleId bundle = holdfast.takeBackup().backUp(installation.one()).bundle();

        assertThat(holdfast.listBundles().list()).extracting(Bundle::id).containsExactly(bundle);
        assertThat(holdfast.describeBundle().describe(bundle).facts()).containsOnlyKeys(RESULTS);
        ConnectionUrl target = installation.server.create("restored", FakeContent.EMPTY);
        holdfast.restoreDatabase()
                .restore(new RestoreDatabase.Request(
                        bundle, RESULTS, RestoreTarget.replacing(target), RestoreDatabase.Trust.AUTHENTICATED_ONLY));
        assertThat(installation.server.content("restored")).isEqualTo(installation.server.content("app_results"));
        holdfast.undoRestore().undo(new UndoRestore.Request(target, Optional.empty()));
        assertThat(installation.server.content("restored")).isEqualTo(FakeContent.EMPTY);
        List<KeptDatabase> kept = holdfast.listKeptDatabases().list(target);
        assertThat(kept).extracting(KeptDatabase::target).containsExactly("restored");
        holdfast.discardKeptDatabase()
                .discard(new DiscardKeptDatabase.Request(target, kept.get(0).name()));
        assertThat(holdfast.listKeptDatabases().list(target)).isEmpty();
    }

    @Test
    void takesTimeRandomnessAndEventsFromWhatItWasGiven() {
        Holdfast holdfast = builder()
                .clock(InstantSource.fixed(NOW))
                .random(new Random(7))
                .events(installation.events::add)
                .build();

        BundleId bundle = holdfast.takeBackup().backUp(installation.one()).bundle();

        assertThat(bundle).isEqualTo(BundleId.create(NOW, new Random(7)));
        assertThat(installation.events)
                .isNotEmpty()
                .extracting(BackupEvent::bundle)
                .containsOnly(bundle);
    }

    private Holdfast.Builder builder() {
        return Holdfast.builder()
                .repository(installation.repository())
                .dumper(new FakeDatabaseDumper(installation.server))
                .restorer(new FakeDatabaseRestorer(installation.server));
    }
}
