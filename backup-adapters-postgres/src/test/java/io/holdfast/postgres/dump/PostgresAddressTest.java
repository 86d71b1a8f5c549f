package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.core.database.ConnectionUrl;
import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {

    @Test
    void allPartsAreRead() {
        PostgresAddress address = read("postgresql://us%40er:p%3Aa%2Fss@db.example:6000/na%2Fme"
                + "?sslmode=verify-full&sslrootcert=/r&sslcert=/c&sslkey=/k&connect_timeout=7&application_name=me");
        assertThat(address)
                .isEqualTo(new PostgresAddress(
                        "db.example",
                        6000,
                        "us@er",
                        Optional.of(new Password("p:a/ss")),
                        "na/me",
                        new PostgresAddress.Tls("verify-full", Optional.of("/r"), Optional.of("/c"), Optional.of("/k")),
                        OptionalInt.of(7),
                        Optional.of("me")));
    }

    @Test
    void whatIsLeftOutTakesItsDefault() {
        PostgresAddress address = read("postgres:///name");
        assertThat(address.host()).isEqualTo("localhost");
        assertThat(address.port()).isEqualTo(5432);
        assertThat(address.user()).isEqualTo(System.getProperty("user.name"));
        assertThat(address.tls().mode()).isEqualTo("prefer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "postgresql://[::1]/d ::1 5432 d",
                "postgresql://u@[fe80::1%25eth0]:6000/d fe80::1%25eth0 6000 d",
                "postgresql://h?dbname=d&port=7 h 7 d",
                "postgresql://h/a=b%20host=evil h 5432 a=b_host=evil",
                "postgresql://h/--version h 5432 --version",
                "postgresql://h/%E5%90%8D%E5%89%8D h 5432 名前",
                "postgresql://10.0.0.1:1/a/b 10.0.0.1 1 a/b",
                "POSTGRES://h/d+d h 5432 d+d",
            })
    void addressesOfAllForms(String url, String host, int port, String database) {
        PostgresAddress address = read(url);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.database().replace(' ', '_')).isEqualTo(database);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://us%40er:canary%3A@db.example:6000/na%2Fme?sslmode=verify-full&sslrootcert=/r%20s&sslcert=/c"
                        + "&sslkey=/k&connect_timeout=7&application_name=me",
                "postgresql://h/shop?user=me&password=canary",
                "postgresql://h/decoy?dbname=shop&host=other",
                "postgresql://u@[fe80::1%25eth0]:6000/d",
                "postgresql://u:canary@h/%E5%90%8D+a%20b?sslmode=prefer"
            })
    void itsUrlNamesTheSameWithoutThePassword(String url) {
        PostgresAddress address = read(url);
        assertThat(address.url()).doesNotContain("canary");
        PostgresAddress again = read(address.url());
        assertThat(again)
                .isEqualTo(new PostgresAddress(
                        address.host(),
                        address.port(),
                        address.user(),
                        again.password(),
                        address.database(),
                        address.tls(),
                        address.connectTimeout(),
                        address.applicationName()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://h/d | jdbc:",
                "mysql://h/d | postgresql://",
                "postgresql://h | does not name a database",
                "postgresql://h/ | does not name a database",
                "postgresql://h1,h2/d | several hosts",
                "postgresql:///d?host=/var/run/postgresql | Unix socket",
                "postgresql://%2Fvar%2Frun/d | Unix socket",
                "postgresql://h/d?options=-c%20x=y | \"options\"",
                "postgresql://h/d?hostaddr=1.2.3.4 | \"hostaddr\"",
                "postgresql://h/d?sslmode=maybe | sslmode",
                "postgresql://h:0/d | port",
                "postgresql://h:65536/d | port",
                "postgresql://h:x/d | port",
                "postgresql://[::1/d | bracket",
                "postgresql://h/d%zz | %",
                "postgresql://h/d%0 | %",
                "postgresql://h/d%00 | zero byte",
                "postgresql://h/%ff | UTF-8",
                "postgresql://h/d?connect_timeout=-1 | connect_timeout",
                "postgresql://h/d?sslmode | parameter",
                "postgresql://a b/d | host",
            })
    void whatCannotBeFollowedIsRefused(String url, String said) {
        BackupFailure failure = refused(url);
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failure.description()).contains(said);
    }

    @Test
    void aNameThatTheServerWouldCutIsRefused() {
        assertThat(read("postgresql://h/" + "n".repeat(63)).database()).hasSize(63);
        assertThat(refused("postgresql://h/" + "n".repeat(64)).getMessage()).contains("63");
        assertThat(refused("postgresql://h/" + "%C3%A9".repeat(32)).getMessage())
                .contains("63");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:canary/x@h/d",
                "postgresql://u:x/canary@h/d?canary=1",
                "postgresql://u:canary@x@h/d",
                "postgresql://u:x@canary@h/d",
                "postgresql://u:x?canary@y@h/d",
                "postgresql://u:canary%zz@h/d",
                "postgresql://u:canary",
                "postgresql://u:canary@h/",
                "canary",
            })
    void noMessageShowsAPartOfAPassword(String url) {
        BackupFailure failure = refused(url);
        assertThat(failure.description()).doesNotContain("canary");
    }

    @Test
    void thePasswordIsThatOfTheUrlElseThatOfTheEnvironment() {
        Map<String, String> environment = Map.of("PGPASSWORD", "environment");
        assertThat(PostgresAddress.of(new ConnectionUrl("postgresql://u:url@h/d"), environment)
                        .password())
                .contains(new Password("url"));
        assertThat(PostgresAddress.of(new ConnectionUrl("postgresql://u@h/d"), environment)
                        .password())
                .contains(new Password("environment"));
    }

    @Test
    void aPasswordIsMasked() {
        assertThat(read("postgresql://u:canary@h/d").password().toString()).doesNotContain("canary");
        assertThat(read("postgresql://u:canary@h/d").toString()).doesNotContain("canary");
    }

    private static PostgresAddress read(String url) {
        return PostgresAddress.of(new ConnectionUrl(url), Map.of());
    }

    private static BackupFailure refused(String url) {
        BackupFailure failure = catchThrowableOfType(BackupFailure.class, () -> read(url));
        assertThat(failure).as(url).isNotNull();
        return failure;
    }
}
