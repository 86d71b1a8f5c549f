package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import io.holdfast.core.restore.RestoreOption;
import io.holdfast.core.restore.RestoreTarget;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who can connect to a database while it is restored, and afterwards; restored by a user who is no superuser. */
class DatabasePrivilegesTest {

    private static final EmbeddedServer SERVER = EmbeddedServer.shared();

    private final String source = EmbeddedServer.newName();
    private final String target = EmbeddedServer.newName();
    private final String owner = "owner_of_" + source;
    private final String member = "member_of_" + source;
    private final String stranger = "stranger_to_" + source;

    @BeforeEach
    void create() {
        SERVER.execute(
                "postgres",
                "CREATE ROLE " + owner,
                "CREATE ROLE " + member + " LOGIN CREATEDB IN ROLE " + owner,
                "CREATE ROLE " + stranger + " LOGIN",
                "CREATE DATABASE " + source + " OWNER " + owner);
    }

    @AfterEach
    void clear() {
        for (String database : List.of(source, target)) {
            SERVER.execute("postgres", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
        }
        SERVER.execute("postgres", "DROP ROLE " + owner + ", " + member + ", " + stranger);
    }

    @Test
    void nobodyElseCanConnectToADatabaseThatIsBeingRestored() {
        StagingDatabase staging = stage();
        try {
            String name = staging.address().database();
            assertThat(privileges(name)).containsExactly(owner + " CONNECT", owner + " CREATE", owner + " TEMPORARY");
            assertThat(connects(member, name)).isTrue();
            assertThat(connects(stranger, name)).isFalse();
            staging.promote();
        } finally {
            staging.close();
        }
        assertThat(connects(stranger, target)).isTrue();
        assertThat(privileges(target)).isEqualTo(privileges(source)).contains("- CONNECT", "- TEMPORARY");
    }

    @Test
    void whatWasClosedToEverybodyStaysSoWithoutPrivileges() {
        SERVER.execute(
                "postgres",
                "REVOKE CONNECT ON DATABASE " + source + " FROM PUBLIC",
                "GRANT CONNECT, CREATE ON DATABASE " + source + " TO " + stranger);
        restoreWithoutPrivileges();
        assertThat(privileges(target))
                .containsExactly("- TEMPORARY", owner + " CONNECT", owner + " CREATE", owner + " TEMPORARY");
        assertThat(connects(member, target)).isTrue();
        assertThat(connects(stranger, target)).isFalse();
    }

    @Test
    void whatEverybodyCouldConnectToStaysSoWithoutPrivileges() {
        SERVER.execute(
                "postgres",
                "REVOKE TEMPORARY ON DATABASE " + source + " FROM PUBLIC",
                "REVOKE CREATE ON DATABASE " + source + " FROM " + owner,
                "GRANT CREATE ON DATABASE " + source + " TO PUBLIC");
        restoreWithoutPrivileges();
        assertThat(privileges(target))
                .containsExactly("- CONNECT", owner + " CONNECT", owner + " CREATE", owner + " TEMPORARY");
        assertThat(connects(stranger, target)).isTrue();
    }

    private void restoreWithoutPrivileges() {
        StagingDatabase staging = stage(RestoreOption.WITHOUT_PRIVILEGES);
        try {
            staging.promote();
        } finally {
            staging.close();
        }
    }

    private StagingDatabase stage(RestoreOption... options) {
        DatabaseProperties properties;
        try (PostgresSession session = Administration.inside(PostgresAddress.of(SERVER.url(source)))) {
            properties = new PropertiesQuery(session).read();
        }
        return StagingDatabase.create(new RestoreTarget(SERVER.url(member, null, target), Set.of(options)), properties);
    }

    private static boolean connects(String user, String database) {
        BackupFailure failure = catchThrowableOfType(
                BackupFailure.class, () -> Databases.execute(SERVER.url(user, null, database), "SELECT 1"));
        if (failure != null) {
            assertThat(failure.kind()).isEqualTo(FailureKind.DENIED);
        }
        return failure == null;
    }

    /** What everybody has of each, {@code -} standing for PUBLIC. */
    private static List<String> privileges(String database) {
        return SERVER
                .query(
                        "postgres",
                        "SELECT concat(a.grantee::regrole, ' ', a.privilege_type) FROM pg_database d,"
                                + " aclexplode(coalesce(datacl, acldefault('d', datdba))) a WHERE datname = '"
                                + database + "'")
                .stream()
                .sorted()
                .toList();
    }
}
