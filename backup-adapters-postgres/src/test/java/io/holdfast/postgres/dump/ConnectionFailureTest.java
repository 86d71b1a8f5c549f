package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFailureTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    @Test
    void aRightPasswordSignsIn() {
        MemoryDump dump = new MemoryDump();
        dumper(EmbeddedServer.tools())
                .dump(
                        SERVER.url(EmbeddedServer.PASSWORD_USER, EmbeddedServer.PASSWORD, SERVER.newDatabase()),
                        dump.sink());
        assertThat(dump.names()).containsExactly(DumpStreams.CONTENTS, DumpStreams.WHOLE, DumpStreams.PROPERTIES);
    }

    @Test
    void aWrongPasswordIsDenied() {
        BackupFailure failure = failure(SERVER.url(EmbeddedServer.PASSWORD_USER, "canary-wrong", "postgres"));
        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(failure.description()).contains(EmbeddedServer.PASSWORD_USER, "password");
    }

    @Test
    void aMissingPasswordIsDeniedAndSaysWhereToPutIt() {
        BackupFailure failure = failure(SERVER.url(EmbeddedServer.PASSWORD_USER, null, "postgres"));
        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(failure.description()).contains("No password", "PGPASSWORD", ".pgpass");
    }

    @Test
    void anUnknownDatabaseIsNotFound() {
        BackupFailure failure = failure(SERVER.url("no such database"));
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(failure.getMessage()).contains("\"no such database\"", "localhost:" + SERVER.port());
    }

    @Test
    void anUnknownHostIsTransient() {
        BackupFailure failure = failure(new ConnectionUrl("postgresql://u:canary@no-such-host.invalid/d"));
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("unknown host \"no-such-host.invalid\"");
    }

    @Test
    void aClosedPortIsTransient() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        BackupFailure failure = failure(new ConnectionUrl("postgresql://u:canary@127.0.0.1:" + port + "/d"));
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.getMessage()).contains("127.0.0.1:" + port + " does not answer");
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            BackupFailure failure = failure(new ConnectionUrl(
                    "postgresql://u:canary@127.0.0.1:" + silent.getLocalPort() + "/d?connect_timeout=1"));
            assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
            assertThat(failure.getMessage()).contains("does not answer");
        }
    }

    @Test
    void programsOlderThanTheServerAreRefused(@TempDir Path folder) {
        PostgresTools old = FakeTools.of(folder, "14.9", "exit 0", "exit 0");
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> dumper(old).dump(SERVER.url("postgres"), new MemoryDump().sink()));
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failure.description()).contains("14.9", "15.", "postgresql-client-15");
    }

    @Test
    void anEstimateFailsTheSameWay() {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> dumper(EmbeddedServer.tools()).estimate(SERVER.url("no such database")));
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FOUND);
    }

    private static BackupFailure failure(ConnectionUrl url) {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> dumper(EmbeddedServer.tools()).dump(url, new MemoryDump().sink()));
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertThat(all + failure.description()).doesNotContain("canary");
        return failure;
    }

    private static PostgresDatabaseDumper dumper(PostgresTools tools) {
        return new PostgresDatabaseDumper(tools);
    }
}
