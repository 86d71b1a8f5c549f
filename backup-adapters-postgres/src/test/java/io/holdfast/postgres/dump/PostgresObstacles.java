package io.holdfast.postgres.dump;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.database.DumpFacts;
import io.holdfast.testkit.database.InMemoryDump;
import io.holdfast.testkit.database.Obstacle;
import io.holdfast.testkit.database.SampleDatabase;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Puts obstacles in the way of a restore: dumps a database that needs something, then takes it away. */
final class PostgresObstacles {

    private static final int NEWER_VERSION = 99;

    private final EmbeddedServer server;
    private final PostgresDatabaseHarness harness;
    private final Map<Obstacle, String> named = new EnumMap<>(Obstacle.class);

    PostgresObstacles(EmbeddedServer server, PostgresDatabaseHarness harness) {
        this.server = server;
        this.harness = harness;
    }

    Obstacle.Course course(Set<Obstacle> obstacles) {
        PostgresDatabaseHarness.Dumped dumped = dumpOfWhatIsGone(obstacles);
        InMemoryDump dump = dumped.dump();
        DumpFacts facts = dumped.facts();
        if (obstacles.contains(Obstacle.SERVER_OLDER)) {
            named.put(Obstacle.SERVER_OLDER, Integer.toString(NEWER_VERSION));
            dump = dump.with(
                    DumpStreams.PROPERTIES,
                    newer(DumpDocument.PROPERTIES.bytes(DumpDocument.PROPERTIES.read(dump.source()))));
            facts = new DumpFacts(NEWER_VERSION + ".1", facts.toolVersion(), facts.tables());
        }
        return new Obstacle.Course(target(obstacles), dump, facts, named);
    }

    private PostgresDatabaseHarness.Dumped dumpOfWhatIsGone(Set<Obstacle> obstacles) {
        String source = harness.newName();
        ConnectionUrl database = harness.create(SampleDatabase.ORDINARY, source);
        String role = harness.newRole("NOLOGIN");
        try (ProbeExtension extension = new ProbeExtension(server)) {
            if (obstacles.contains(Obstacle.ROLE_MISSING)) {
                named.put(Obstacle.ROLE_MISSING, role);
                server.execute(source, "GRANT SELECT ON customer TO " + role);
            }
            if (obstacles.contains(Obstacle.EXTENSION_MISSING)) {
                named.put(Obstacle.EXTENSION_MISSING, extension.name());
                server.execute(source, "CREATE EXTENSION " + extension.name());
            }
            PostgresDatabaseHarness.Dumped dumped = harness.dump(database);
            server.drop("DATABASE " + SqlText.identifier(source));
            server.drop("ROLE " + role);
            return dumped;
        }
    }

    private ConnectionUrl target(Set<Obstacle> obstacles) {
        String target = harness.newName();
        if (obstacles.contains(Obstacle.TARGET_EXISTS)) {
            named.put(Obstacle.TARGET_EXISTS, target);
            harness.create(SampleDatabase.EMPTY, target);
        }
        if (!obstacles.contains(Obstacle.NO_PRIVILEGE)) {
            return harness.address(target);
        }
        String user = harness.newRole("LOGIN NOCREATEDB");
        named.put(Obstacle.NO_PRIVILEGE, user);
        return server.url(user, null, target);
    }

    private static byte[] newer(byte[] properties) {
        return new String(properties, StandardCharsets.UTF_8)
                .replaceFirst("\"serverVersionNumber\" : \\d+", "\"serverVersionNumber\" : " + NEWER_VERSION * 10_000)
                .getBytes(StandardCharsets.UTF_8);
    }
}
