package io.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoServerTest {

    @TempDir
    private Path folder;

    @Test
    void keepsItsDatabasesFromOneStartToTheNextAndLeavesNoProcess() throws SQLException, IOException {
        long process;
        try (DemoServer server = DemoServer.start(folder)) {
            process = serverProcess(folder);
            execute(server.createDatabase("a \"b\" ü"), "CREATE TABLE kept (id integer)");
            assertThat(show(server, "fsync")).isEqualTo("on");
            assertThat(show(server, "synchronous_commit")).isEqualTo("on");
            assertThat(show(server, "full_page_writes")).isEqualTo("on");
            assertThat(show(server, "listen_addresses")).isEqualTo("127.0.0.1");
        }
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();

        try (DemoServer server = DemoServer.start(folder, DemoServer.Durability.NONE)) {
            assertThat(show(server, "fsync")).isEqualTo("off");
            execute(server.database("a \"b\" ü"), "SELECT id FROM kept");
            assertThatThrownBy(() -> server.createDatabase("a \"b\" ü"))
                    .isInstanceOfSatisfying(
                            BackupFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.ALREADY_EXISTS));
            execute(server.copyDatabase("a \"b\" ü", "copy"), "SELECT id FROM kept");
            server.dropDatabase("a \"b\" ü");
            server.dropDatabase("a \"b\" ü");
            assertThatThrownBy(() -> DemoSession.open(server.database("a \"b\" ü")))
                    .isInstanceOfSatisfying(
                            BackupFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND));
        }
    }

    @Test
    void letsNobodyInWithoutThePassword() throws IOException {
        try (DemoServer server = DemoServer.start(folder, DemoServer.Durability.NONE)) {
            String url = server.database("postgres").reveal();
            String password = Files.readString(folder.resolve("password")).strip();
            assertThat(url).contains(password);
            assertThat(server.database("postgres").toString()).doesNotContain(password);
            assertThatThrownBy(() -> DemoSession.open(new ConnectionUrl(url.replace(password, "wrong"))))
                    .isInstanceOfSatisfying(BackupFailure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
                        assertThat(failure.description()).doesNotContain("wrong");
                    });
        }
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void refusesAFolderInWhichAServerRuns() {
        try (DemoServer server = DemoServer.start(folder, DemoServer.Durability.NONE)) {
            assertThatThrownBy(() -> DemoServer.requireNoneRunning(folder)).isInstanceOf(BackupFailure.class);
            assertThatThrownBy(() -> DemoServer.start(server.folder()))
                    .isInstanceOfSatisfying(BackupFailure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
                        assertThat(failure.getMessage()).contains("is running in " + folder);
                        assertThat(failure.hint())
                                .hasValueSatisfying(hint -> assertThat(hint).contains("kill -INT"));
                    });
        }
        DemoServer.requireNoneRunning(folder);
    }

    @Test
    void saysWhatTheServerSaidWhenItDoesNotStart() throws IOException {
        try (DemoServer server = DemoServer.start(folder, DemoServer.Durability.NONE)) {
            Files.writeString(server.folder().resolve("data/postgresql.auto.conf"), "no_such_setting = 1\n");
        }
        assertThatThrownBy(() -> DemoServer.start(folder)).isInstanceOfSatisfying(BackupFailure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
            assertThat(failure.getMessage()).contains("no_such_setting");
            assertThat(failure.hint())
                    .hasValueSatisfying(hint -> assertThat(hint).contains("server.log"));
        });
    }

    @Test
    void isStoppedByCtrlC() throws IOException, InterruptedException {
        List<String> command =
                // A shell that runs the tests in the background has its children ignore Ctrl-C.
                new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Interrupted.class.getName(), folder.toString()));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long server;
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.lines().anyMatch(Interrupted.READY::equals)).isTrue();
            server = serverProcess(folder);
            assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isPresent();
            new ProcessBuilder("kill", "-INT", Long.toString(program.pid())).start();
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(program.exitValue()).isEqualTo(130);
        assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    }

    /** A program that starts a server and waits to be stopped. */
    static final class Interrupted {

        static final String READY = "ready";

        private Interrupted() {}

        @SuppressWarnings("try")
        public static void main(String[] arguments) throws InterruptedException {
            try (DemoServer server = DemoServer.start(Path.of(arguments[0]), DemoServer.Durability.NONE)) {
                System.out.println(READY);
                Thread.currentThread().join();
            }
        }
    }

    private static long serverProcess(Path folder) throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0));
    }

    private static String show(DemoServer server, String setting) throws SQLException {
        try (Connection connection = DemoSession.open(server.database("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(ConnectionUrl database, String sql) throws SQLException {
        try (Connection connection = DemoSession.open(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
