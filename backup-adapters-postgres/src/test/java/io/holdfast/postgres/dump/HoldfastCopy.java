package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.RestoreTarget;
import io.holdfast.core.restore.RowComparison;
import io.holdfast.core.restore.RowComparison.Surplus;

/** A database copied by what is tested, with every step that a backup and a restore have. */
final class HoldfastCopy {

    private HoldfastCopy() {}

    /** Dumps a database and restores it into one that does not exist yet. */
    static DumpFacts copy(PostgresDatabaseDumper dumper, ConnectionUrl source, ConnectionUrl target) {
        MemoryDump dump = new MemoryDump();
        DumpFacts facts = dumper.dump(source, dump.sink());
        restore(dump, facts, target);
        return facts;
    }

    /** Restores a dump into a database that does not exist yet. */
    static void restore(MemoryDump dump, DumpFacts facts, ConnectionUrl target) {
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(EmbeddedServer.tools());
        assertThat(restorer.inspect(dump.source())).isPositive();
        RestoreTarget restoreTarget = RestoreTarget.newDatabase(target);
        assertThat(restorer.check(restoreTarget, dump.source(), facts)).isEmpty();
        try (StagedRestore staged = restorer.stage(restoreTarget, dump.source())) {
            RowComparison comparison = RowComparison.of(
                    facts.tables(),
                    staged.count(facts.tables()),
                    staged.addsRowsByItself() ? Surplus.EXPLAINED : Surplus.DEFECT);
            assertThat(comparison.defects()).isEmpty();
            assertThat(staged.differences()).isEmpty();
            staged.promote();
        }
    }
}
