package io.holdfast.local;

import io.holdfast.core.port.BlobName;
import io.holdfast.core.port.BlobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that puts one blob over and over until it is killed. */
final class KilledWriter {

    private KilledWriter() {}

    /** Kills such a process with SIGKILL, at a random time within some puts. */
    static void killWhilePutting(Path root, BlobName name, byte[] content) {
        try {
            Path file = Files.createTempFile("holdfast-content-", "");
            Files.write(file, content);
            Process process = new ProcessBuilder(
                            Programs.java(KilledWriter.class, List.of(root.toString(), name.value(), file.toString())))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                if (!"putting".equals(output.readLine())) {
                    throw new AssertionError("the process that was to be killed did not begin");
                }
                // The one wait here that stands for no event: a kill comes at any time.
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(
                        ThreadLocalRandom.current().nextInt(30_000)));
            } finally {
                process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
                Files.delete(file);
            }
            if (process.exitValue() != 128 + 9) {
                throw new AssertionError("the process was not killed, but ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Puts until it is killed.
     *
     * @param arguments the store's folder, the blob's name, and a file with its content
     */
    public static void main(String[] arguments) throws IOException {
        byte[] content = Files.readAllBytes(Path.of(arguments[2]));
        BlobName name = new BlobName(arguments[1]);
        try (BlobStore store = LocalBlobStore.open(Path.of(arguments[0]))) {
            store.stat(new BlobName("warm"));
        } catch (RuntimeException e) {
            // Only the classes had to be loaded.
        }
        System.out.println("putting");
        try (BlobStore store = LocalBlobStore.open(Path.of(arguments[0]))) {
            while (true) {
                store.put(name, content);
                store.delete(List.of(name));
            }
        }
    }
}
