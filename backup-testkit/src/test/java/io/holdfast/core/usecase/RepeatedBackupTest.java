package io.holdfast.core.usecase;

import static io.holdfast.core.usecase.Installation.CONFIG;
import static io.holdfast.core.usecase.Installation.HOSTS;
import static io.holdfast.core.usecase.Installation.RESULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.Bundle;
import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.DumpEntry;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.BackupEvent;
import io.holdfast.core.port.BackupEvent.Phase;
import io.holdfast.core.port.DatabaseDumper;
import io.holdfast.core.port.DumpReader;
import io.holdfast.core.port.DumpSink;
import io.holdfast.testkit.database.Disturbance;
import io.holdfast.testkit.database.FakeDatabaseDumper;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a dump is begun again, and when it is not. */
class RepeatedBackupTest {

    private final Installation installation = Installation.encrypted();

    @AfterEach
    void everyWriterIsClosed() {
        assertThat(installation.repository().leftOpen()).isEmpty();
    }

    @Test
    void beginsAgainWhenSomethingPassingSpoiltTheDump() {
        ByteCount estimate = new FakeDatabaseDumper(installation.server).estimate(installation.results);

        TakeBackup.Result result =
                installation.takeBackup(disturbed(passing("the first"))).backUp(installation.one());

        assertThat(result.complete()).isTrue();
        BackupEvent.Started started = new BackupEvent.Started(result.bundle(), RESULTS, Phase.DUMP, estimate);
        assertThat(installation.milestones())
                .hasSize(5)
                .startsWith(started)
                .element(2)
                .isEqualTo(started);
        assertThat(installation.milestones().get(1)).isInstanceOfSatisfying(BackupEvent.Repeated.class, repeated -> {
            assertThat(repeated.bundle()).isEqualTo(result.bundle());
            assertThat(repeated.database()).isEqualTo(RESULTS);
            assertThat(repeated.failure()).hasMessage("the first");
            assertThat(repeated.attempt()).isEqualTo(2);
        });
        assertThat(installation.milestones().get(4))
                .isEqualTo(new BackupEvent.Committed(result.dumps().get(RESULTS)));
        assertThat(installation.notes).containsExactly("begin results", "begin results", "inspect", "commit");
        assertThat(installation.bundles()).flatExtracting(Bundle::dumps).hasSize(1);
    }

    @Test
    void theDumpIsOfTheAttemptThatSucceeded() {
        Disturbance redefining = Disturbance.actionAt(
                10_000,
                () -> installation.server.redefine(
                        "app_results", content -> content.withTable(HOSTS, List.of("the only one"))));

        TakeBackup.Result result =
                installation.takeBackup(disturbed(redefining)).backUp(installation.one());

        assertThat(result.complete()).isTrue();
        assertThat(repetitions()).hasSize(1);
        try (DumpReader dump = installation.repository().open(result.bundle(), RESULTS)) {
            assertThat(dump.facts().rows()).isEqualTo(1);
        }
    }

    @Test
    void givesUpAfterTheThirdAttempt() {
        TakeBackup.Result result = installation
                .takeBackup(disturbed(passing("the first"), passing("the second"), passing("the third")))
                .backUp(installation.one());

        assertThat(TakeBackup.ATTEMPTS).isEqualTo(3);
        assertThat(result.failures().get(RESULTS)).hasMessage("the third");
        assertThat(repetitions()).extracting(BackupEvent.Repeated::attempt).containsExactly(2, 3);
        assertThat(installation.milestones().get(installation.milestones().size() - 1))
                .isEqualTo(new BackupEvent.Failed(
                        result.bundle(), RESULTS, result.failures().get(RESULTS)));
        assertThat(installation.notes).containsExactly("begin results", "begin results", "begin results");
        assertThat(installation.bundles()).isEmpty();
    }

    @Test
    void theThirdAttemptCounts() {
        TakeBackup.Result result = installation
                .takeBackup(disturbed(passing("the first"), passing("the second")))
                .backUp(installation.one());

        assertThat(result.complete()).isTrue();
        assertThat(repetitions()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(value = FailureKind.class, mode = EnumSource.Mode.EXCLUDE, names = "TRANSIENT")
    void doesNotBeginAgainAfterAnyOtherFailure(FailureKind kind) {
        BackupFailure lasting = BackupFailure.of(kind, "it stays as it is");

        TakeBackup.Result result = installation
                .takeBackup(disturbed(Disturbance.failureAt(20_000, lasting)))
                .backUp(installation.one());

        assertThat(result.failures().get(RESULTS).kind()).isEqualTo(kind);
        assertThat(repetitions()).isEmpty();
        assertThat(installation.notes).containsExactly("begin results");
    }

    @Test
    void doesNotBeginAgainWhatHasNotBegun() {
        BackupFailure away = BackupFailure.of(FailureKind.TRANSIENT, "nobody answers");

        TakeBackup.Result result = installation
                .takeBackup(disturbed(Disturbance.failureAt(0, away)))
                .backUp(installation.one());

        assertThat(result.failures().get(RESULTS)).hasMessage("nobody answers");
        assertThat(repetitions()).isEmpty();
        assertThat(installation.notes).containsExactly("begin results");
    }

    @Test
    void eachDatabaseHasItsOwnAttempts() {
        TakeBackup.Result result = installation
                .takeBackup(disturbed(
                        passing("results 1"), passing("results 2"), passing("results 3"), passing("config 1")))
                .backUp(installation.both());

        assertThat(result.failures()).containsOnlyKeys(RESULTS);
        assertThat(result.dumps()).containsOnlyKeys(CONFIG);
        assertThat(installation.bundles())
                .flatExtracting(Bundle::dumps)
                .extracting(DumpEntry::database)
                .containsExactly(CONFIG);
    }

    private List<BackupEvent.Repeated> repetitions() {
        return installation.events.stream()
                .filter(BackupEvent.Repeated.class::isInstance)
                .map(BackupEvent.Repeated.class::cast)
                .toList();
    }

    private static Disturbance passing(String message) {
        return Disturbance.failureAt(500, BackupFailure.of(FailureKind.TRANSIENT, message));
    }

    /** A dumper whose first dumps are disturbed, each by one of these; those after them are not. */
    private DatabaseDumper disturbed(Disturbance... disturbances) {
        Queue<Disturbance> left = new ArrayDeque<>(List.of(disturbances));
        return new DatabaseDumper() {
            @Override
            public ByteCount estimate(ConnectionUrl database) {
                return new FakeDatabaseDumper(installation.server).estimate(database);
            }

            @Override
            public DumpFacts dump(ConnectionUrl database, DumpSink sink) {
                Disturbance disturbance = left.isEmpty() ? Disturbance.none() : left.remove();
                return new FakeDatabaseDumper(installation.server, disturbance).dump(database, sink);
            }
        };
    }
}
