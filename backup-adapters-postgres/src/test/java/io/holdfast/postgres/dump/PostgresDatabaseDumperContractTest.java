package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.bundle.StreamSummary;
import io.holdfast.testkit.database.DatabaseDumperContract;
import io.holdfast.testkit.database.DatabaseHarness;
import io.holdfast.testkit.database.InMemoryDump;
import io.holdfast.testkit.database.SampleDatabase;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The dumper's contract, on dumps of each layout. */
class PostgresDatabaseDumperContractTest {

    private static final int SEVERAL = 3;

    @Nested
    class InOneStream extends DatabaseDumperContract {

        @Override
        protected DatabaseHarness openHarness() {
            return new PostgresDatabaseHarness(1);
        }
    }

    @Nested
    class InSeveralStreams extends DatabaseDumperContract {

        @Override
        protected DatabaseHarness openHarness() {
            return new PostgresDatabaseHarness(SEVERAL);
        }
    }

    @Test
    void severalStreamsAreSeveral() {
        try (PostgresDatabaseHarness harness = new PostgresDatabaseHarness(SEVERAL)) {
            InMemoryDump dump = new InMemoryDump();
            harness.dumper().dump(harness.create(SampleDatabase.MOVING_ROWS, harness.newName()), dump.sink());
            assertThat(dump.source().streams())
                    .extracting(StreamSummary::name)
                    .contains(DumpStreams.SCHEMA, DumpStreams.data(0), DumpStreams.data(1));
            assertThat(DumpDocument.CONTENTS.read(dump.source()).tables())
                    .as("the tables between which rows move")
                    .extracting(DumpContents.Table::stream)
                    .doesNotHaveDuplicates();
        }
    }
}
