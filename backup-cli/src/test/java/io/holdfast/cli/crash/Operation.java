package io.holdfast.cli.crash;

import java.util.List;

/** What is disturbed. */
enum Operation {
    /** The database is backed up. */
    BACK_UP(Phase.STARTING, Phase.DUMP, Phase.READ_BACK),
    /** A dump is restored under a name that is free. */
    RESTORE_BESIDE(Phase.STARTING, Phase.RESTORE, Phase.COUNT, Phase.SWAP),
    /** A dump is restored in the place of a database. */
    RESTORE_OVER(Phase.STARTING, Phase.RESTORE, Phase.COUNT, Phase.SWAP),
    /** The database that was replaced is put back. */
    UNDO(Phase.STARTING, Phase.SWAP);

    private final List<Phase> phases;

    Operation(Phase... phases) {
        this.phases = List.of(phases);
    }

    /** What it goes through. */
    List<Phase> phases() {
        return phases;
    }
}
