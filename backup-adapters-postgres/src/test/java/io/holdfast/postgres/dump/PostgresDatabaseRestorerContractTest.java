package io.holdfast.postgres.dump;

import io.holdfast.testkit.database.DatabaseHarness;
import io.holdfast.testkit.database.DatabaseRestorerContract;

class PostgresDatabaseRestorerContractTest extends DatabaseRestorerContract {

    @Override
    protected DatabaseHarness openHarness() {
        return new PostgresDatabaseHarness();
    }
}
