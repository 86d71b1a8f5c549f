package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.postgres.dump.PostgresDatabaseDumper.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;

/** All streams of a dump show the database at one moment, however much is written meanwhile. */
class SnapshotUnderLoadTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    @RepeatedTest(3)
    void moneyThatMovesBetweenTheTablesOfDifferentStreamsIsNeitherLostNorMade() {
        String source = SERVER.newDatabase();
        MoneyTransfers.prepare(SERVER, source);
        MemoryDump dump = new MemoryDump();
        DumpFacts facts;
        long during;
        try (MoneyTransfers transfers = MoneyTransfers.begin(SERVER, source)) {
            long before = transfers.awaitMore(50);
            facts = new PostgresDatabaseDumper(
                            EmbeddedServer.tools(), Options.defaults().withStreams(3))
                    .dump(SERVER.url(source), dump.sink());
            during = transfers.done() - before;
        }
        assertThat(during).as("transfers while it was dumped").isGreaterThan(10);
        assertThat(streamsOfAccounts(source, dump))
                .as("streams that the accounts are in")
                .hasSizeGreaterThan(1);
        String target = EmbeddedServer.newName();
        HoldfastCopy.restore(dump, facts, SERVER.url(target));
        assertThat(MoneyTransfers.total(SERVER, target)).isEqualTo(MoneyTransfers.TOTAL);
        assertThat(MoneyTransfers.entries(SERVER, target))
                .as("each transfer is in the book exactly where it is in the accounts")
                .isEqualTo(MoneyTransfers.moved(SERVER, target));
    }

    private static Set<String> streamsOfAccounts(String source, MemoryDump dump) {
        List<String> accounts = new ArrayList<>();
        for (String table : MoneyTransfers.TABLES) {
            accounts.add(SERVER.query(source, "SELECT '" + table + "'::regclass::oid::bigint")
                    .get(0));
        }
        Set<String> streams = new HashSet<>();
        DumpDocument.CONTENTS.read(dump.source()).tables().stream()
                .filter(table -> accounts.contains(Long.toString(table.id())))
                .forEach(table -> streams.add(table.stream()));
        return streams;
    }
}
