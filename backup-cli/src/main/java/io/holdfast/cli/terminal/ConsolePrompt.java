package io.holdfast.cli.terminal;

import io.holdfast.core.failure.BackupFailure;
import java.io.Console;
import java.io.PrintStream;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Asks on the process's own console. A read of the console cannot be interrupted, so another thread does it, and the asking
 * one can be cancelled while it waits.
 */
public final class ConsolePrompt implements Prompt {

    private final Console console;
    private final PrintStream beside;

    /**
     * Asks there.
     *
     * @param beside where the line of a question that was cancelled is ended
     */
    public ConsolePrompt(Console console, PrintStream beside) {
        this.console = Objects.requireNonNull(console);
        this.beside = Objects.requireNonNull(beside);
    }

    @Override
    public Optional<String> line(String question) {
        return Optional.of(ask(() -> console.readLine("%s", question)));
    }

    @Override
    public Optional<String> secret(String question) {
        return Optional.of(ask(() -> {
            char[] typed = console.readPassword("%s", question);
            return typed == null ? null : new String(typed);
        }));
    }

    private String ask(Supplier<String> read) {
        FutureTask<String> answer = new FutureTask<>(read::get);
        Thread reader = new Thread(answer, "console");
        reader.setDaemon(true);
        reader.start();
        try {
            String line = answer.get();
            if (line == null) {
                throw BackupFailure.cancelled("the question");
            }
            return line;
        } catch (InterruptedException e) {
            // What is printed next would stand in the line of the question. The console itself is locked by its reader.
            beside.println();
            throw BackupFailure.cancelled("the question");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the console cannot be read", e.getCause());
        }
    }
}
