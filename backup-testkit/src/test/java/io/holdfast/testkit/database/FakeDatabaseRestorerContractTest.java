package io.holdfast.testkit.database;

class FakeDatabaseRestorerContractTest extends DatabaseRestorerContract {

    @Override
    protected DatabaseHarness openHarness() {
        return new FakeDatabaseHarness();
    }
}
