package io.holdfast.postgres.dump;

import io.holdfast.testkit.database.DatabaseHarness;
import io.holdfast.testkit.database.DatabaseRestorerContract;
import org.junit.jupiter.api.Nested;

/** The restorer's contract, with dumps of each layout. */
class PostgresDatabaseRestorerContractTest {

    private static final int SEVERAL = 3;

    @Nested
    class InOneStream extends DatabaseRestorerContract {

        @Override
        protected DatabaseHarness openHarness() {
            return new PostgresDatabaseHarness(1);
        }
    }

    @Nested
    class InSeveralStreams extends DatabaseRestorerContract {

        @Override
        protected DatabaseHarness openHarness() {
            return new PostgresDatabaseHarness(SEVERAL);
        }
    }
}
