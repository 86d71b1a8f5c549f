package io.holdfast.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.postgres.dump.DatabaseProperties.Locale;
import io.holdfast.postgres.dump.DatabaseProperties.Privilege;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseStatementsTest {

    @Test
    void nobodyGrantsWhatHeWasNotGrantedBefore() {
        DatabaseProperties source = source(
                new Locale("libc", "C", "C", null, null),
                List.of(
                        new Privilege("second", "third", "CONNECT", false),
                        new Privilege("first", "second", "CONNECT", true),
                        new Privilege("owner", "first", "CONNECT", true)));
        assertThat(DatabaseStatements.finish("d", source).stream().filter(statement -> statement.startsWith("GRANT")))
                .containsExactly(
                        "GRANT CONNECT ON DATABASE \"d\" TO \"first\" WITH GRANT OPTION",
                        "GRANT CONNECT ON DATABASE \"d\" TO \"second\" WITH GRANT OPTION",
                        "GRANT CONNECT ON DATABASE \"d\" TO \"third\"");
    }

    @Test
    void eachServerIsToldOnlyWhatItKnows() {
        DatabaseProperties libc = source(new Locale("libc", "C", "C", null, null), null);
        assertThat(DatabaseStatements.create("d", libc, 14)).doesNotContain("LOCALE_PROVIDER");
        assertThat(DatabaseStatements.create("d", libc, 15)).contains(" LOCALE_PROVIDER libc");
        assertThat(DatabaseStatements.create("d", source(new Locale("icu", "C", "C", "de", "&a < g"), null), 16))
                .contains(" LOCALE_PROVIDER icu ICU_LOCALE 'de' ICU_RULES '&a < g'");
        assertThat(DatabaseStatements.create("d", source(new Locale("builtin", "C", "C", "C.UTF-8", null), null), 17))
                .contains(" LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'");
    }

    @Test
    void namesAndTextsStayWhatTheyAre() {
        DatabaseProperties source = new DatabaseProperties(
                DatabaseProperties.FORMAT,
                150_000,
                "d",
                "o\"; DROP",
                "UTF8",
                new Locale("libc", "C'; DROP", "C", null, null),
                "t\" x",
                List.of(),
                -1,
                false,
                "it's \\ so",
                List.of(),
                null,
                List.of(new DatabaseProperties.Setting("r\"", "a.b", "'; DROP")),
                List.of(),
                List.of(),
                false,
                0,
                null,
                null);
        assertThat(DatabaseStatements.create("d\"", source, 15))
                .contains(
                        "DATABASE \"d\"\"\"",
                        "OWNER \"o\"\"; DROP\"",
                        "LC_COLLATE 'C''; DROP'",
                        "TABLESPACE \"t\"\" x\"");
        assertThat(DatabaseStatements.finish("d\"", source))
                .contains(
                        "COMMENT ON DATABASE \"d\"\"\" IS 'it''s \\ so'",
                        "ALTER ROLE \"r\"\"\" IN DATABASE \"d\"\"\" SET \"a\".\"b\" TO '''; DROP'");
    }

    private static DatabaseProperties source(Locale locale, List<Privilege> privileges) {
        return new DatabaseProperties(
                DatabaseProperties.FORMAT,
                150_000,
                "d",
                "owner",
                "UTF8",
                locale,
                "pg_default",
                List.of(),
                -1,
                false,
                null,
                List.of(),
                privileges,
                List.of(),
                List.of(),
                List.of(),
                false,
                0,
                null,
                null);
    }
}
