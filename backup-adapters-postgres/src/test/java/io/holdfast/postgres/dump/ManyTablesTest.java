package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.database.TableRows;
import io.holdfast.postgres.dump.PostgresDatabaseDumper.Options;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thousands of tables on a server whose room for locks is what it is by default. */
class ManyTablesTest {

    private static final int TABLES = 5_000;

    private static EmbeddedServer server;
    private static String source;

    @BeforeAll
    static void makeTables() {
        server = EmbeddedServer.withDefaultLimits();
        source = server.newDatabase();
        server.execute(
                source,
                // In several transactions: making all in one takes more locks than there are.
                "CREATE PROCEDURE make_tables() LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1.." + TABLES + " LOOP"
                        + " EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, v text)', i);"
                        + " EXECUTE format('INSERT INTO t%s (v) SELECT ''x'' FROM generate_series(1, %s)', i, i % 7);"
                        + " IF i % 500 = 0 THEN COMMIT; END IF; END LOOP; END $$",
                "CALL make_tables()");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theNumberOfStreamsIsChosenSoThatLocksSuffice() {
        MemoryDump dump = new MemoryDump();
        assertComplete(new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(server.url(source), dump.sink()));
        assertThat(dump.names()).contains(DumpStreams.WHOLE);
    }

    @Test
    void moreStreamsThanLocksSufficeForBecomeFewer() {
        MemoryDump dump = new MemoryDump();
        DumpFacts facts = new PostgresDatabaseDumper(
                        EmbeddedServer.tools(), Options.defaults().withStreams(4))
                .dump(server.url(source), dump.sink());
        assertComplete(facts);
        String target = EmbeddedServer.newName();
        HoldfastCopy.restore(dump, facts, server.url(target));
        assertThat(server.query(target, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^t[0-9]+$'"))
                .containsExactly(Integer.toString(TABLES));
        assertThat(server.query(target, "SELECT nextval('t6_id_seq')")).containsExactly("7");
    }

    private static void assertComplete(DumpFacts facts) {
        assertThat(facts.tables()).hasSize(TABLES);
        for (TableRows table : facts.tables()) {
            assertThat(table.rows())
                    .as(table.table())
                    .isEqualTo(Integer.parseInt(table.table().substring(1)) % 7);
        }
    }
}
