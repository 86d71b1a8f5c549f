package io.holdfast.testkit.database;

/** What a harness can arrange around a restore, beside samples, faults and obstacles. */
public enum DatabaseAbility {
    /** Restores that are killed: {@link DatabaseHarness#abandon}. */
    KILLED_RESTORE,
    /** People who are connected to a database: {@link DatabaseHarness#visit}. */
    VISITORS,
    /** Dumps that recorded something else than they hold: {@link DatabaseHarness#falsified}. */
    FALSE_RECORDS
}
