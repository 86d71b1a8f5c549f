package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TablePatternTest {

    @Test
    void onlyTheQuoteIsDoubled() {
        assertThat(new TablePattern("a.b", "c*\"?\\d\n").text()).isEqualTo("\"a.b\".\"c*\"\"?\\d\n\"");
    }

    @Test
    void inUtf8AnyNameArrives() {
        assertThat(new TablePattern("public", "größe 日本語 \uD83D\uDC18").arrives("UTF8"))
                .isTrue();
    }

    @Test
    void inOtherEncodingsOnlyAsciiArrives() {
        for (String encoding : new String[] {"LATIN1", "EUC_JP", "SQL_ASCII", "WIN1252"}) {
            assertThat(new TablePattern("public", "plain ~!").arrives(encoding)).isTrue();
            assertThat(new TablePattern("public", "größe").arrives(encoding)).isFalse();
            assertThat(new TablePattern("größe", "plain").arrives(encoding)).isFalse();
        }
    }
}
