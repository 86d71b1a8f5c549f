package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.port.StagedRestore;
import io.holdfast.core.restore.KeptDatabase;
import io.holdfast.core.restore.RestoreTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application with many connections, which goes on while its database is replaced and swapped back. */
class ReconnectingClientsTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();
    private static final PostgresDatabaseRestorer RESTORER = new PostgresDatabaseRestorer(EmbeddedServer.tools());
    private static final int CLIENTS = 12;
    private static final int SWAPS = 4;

    /** Ended; renamed while connecting; the connection is gone. */
    private static final Set<String> ALLOWED = Set.of("57P01", "3D000", "08006", "08001", "08003");

    private final String target = EmbeddedServer.newName();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private final MemoryDump dump = new MemoryDump();

    @BeforeEach
    void start() {
        String source = SERVER.newDatabase();
        SERVER.execute(source, "CREATE TABLE t AS SELECT 'new' AS v");
        new PostgresDatabaseDumper(EmbeddedServer.tools()).dump(SERVER.url(source), dump.sink());
        SERVER.execute("postgres", "CREATE DATABASE " + target);
        SERVER.execute(target, "CREATE TABLE t AS SELECT 'old' AS v");
        for (int i = 0; i < CLIENTS; i++) {
            // Every other one keeps its connection as long as it can, as a pool does.
            boolean pooled = i % 2 == 0;
            Thread thread = new Thread(() -> client(pooled), "client " + i);
            thread.setDaemon(true);
            clients.add(thread);
            thread.start();
        }
        await().until(() -> seen("old") > CLIENTS);
    }

    @AfterEach
    void stop() throws InterruptedException {
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
        RESTORER.kept(SERVER.url("postgres")).forEach(kept -> RESTORER.discard(SERVER.url("postgres"), kept.name()));
        SERVER.execute("postgres", "DROP DATABASE " + target + " WITH (FORCE)");
    }

    @Test
    void everyClientMeetsTheOldOrTheNewDatabase() throws SQLException {
        try (Connection working = SERVER.connect(target);
                StagedRestore staged = RESTORER.stage(RestoreTarget.replacing(SERVER.url(target)), dump.source())) {
            assertThat(working.isValid(1)).as("until the swap nobody is ended").isTrue();
            staged.promote();
            assertThat(working.isValid(1)).isFalse();
        }
        String now = "new";
        for (int swap = 0; swap < SWAPS; swap++) {
            String expected = now;
            seen.clear();
            await().until(() -> seen(expected) > CLIENTS * 2);
            assertThat(seen.keySet()).as("nobody is left in the other one").containsExactly(expected);
            KeptDatabase back = RESTORER.undo(SERVER.url(target), Optional.empty());
            assertThat(back.target()).isEqualTo(target);
            now = now.equals("new") ? "old" : "new";
        }
        assertThat(wrong).isEmpty();
    }

    private long seen(String content) {
        LongAdder adder = seen.get(content);
        return adder == null ? 0 : adder.sum();
    }

    private void client(boolean pooled) {
        while (!over.get()) {
            try (Connection connection = SERVER.connect(target);
                    Statement statement = connection.createStatement()) {
                do {
                    try (ResultSet rows = statement.executeQuery("SELECT v FROM t")) {
                        rows.next();
                        seen.computeIfAbsent(rows.getString(1), content -> new LongAdder())
                                .increment();
                    }
                } while (pooled && !over.get());
            } catch (SQLException e) {
                if (!ALLOWED.contains(String.valueOf(e.getSQLState()))) {
                    wrong.add(e.getSQLState() + " " + e.getMessage());
                }
            }
        }
    }
}
