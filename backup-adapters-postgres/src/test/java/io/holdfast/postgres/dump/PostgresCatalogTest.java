package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.bundle.ByteCount;
import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresCatalogTest {

    private final EmbeddedServer server = EmbeddedServer.shared();
    private final PostgresCatalog catalog = new PostgresCatalog();

    @Test
    void aDatabaseThatExistsIsToldWithItsSizeAndSessions() throws SQLException {
        String name = server.newDatabase();
        assertPresent(name, 0);
        try (Connection first = server.connect(name);
                Connection second = server.connect(name)) {
            assertThat(List.of(first, second)).noneMatch(Objects::isNull);
            assertPresent(name, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing of this name", "--version", "host=evil", "it's \"quoted\""})
    void aDatabaseThatDoesNotExistIsToldTooWhateverItsName(String name) {
        TargetDatabase target = catalog.look(server.url(name));
        assertThat(target.name()).isEqualTo(name);
        assertThat(target.exists()).isFalse();
        assertThat(catalog.look(new ConnectionUrl(target.url()))).isEqualTo(target);
    }

    @Test
    void theNameIsTheOneThatWillBeConnectedTo() {
        String decoy = server.newDatabase();
        ConnectionUrl url = new ConnectionUrl(server.url(decoy).reveal() + "?dbname=other");
        assertThat(catalog.look(url).name()).isEqualTo("other");
        assertThat(catalog.look(url).exists()).isFalse();
    }

    @Test
    void theSizeOfADatabaseThatTheUserMayNotConnectToIsNotKnown() {
        String role = EmbeddedServer.newName();
        String name = server.newDatabase();
        server.execute(
                "postgres",
                "CREATE ROLE \"" + role + "\" LOGIN",
                "REVOKE CONNECT ON DATABASE \"" + name + "\" FROM public");
        TargetDatabase target = catalog.look(server.url(role, null, name));
        assertThat(target.exists()).isTrue();
        assertThat(target.present().orElseThrow().size()).isEmpty();
    }

    @Test
    void aServerThatRefusesTheUserIsDenied() {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> catalog.look(server.url(EmbeddedServer.PASSWORD_USER, "wrong", "postgres")));
        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
    }

    private void assertPresent(String name, int sessions) {
        TargetDatabase target = catalog.look(server.url(name));
        assertThat(target.name()).isEqualTo(name);
        assertThat(target.present().orElseThrow().sessions()).isEqualTo(sessions);
        assertThat(target.present().orElseThrow().size().orElseThrow()).isGreaterThan(new ByteCount(1_000_000));
    }
}
