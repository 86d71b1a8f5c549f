package io.holdfast.cli.crash;

import io.holdfast.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An operation in a process of its own, as the command line starts it. */
final class ProgramRun implements Run {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int KILLED = 128 + 9;

    private final Process process;
    private final Path out;
    private final Path err;
    private final UnaryOperator<Phase> refinement;
    private List<ProcessHandle> orphans = List.of();

    private ProgramRun(Process process, Path out, Path err, UnaryOperator<Phase> refinement) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.refinement = refinement;
    }

    /**
     * Starts it.
     *
     * @param temporary the folder for its temporary files
     * @param refinement makes of a phase that is known from its progress what is known from elsewhere
     */
    static ProgramRun start(
            List<String> arguments,
            Map<String, String> environment,
            Path folder,
            Path temporary,
            UnaryOperator<Phase> refinement) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_") || name.startsWith("PG"));
            builder.environment().putAll(environment);
            return new ProgramRun(builder.start(), out, err, refinement);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Phase phase() {
        String told = text(err);
        Phase phase = Phase.STARTING;
        if (told.contains(": dumping")) {
            phase = told.contains(": reading back") ? Phase.READ_BACK : Phase.DUMP;
        } else if (told.contains(": restoring")) {
            phase = told.contains(": counting rows") ? Phase.COUNT : Phase.RESTORE;
        }
        return refinement.apply(phase);
    }

    @Override
    public boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Ending ending() {
        if (!awaitEnd(PATIENCE)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + PATIENCE + ": " + text(err));
        }
        Outcome outcome = switch (process.exitValue()) {
            case 0 -> Outcome.SUCCEEDED;
            case KILLED -> Outcome.KILLED;
            default -> Outcome.FAILED;
        };
        return new Ending(outcome, "exit code " + process.exitValue() + "\n" + text(out) + text(err));
    }

    /**
     * Kills the process and nothing that it has started.
     *
     * @return whether it ran
     */
    synchronized boolean kill() {
        if (!process.isAlive()) {
            return false;
        }
        orphans = process.descendants().toList();
        process.destroyForcibly();
        Processes.awaitGone(process.toHandle(), PATIENCE);
        return true;
    }

    /** What it had started, and what may live longer than itself. */
    synchronized List<ProcessHandle> orphans() {
        return orphans;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
