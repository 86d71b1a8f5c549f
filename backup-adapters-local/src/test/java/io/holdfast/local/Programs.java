package io.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts programs of the system and further Java machines with the class path of this one. */
final class Programs {

    private Programs() {}

    /** Runs a program to its end and returns what it wrote; one that fails makes the test fail with it. */
    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed (this test needs it to work): " + written);
            }
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(command + " cannot be run, and this test needs it", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The command that runs a class's main method. */
    static List<String> java(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return command;
    }
}
