package io.holdfast.postgres.dump;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Names as {@code pg_restore --list} prints them, made comparable with names that were read from a catalogue. Archives have
 * names in the encoding of the database. Java does not know all of those, but in each of them every byte of a character that is
 * not ASCII has its highest bit set (PostgreSQL manual, "Supported Character Sets", those that a server can use), so that
 * without these characters equal names are equal still.
 */
final class ArchiveNames {

    private static final String UNICODE = "UTF8";

    private ArchiveNames() {}

    /** How to read a list of this database's archives. */
    static Charset charset(DatabaseProperties properties) {
        return properties.encoding().equals(UNICODE) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    /** What a line about this object begins with, behind its kind. */
    static String beginning(String schema, String name, DatabaseProperties properties) {
        return comparable(schema + " " + name + " ", properties);
    }

    /** A text of a list or of a catalogue, as far as both can be compared. */
    static String comparable(String text, DatabaseProperties properties) {
        String oneLine = text.replace('\n', ' ').replace('\r', ' ');
        return properties.encoding().equals(UNICODE) ? oneLine : oneLine.replaceAll("[^\\x00-\\x7f]", "");
    }
}
