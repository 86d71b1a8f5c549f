package io.holdfast.postgres.dump;

import io.holdfast.testkit.database.DatabaseDumperContract;
import io.holdfast.testkit.database.DatabaseHarness;

class PostgresDatabaseDumperContractTest extends DatabaseDumperContract {

    @Override
    protected DatabaseHarness openHarness() {
        return new PostgresDatabaseHarness();
    }
}
