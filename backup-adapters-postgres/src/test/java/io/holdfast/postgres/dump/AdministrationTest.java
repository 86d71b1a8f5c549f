package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the statements go that make, rename and drop databases, on servers whose own databases are closed to many. */
class AdministrationTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    private final String user = "user_" + EmbeddedServer.newName();
    private final PostgresAddress address = PostgresAddress.of(SERVER.url(user, null, "app"));

    @BeforeEach
    void create() {
        SERVER.execute("postgres", "CREATE ROLE " + user + " LOGIN CREATEDB");
    }

    @AfterEach
    void clear() {
        SERVER.execute(
                "postgres",
                "GRANT CONNECT ON DATABASE postgres TO PUBLIC",
                "GRANT CONNECT ON DATABASE template1 TO PUBLIC",
                "DROP ROLE " + user);
    }

    @Test
    void aUserWhomOneMaintenanceDatabaseIsClosedToUsesTheOther() {
        try (PostgresSession session = Administration.open(address)) {
            assertThat(session.address().database()).isEqualTo("postgres");
        }
        SERVER.execute("postgres", "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
        try (PostgresSession session = Administration.open(address)) {
            assertThat(session.address().database()).isEqualTo("template1");
        }
    }

    @Test
    void aUserWhomBothAreClosedToIsToldWhatHeNeeds() {
        SERVER.execute(
                "postgres",
                "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC",
                "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC");
        BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> Administration.open(address));
        assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        assertThat(failure.hint().orElseThrow()).contains("GRANT CONNECT ON DATABASE", user);
    }
}
