package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

    @Test
    void noEscapeSequenceReachesTheTerminal() {
        assertThat(Printable.line("a\u001b[2Jb\rc\nd\u202ee")).isEqualTo("a\\u001b[2Jb\\u000dc\\u000ad\\u202ee");
    }

    @Test
    void lineBreaksOfAMessageStay() {
        assertThat(Printable.lines("one\ntwo\u0007")).isEqualTo("one\ntwo\\u0007");
    }

    @Test
    void aTabIsABlank() {
        assertThat(Printable.line("a\tb")).isEqualTo("a b");
        assertThat(Printable.lines("a\n\tb")).isEqualTo("a\n b");
    }

    @Test
    void namesInEveryScriptStay() {
        assertThat(Printable.line("größe 表 𝒳")).isEqualTo("größe 表 𝒳");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "'postgresql://me:secret@host/db', 'postgresql://me:***@host/db'",
                "x postgresql://me:se:c@ret@host/db y, x postgresql://me:***@host/db y",
                "postgresql://host/db?user=me&password=secret, postgresql://host/db?user=me&password=***",
                "postgresql://me@host:5432/db, postgresql://me@host:5432/db",
                "file:///a/b@c, file:///a/b@c"
            })
    void passwordsInUrlsAreMasked(String text, String masked) {
        assertThat(Printable.masked(text)).isEqualTo(masked);
    }
}
