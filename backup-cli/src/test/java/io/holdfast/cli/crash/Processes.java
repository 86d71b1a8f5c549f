package io.holdfast.cli.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Processes of this machine. */
final class Processes {

    private static final List<String> TOOLS = List.of("pg_dump", "pg_restore");

    private Processes() {}

    /** Those of PostgreSQL's client programs that this process started, itself or through others. */
    static List<ProcessHandle> tools(ProcessHandle parent) {
        return parent.descendants()
                .filter(child -> {
                    String command = child.info().command().orElse("");
                    return TOOLS.contains(command.substring(command.lastIndexOf('/') + 1));
                })
                .filter(Processes::lives)
                .toList();
    }

    static void awaitGone(ProcessHandle process, Duration limit) {
        Awaitility.await("the end of process " + process.pid())
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !lives(process));
    }

    /** Whether it runs; one that has ended and that nobody has asked for its status does not. */
    static boolean lives(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return process.isAlive();
        }
    }
}
