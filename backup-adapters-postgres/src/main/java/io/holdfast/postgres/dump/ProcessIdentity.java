package io.holdfast.postgres.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells one process from every other that had or will have its number: the number and when it started.
 *
 * @param pid its number
 * @param started when it started, in a unit that only has to be the same for all processes
 */
record ProcessIdentity(long pid, long started) {

    private static final int FIELDS_BEFORE_START = 19;

    /** This process. */
    static ProcessIdentity current() {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(pid, start(pid).orElse(0L));
    }

    /** Whether this very process still runs. */
    boolean alive() {
        return ProcessHandle.of(pid).isPresent() && start(pid).orElse(0L) == started;
    }

    /**
     * In clock ticks since the machine started where there is a /proc (proc(5), /proc/pid/stat, field 22), because a time of
     * day would change for a running process when the clock is set.
     */
    private static Optional<Long> start(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String text = Files.readString(stat, java.nio.charset.StandardCharsets.ISO_8859_1);
            // Field 2, the name, is in brackets and may hold anything.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return Optional.of(Long.parseLong(fields[FIELDS_BEFORE_START]));
        } catch (IOException | RuntimeException e) {
            return ProcessHandle.of(pid)
                    .flatMap(handle -> handle.info().startInstant())
                    .map(java.time.Instant::getEpochSecond);
        }
    }
}
