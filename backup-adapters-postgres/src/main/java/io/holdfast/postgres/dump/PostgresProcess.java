package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A running program of PostgreSQL. Its error output is drained from the start; its other ends are the caller's. Ending it
 * ends its children too.
 */
final class PostgresProcess implements AutoCloseable {

    private static final long POLITE_SECONDS = 5;
    private static final long FORCED_SECONDS = 10;
    private static final long MESSAGES_MILLISECONDS = 2_000;

    private final String name;
    private final Process process;
    private final MessageTail messages;

    private PostgresProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.messages = new MessageTail(process.getErrorStream(), name);
    }

    /** Starts a program, without a shell. */
    static PostgresProcess start(Path program, List<String> arguments, ToolEnvironment environment) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        environment.applyTo(builder.environment());
        try {
            return new PostgresProcess(program.getFileName().toString(), builder.start());
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.PERMANENT, "could not start " + program + ": " + e.getMessage(), e)
                    .withHint("Check that it is a program that this user may run");
        }
    }

    /** What it writes to its standard output. */
    InputStream output() {
        return process.getInputStream();
    }

    /** What it reads from its standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** Waits for its end, and until its last message was read. */
    int awaitExit() throws InterruptedException {
        int status = process.waitFor();
        messages.awaitEnd(MESSAGES_MILLISECONDS);
        return status;
    }

    /** The end of what it wrote to its error output. */
    String messages() {
        return messages.text();
    }

    /** Its name, such as {@code pg_dump}. */
    String name() {
        return name;
    }

    /** Ends it and its children, first politely, and waits until they are gone. Does nothing where it has ended. */
    void end() {
        end(List.of(this));
    }

    /** Ends several as {@link #end()} does one; all have the same time to go by themselves. */
    static void end(List<PostgresProcess> programs) {
        List<ProcessHandle> families = families(programs);
        families.forEach(ProcessHandle::destroy);
        if (!gone(families, POLITE_SECONDS)) {
            // What was started in the meantime is found only while its parent lives.
            List<ProcessHandle> rest = Stream.concat(families.stream(), families(programs).stream())
                    .distinct()
                    .toList();
            rest.forEach(ProcessHandle::destroyForcibly);
            gone(rest, FORCED_SECONDS);
        }
    }

    @Override
    public void close() {
        end();
    }

    private static List<ProcessHandle> families(List<PostgresProcess> programs) {
        return programs.stream()
                .map(program -> program.process)
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())))
                .toList();
    }

    /** Waits without hearing interrupts: a process that is left behind would be worse than being late. */
    private static boolean gone(List<ProcessHandle> processes, long seconds) {
        boolean interrupted = Thread.interrupted();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            for (ProcessHandle each : processes) {
                while (each.isAlive() && System.nanoTime() < end) {
                    try {
                        each.onExit().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                        break;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return processes.stream().noneMatch(ProcessHandle::isAlive);
    }
}
