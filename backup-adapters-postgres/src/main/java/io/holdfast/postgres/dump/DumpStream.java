package io.holdfast.postgres.dump;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.bundle.StreamName;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.port.DumpSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One pg_dump, and the stream of the dump that it writes. */
final class DumpStream {

    private final StreamName name;
    private final PostgresAddress address;
    private final Path program;
    private final List<String> arguments;
    private final ToolEnvironment environment;
    private final OutputStream sink;
    private final OutputPump pump = new OutputPump();
    private PostgresProcess process;
    private boolean ended;

    private DumpStream(
            StreamName name,
            PostgresAddress address,
            Path program,
            List<String> arguments,
            ToolEnvironment environment,
            OutputStream sink) {
        this.name = name;
        this.address = address;
        this.program = program;
        this.arguments = arguments;
        this.environment = environment;
        this.sink = sink;
    }

    /** Opens the stream; nothing is started yet. */
    static DumpStream open(
            StreamName name,
            PostgresAddress address,
            Path program,
            List<String> arguments,
            ToolEnvironment environment,
            DumpSink sink) {
        return new DumpStream(name, address, program, arguments, environment, sink.open(name));
    }

    StreamName name() {
        return name;
    }

    /** Runs pg_dump from its start to its end. */
    void run() throws IOException, InterruptedException {
        try (PostgresProcess running = start()) {
            running.input().close();
            pump.carry(running.output(), sink);
            ToolFailures.refuseDump(running, running.awaitExit(), address);
        }
        if (pump.bytes() == 0) {
            throw BackupFailure.of(
                            FailureKind.PERMANENT,
                            "pg_dump of " + address + " ended as if all were well, but wrote nothing")
                    .withHint("Check that it is PostgreSQL's program");
        }
        close();
    }

    /** Ends the pg_dump of each, from any thread, or sees to it that it is never started. */
    static void end(List<DumpStream> streams) {
        PostgresProcess.end(
                streams.stream().flatMap(stream -> stream.giveUp().stream()).toList());
    }

    /** Waits until pg_dump has all its locks and has written its first byte, or has ended without one. */
    void awaitBegin() throws InterruptedException {
        pump.awaitBegin();
    }

    /** Whether it has written something. */
    boolean begun() {
        return pump.bytes() > 0;
    }

    /** How many bytes it has written. */
    long bytes() {
        return pump.bytes();
    }

    /** The failure for a pg_dump that has written nothing for longer than this, while nothing held it up. */
    Optional<BackupFailure> stalled(Duration limit) {
        if (pump.silence().compareTo(limit) <= 0) {
            return Optional.empty();
        }
        return Optional.of(BackupFailure.of(
                        FailureKind.TRANSIENT,
                        "pg_dump of " + address + " has written nothing into the stream " + name + " for "
                                + limit.toSeconds() + " seconds, after " + new ByteCount(pump.bytes()))
                .withHint("Look in pg_stat_activity for what its session waits for"));
    }

    private synchronized PostgresProcess start() {
        if (ended) {
            throw BackupFailure.of(FailureKind.CANCELLED, "the dump of " + address + " was given up");
        }
        process = PostgresProcess.start(program, arguments, environment);
        return process;
    }

    private synchronized Optional<PostgresProcess> giveUp() {
        ended = true;
        return Optional.ofNullable(process);
    }

    /** Only what is whole is closed: closing says that here is the end. */
    private void close() {
        try {
            sink.close();
        } catch (IOException e) {
            throw BackupFailure.of(FailureKind.TRANSIENT, "could not pass the dump on: " + e.getMessage(), e);
        }
    }
}
