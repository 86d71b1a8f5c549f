package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseMarkTest {

    @Test
    void itComesBackAsItWas() {
        DatabaseMark mark = new DatabaseMark(
                "größe 表 \" \\ ' {",
                "x\ny",
                Instant.parse("2026-11-22T22:45:01.123456Z"),
                Optional.of("it's 表"),
                false);
        assertThat(mark.text()).matches("\\p{ASCII}+").doesNotContain("\n").startsWith(DatabaseMark.BEGIN);
        assertThat(DatabaseMark.parse(mark.text())).contains(mark);
        assertThat(DatabaseMark.parse("something for people\n" + mark.text())).contains(mark);
    }

    @Test
    void whereItDoesNotSayTheDatabaseWasOpen() {
        String older = "{\"holdfast\":1,\"name\":\"a\",\"target\":\"b\",\"since\":\"2026-11-22T22:45:01Z\"}";
        assertThat(DatabaseMark.parse(older).orElseThrow().open()).isTrue();
    }

    @Test
    void whatIsNoMarkIsNone() {
        for (String text : List.of(
                "",
                "psql",
                "{\"holdfast\":",
                "{\"holdfast\":1}",
                "{\"holdfast\":1,\"name\":\"a\",\"target\":\"b\",\"since\":\"yesterday\"}",
                "{\"holdfast\":1,\"name\":[],\"target\":\"b\",\"since\":\"2026-11-22T22:45:01Z\"}")) {
            assertThat(DatabaseMark.parse(text)).as(text).isEmpty();
        }
    }
}
