package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.database.DumpFacts;
import io.holdfast.core.port.StagedRestore;
import org.junit.jupiter.api.Test;

class RestoredDatabaseTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    @Test
    void everythingInTheAdversarialDatabaseComesBack() throws Exception {
        String source = SERVER.newDatabase();
        Databases.run(SERVER, source, "adversarial.sql");
        String target = EmbeddedServer.newName();
        MemoryDump dump = new MemoryDump();
        DumpFacts facts = new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(source), dump.sink());
        System.out.println(facts);
        System.out.println(new String(dump.bytes(PropertiesDocument.STREAM), java.nio.charset.StandardCharsets.UTF_8));
        PostgresDatabaseRestorer restorer = new PostgresDatabaseRestorer(EmbeddedServer.tools());
        System.out.println(restorer.inspect(dump.source()));
        System.out.println(restorer.check(SERVER.url(target), dump.source(), facts));
        try (StagedRestore staged = restorer.stage(SERVER.url(target), dump.source())) {
            System.out.println(staged.count(facts.tables()).equals(facts.tables()));
            staged.promote();
        }
        assertThat(Databases.differences(Databases.schema(SERVER, source), Databases.schema(SERVER, target)))
                .isEmpty();
        assertThat(Databases.differences(Databases.rows(SERVER, source), Databases.rows(SERVER, target)))
                .isEmpty();
    }
}
