package io.holdfast.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.ContractRules;
import io.holdfast.testkit.ContractRun;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobStoreContractTest {

    /** An adapter that does nothing wrong, so that what the wrong ones fail is their own doing. */
    static final class RightBlobStore extends WrongBlobStores.OverMemory {
        RightBlobStore() {
            super(inner -> inner);
        }
    }

    static final class Recorded extends WrongBlobStores.OverMemory {
        Recorded() {
            super(RecordingBlobStore::new);
        }
    }

    static final class FaultyWithoutFaults extends WrongBlobStores.OverMemory {
        FaultyWithoutFaults() {
            super(FaultyBlobStore::new);
        }
    }

    static Stream<Arguments> wrongStores() {
        return Stream.of(
                Arguments.of("BS-01", WrongBlobStores.EmptyInsteadOfMissing.class),
                Arguments.of("BS-01", WrongBlobStores.NamelessMissing.class),
                Arguments.of("BS-02", WrongBlobStores.TextMode.class),
                Arguments.of("BS-03", WrongBlobStores.NothingForEmpty.class),
                Arguments.of("BS-03", WrongBlobStores.UnboundedRead.class),
                Arguments.of("BS-04", WrongBlobStores.HalfWhenItDies.class),
                Arguments.of("BS-05", WrongBlobStores.NoSync.class),
                Arguments.of("BS-06", WrongBlobStores.DeleteThenPut.class),
                Arguments.of("BS-07", WrongBlobStores.SharedTemporary.class),
                Arguments.of("BS-08", WrongBlobStores.CachingReads.class),
                Arguments.of("BS-09", WrongBlobStores.FirstPageOnly.class),
                Arguments.of("BS-09", WrongBlobStores.FoldersOnly.class),
                Arguments.of("BS-10", WrongBlobStores.SilentList.class),
                Arguments.of("BS-11", WrongBlobStores.ListsUnfinished.class),
                Arguments.of("BS-12", WrongBlobStores.DeletesOnce.class),
                Arguments.of("BS-12", WrongBlobStores.FirstThousandOnly.class),
                Arguments.of("BS-12", WrongBlobStores.DeletesSomeSilently.class),
                Arguments.of("BS-13", WrongBlobStores.KeepsEqualContent.class),
                Arguments.of("BS-14", WrongBlobStores.AfraidOfDots.class),
                Arguments.of("BS-15", WrongBlobStores.FlattenedNames.class),
                Arguments.of("BS-16", WrongBlobStores.KeepsArrays.class),
                Arguments.of("BS-17", WrongBlobStores.IgnoresInterrupts.class),
                Arguments.of("BS-17", WrongBlobStores.LosesTheFlag.class),
                Arguments.of("BS-18", WrongBlobStores.OneKindForAll.class),
                Arguments.of("BS-18", WrongBlobStores.VendorException.class),
                Arguments.of("BS-19", WrongBlobStores.TellsSecrets.class),
                Arguments.of("BS-20", WrongBlobStores.MoreFreeThanThereIs.class),
                Arguments.of("BS-21", WrongBlobStores.TooFewConnections.class),
                Arguments.of("BS-22", WrongBlobStores.RepeatMeetsItself.class),
                Arguments.of("BS-23", WrongBlobStores.NeverCloses.class),
                Arguments.of("BS-23", WrongBlobStores.LeavesAThread.class));
    }

    @Test
    void theContractTestsTheRulesThatThePortDocuments() {
        assertThat(ContractRules.tested(BlobStoreContract.class))
                .isEqualTo(ContractRules.documented("BlobStore", "BS"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("wrongStores")
    void aWrongStoreFailsExactlyItsRule(String rule, Class<?> wrong) {
        ContractRun run = ContractRun.of(wrong);

        assertThat(run.failed()).as(run.failures().toString()).containsExactly(rule);
        assertThat(List.copyOf(run.ran())).isEqualTo(ContractRules.documented("BlobStore", "BS"));
    }

    @Test
    void everyRuleHasAWrongStore() {
        assertThat(new TreeSet<>(
                        wrongStores().map(wrong -> (String) wrong.get()[0]).toList()))
                .containsExactlyElementsOf(ContractRules.documented("BlobStore", "BS"));
    }

    @ParameterizedTest
    @ValueSource(classes = {RightBlobStore.class, Recorded.class, FaultyWithoutFaults.class})
    void rightStoresFailNoRule(Class<?> right) {
        assertThat(ContractRun.of(right).failures()).isEmpty();
    }
}
