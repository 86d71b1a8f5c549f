package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.postgres.dump.PostgresDatabaseDumper.Options;
import io.holdfast.testkit.database.DatabaseDumperContract;
import io.holdfast.testkit.database.DatabaseHarness;
import io.holdfast.testkit.database.DatabaseRestorerContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Servers of the other versions that can be dumped, and the one of Debian's package, keep the contracts too. */
class OtherServersTest {

    private static final int STREAMS = 3;
    private static final Path PACKAGE = Path.of("/usr/lib/postgresql/15");

    @Nested
    class Version12 extends OnServer {
        Version12() {
            super(() -> EmbeddedServer.ofVersion(12));
        }
    }

    @Nested
    class Version13 extends OnServer {
        Version13() {
            super(() -> EmbeddedServer.ofVersion(13));
        }
    }

    @Nested
    class Version14 extends OnServer {
        Version14() {
            super(() -> EmbeddedServer.ofVersion(14));
        }
    }

    /** Not on machines where only the client programs are installed. */
    @Nested
    class OfPackage extends OnServer {
        OfPackage() {
            super(() -> {
                assumeTrue(
                        DebianServer.installed(PACKAGE),
                        "Debian's package postgresql-15 is not installed, so its server is not tested");
                return EmbeddedServer.ofPackage(PACKAGE);
            });
        }
    }

    /** What is tested on each. */
    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OnServer {

        private final Supplier<EmbeddedServer> start;
        private EmbeddedServer server;

        OnServer(Supplier<EmbeddedServer> start) {
            this.start = start;
        }

        @BeforeAll
        void startServer() {
            server = start.get();
        }

        @AfterAll
        void stopServer() {
            if (server != null) {
                server.close();
            }
        }

        @Nested
        class Dumping extends DatabaseDumperContract {
            @Override
            protected DatabaseHarness openHarness() {
                return new PostgresDatabaseHarness(server, STREAMS);
            }
        }

        @Nested
        class Restoring extends DatabaseRestorerContract {
            @Override
            protected DatabaseHarness openHarness() {
                return new PostgresDatabaseHarness(server, STREAMS);
            }
        }

        @Test
        void aHostileDatabaseIsCopiedAsTheStockProgramsDo() {
            try (ProbeExtension extension = new ProbeExtension(server)) {
                String source = HostileDatabase.create(server, extension.name());
                DatabaseReading stock = stockCopy(source, server);
                String target = EmbeddedServer.newName();
                HoldfastCopy.copy(dumper(), server.url(source), server.url(target));
                assertThat(stock.differences(reading(server, target))).isEmpty();
            }
        }

        @Test
        void whatWasDumpedHereIsRestoredToANewerServer() {
            EmbeddedServer newer = EmbeddedServer.shared();
            try (ProbeExtension extension = new ProbeExtension(server);
                    ProbeExtension there = extension.on(newer)) {
                String source = HostileDatabase.create(server, extension.name());
                makeRoles(newer);
                HostileDatabase.makeTablespace(newer);
                DatabaseReading stock = stockCopy(source, newer);
                String target = EmbeddedServer.newName();
                HoldfastCopy.copy(dumper(), server.url(source), newer.url(target));
                assertThat(stock.differences(reading(newer, target))).isEmpty();
                assertThat(there.name()).isEqualTo(extension.name());
            }
        }

        private PostgresDatabaseDumper dumper() {
            return new PostgresDatabaseDumper(
                    EmbeddedServer.tools(), Options.defaults().withStreams(STREAMS));
        }

        private DatabaseReading stockCopy(String source, EmbeddedServer to) {
            String copy = EmbeddedServer.newName();
            to.execute("postgres", "CREATE DATABASE " + copy + " TEMPLATE template0");
            assertThat(StockCopy.copy(server, source, "postgres", to, copy, "postgres"))
                    .as("messages of the stock programs")
                    .isEmpty();
            return reading(to, copy);
        }

        private static DatabaseReading reading(EmbeddedServer server, String database) {
            return DatabaseReading.of(server, database).without(HostileDatabase.WRITTEN_BY_ITSELF);
        }

        /** Those that the dump refers to have to be there. */
        private static void makeRoles(EmbeddedServer server) {
            List<String> roles = List.of(Scripts.statements("hostile.sql", server.version(), Map.of()));
            server.execute("postgres", roles.get(0));
        }
    }
}
