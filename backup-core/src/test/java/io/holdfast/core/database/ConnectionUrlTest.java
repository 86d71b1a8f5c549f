package io.holdfast.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "postgresql://user:secret@host:5432/name postgresql://user:***@host:5432/name",
                "postgresql://user:se@cr@et@host/name postgresql://user:***@host/name",
                "postgresql://user:se:cr:et@host/name postgresql://user:***@host/name",
                "postgresql://user:se/cr/et@host/name postgresql://user:***@host/name",
                "postgresql://user:s@e/c@ret@host/name postgresql://user:***@host/name",
                "postgresql://user:se?cr=et@host/name postgresql://user:***@host/name",
                "postgresql://user:s@e?cr&et@host/name postgresql://user:***@host/name",
                "postgresql://user:se#cret@host/name postgresql://user:***@host/name",
                "postgresql://user:%73ecret%40@host/name postgresql://user:***@host/name",
                "postgresql://:secret@host/name postgresql://:***@host/name",
                "postgresql://user:@host/name postgresql://user:***@host/name",
                "postgresql://me@tenant:secret@host/name postgresql://me@tenant:***@host/name",
                "postgresql://realm/me:secret@host/name postgresql://realm/me:***@host/name",
                "postgresql://user:secret@[::1]:5432/name postgresql://user:***@[::1]:5432/name",
                "postgresql://user:secret@a:1,b:2/name postgresql://user:***@a:1,b:2/name",
                "jdbc:postgresql://user:secret@host/name jdbc:postgresql://user:***@host/name",
                "postgresql://host/name?user=me&password=secret&x=y postgresql://host/name?user=me&password=***&x=y",
                "jdbc:postgresql://host/name?PassWord=secret jdbc:postgresql://host/name?PassWord=***",
                "postgresql://host/name?p%61ssword=secret postgresql://host/name?p%61ssword=***",
                "postgresql://host/name?p%ssword=secret postgresql://host/name?p%ssword=***",
                "postgresql://host/name?sslpassword=secret postgresql://host/name?sslpassword=***",
                "postgresql://host/name?password=sec&ret postgresql://host/name?password=***&***",
                "postgresql://u:secret@host/name?password=secret&a=b postgresql://u:***@host/name?password=***&a=b"
            })
    void passwordsAreMasked(String whole, String shown) {
        assertThat(new ConnectionUrl(whole)).hasToString(shown);
        assertThat(new ConnectionUrl(whole).reveal()).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://host/name",
                "postgresql://host:5432/name",
                "postgresql://user@host:5432/name",
                "postgresql:///name?host=/var/run/postgresql&port=5433",
                "postgresql://user@host/name?sslmode=require"
            })
    void whatHoldsNoPasswordIsShownWhole(String url) {
        assertThat(new ConnectionUrl(url)).hasToString(url);
    }

    @Test
    void ratherTooMuchIsMaskedThanTooLittle() {
        assertThat(new ConnectionUrl("postgresql://user:secret@host/name?application_name=me@home"))
                .hasToString("postgresql://user:***@home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host=h user=u password=secret", "user:secret@host/name", "secret"})
    void whatIsNoUrlIsMaskedWhole(String text) {
        assertThat(new ConnectionUrl(text)).hasToString("***");
    }

    @Test
    void blankIsRefusedAndEqualityIsThatOfTheWhole() {
        for (String blank : List.of("", " ", "\t\n")) {
            assertThatThrownBy(() -> new ConnectionUrl(blank)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new ConnectionUrl("postgresql://u:a@h/n"))
                .isEqualTo(new ConnectionUrl("postgresql://u:a@h/n"))
                .hasSameHashCodeAs(new ConnectionUrl("postgresql://u:a@h/n"))
                .isNotEqualTo(new ConnectionUrl("postgresql://u:b@h/n"));
    }
}
