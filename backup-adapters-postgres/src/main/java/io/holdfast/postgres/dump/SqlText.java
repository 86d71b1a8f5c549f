package io.holdfast.postgres.dump;

import java.util.Locale;

/** Writes names and texts so that a server, or a person, reads them as nothing else. */
final class SqlText {

    private static final int SHOWN_CHARACTERS = 200;

    private SqlText() {}

    /** A quoted identifier. Always quoted: then nothing but the quote itself has a meaning. */
    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A table or other object of a schema. */
    static String identifier(String schema, String name) {
        return identifier(schema) + "." + identifier(name);
    }

    /** A string literal; for sessions in which {@code standard_conforming_strings} is on. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** A name from outside, for messages: quoted, bounded, and without characters that move a terminal's cursor. */
    static String shown(String name) {
        StringBuilder shown = new StringBuilder("\"");
        name.codePoints().limit(SHOWN_CHARACTERS).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append('"').toString();
    }

    /** Messages of a program or server, for people: lines are kept, other control characters are not. */
    static String plain(String message) {
        StringBuilder plain = new StringBuilder();
        message.strip()
                .codePoints()
                .forEach(c -> plain.appendCodePoint(c != '\n' && c != '\t' && Character.isISOControl(c) ? '?' : c));
        return plain.toString();
    }
}
