package io.holdfast.testkit.database;

class FakeDatabaseDumperContractTest extends DatabaseDumperContract {

    @Override
    protected DatabaseHarness openHarness() {
        return new FakeDatabaseHarness();
    }
}
