package io.holdfast.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.demo.DemoServer;
import io.holdfast.cli.endtoend.Program.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server, a folder for stores, and the program with a passphrase and without: what the tests of this package stand on. */
final class Site implements AutoCloseable {

    private final Path folder;
    private final DemoServer server;
    private final Databases databases;
    private final Program locked;
    private final Program unlocked;

    /** Keeps everything in this folder. */
    Site(Path folder) throws IOException {
        this.folder = folder;
        server = DemoServer.start(folder.resolve("server"), DemoServer.Durability.NONE);
        databases = new Databases(server);
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        locked = new Program(folder);
        unlocked = locked.with("HOLDFAST_PASSPHRASE_FILE", passphrase.toString());
    }

    Path folder() {
        return folder;
    }

    DemoServer server() {
        return server;
    }

    Databases databases() {
        return databases;
    }

    /** The program as it is run by whoever has no passphrase. */
    Program locked() {
        return locked;
    }

    /** The program with the passphrase. */
    Program unlocked() {
        return unlocked;
    }

    /** An empty folder for a store. */
    Path newStore(String name) {
        return newFolder(name);
    }

    Path newFolder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments that back these databases up, under the names that they have on the server. */
    String[] backup(Path store, String... names) {
        List<String> arguments = new ArrayList<>(List.of("backup", "--store", url(store), "--json"));
        for (String name : names) {
            arguments.addAll(List.of("--database", name + "=" + databases.url(name)));
        }
        return arguments.toArray(String[]::new);
    }

    /** Takes an encrypted backup that has to succeed, and returns the id of its bundle. */
    String backUp(Path store, String... names) {
        Outcome backup = unlocked.run(backup(store, names));
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        return backup.json().get("bundle").asString();
    }

    /** One clear message, the right exit code, and nothing is changed, in the store or on the server. */
    void assertFails(Program program, int exitCode, String message, Path store, String... arguments) {
        String[] command = Stream.concat(Stream.of(arguments), Stream.of("--store", url(store)))
                .toArray(String[]::new);
        Map<String, Long> stored = Databases.content(store);
        assertFails(program, exitCode, message, command);
        assertThat(Databases.content(store)).as("the store").isEqualTo(stored);
    }

    /** One clear message, the right exit code, and nothing is changed on the server. */
    void assertFails(Program program, int exitCode, String message, String... command) {
        List<String> names = databases.names();
        Outcome text = program.run(command);
        assertThat(text.exitCode()).as(text.err()).isEqualTo(exitCode);
        List<String> errors =
                text.err().lines().filter(line -> line.startsWith("error: ")).toList();
        assertThat(errors).as(text.err()).hasSize(1);
        assertThat(errors.get(0)).contains(message);
        assertThat(text.err()).doesNotContain("canary").doesNotContain("\tat ");
        assertThat(text.out()).isEmpty();
        assertThat(databases.names()).as("the server's databases").isEqualTo(names);
    }

    /**
     * The real tools in a folder of their own, behind scripts.
     *
     * @param dump what pg_dump does, instead of answering questions about itself; {@code $real} is the real one
     * @param restore what pg_restore does, likewise
     */
    Path tools(String name, String dump, String restore) throws IOException {
        Path tools = newFolder(name);
        String real = Optional.of(Path.of("/usr/lib/postgresql/15/bin"))
                .filter(path -> Files.exists(path.resolve("pg_dump")))
                .orElse(Path.of("/usr/bin"))
                .toString();
        String asIs = "case \"$*\" in *--version*|*--list*) exec $real \"$@\";; esac\n";
        script(tools.resolve("pg_dump"), "real=" + real + "/pg_dump\n" + asIs + dump);
        script(tools.resolve("pg_restore"), "real=" + real + "/pg_restore\n" + asIs + restore);
        return tools;
    }

    /** The real tools, but each stops in the middle of its work. */
    Path slowTools(String name) throws IOException {
        return tools(name, "$real \"$@\" | (head -c 6000000; sleep 600)", "(head -c 1000; sleep 600) | $real \"$@\"");
    }

    /** The processes that run in this folder of tools. */
    static List<ProcessHandle> processes(Path tools) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(tools.toString()))
                .toList();
    }

    static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static String url(Path path) {
        String url = path.toUri().toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public void close() {
        server.close();
    }
}
