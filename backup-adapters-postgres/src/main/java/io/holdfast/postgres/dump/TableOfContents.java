package io.holdfast.postgres.dump;

import io.holdfast.core.failure.BackupFailure;
import io.holdfast.core.failure.FailureKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an archive holds, as {@code pg_restore --list} prints it: a head of comments, then a line for each entry, {@code
 * dumpId; tableoid oid KIND schema name owner}. Kinds and names can have blanks, so only the numbers can be told apart for
 * certain; line breaks in names are printed as blanks.
 *
 * @param size how many entries there are, with those that are not listed because every archive has them
 * @param entries those that are listed, in the order of the archive
 */
record TableOfContents(int size, List<Entry> entries) {

    private static final Pattern SIZE = Pattern.compile(";\\s+TOC Entries: ([0-9]{1,9})");
    private static final Pattern ENTRY =
            Pattern.compile("([0-9]{1,10}); ([0-9]{1,10}) ([0-9]{1,10}) (.*)", Pattern.DOTALL);

    /** The OIDs of pg_class and pg_constraint, which are the same on every server. */
    private static final long RELATIONS = 1259;

    private static final long CONSTRAINTS = 2606;

    TableOfContents {
        entries = List.copyOf(entries);
    }

    /** What an entry is. */
    enum Kind {
        /** The rows of a table. */
        ROWS("TABLE DATA "),
        /** Where a sequence stands. */
        POSITION("SEQUENCE SET "),
        /** What is in large objects. */
        LARGE_OBJECTS("BLOBS "),
        /** Who may do what with something. */
        PRIVILEGES("ACL "),
        /** That the index of a partition belongs to that of its parent. */
        ATTACHMENT("INDEX ATTACH "),
        /** An index, or a primary key, unique or exclusion constraint, which is made of one. */
        INDEX(""),
        /** Anything else: a definition, a comment, an owner. */
        OTHER("");

        private final String beginning;

        Kind(String beginning) {
            this.beginning = beginning;
        }
    }

    /**
     * An entry.
     *
     * @param id its number in the archive
     * @param object the OID of the table whose rows it has; 0 where it belongs to nothing or to something that is not known by
     *     its OID, such as the position of a sequence
     * @param kind what it is
     * @param name what is printed behind the kind: schema, name and owner with blanks between
     */
    record Entry(long id, long object, Kind kind, String name) {}

    /**
     * Reads a list.
     *
     * @param names how names are written in the archive
     * @throws BackupFailure CORRUPT where a line is nothing that such a list has
     */
    static TableOfContents read(InputStream list, Charset names) throws IOException {
        int size = 0;
        List<Entry> entries = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(list, names));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher head = SIZE.matcher(line);
            if (size == 0 && head.matches()) {
                size = Integer.parseInt(head.group(1));
            } else if (!line.isBlank() && !line.startsWith(";")) {
                entries.add(entry(line));
            }
        }
        return new TableOfContents(size, entries);
    }

    private static Entry entry(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            throw BackupFailure.of(
                    FailureKind.CORRUPT,
                    "pg_restore lists something in the dump that is no entry: " + SqlText.shown(line));
        }
        String text = entry.group(4);
        Kind kind = kind(text, Long.parseLong(entry.group(2)));
        return new Entry(
                Long.parseLong(entry.group(1)),
                Long.parseLong(entry.group(3)),
                kind,
                text.substring(kind.beginning.length()));
    }

    /**
     * Content and attachments belong to no catalogue. Without that, a table of a schema named DATA would look like rows: {@code
     * TABLE DATA t owner}.
     */
    private static Kind kind(String text, long catalogue) {
        if (catalogue == RELATIONS && text.startsWith("INDEX ")
                || catalogue == CONSTRAINTS && text.startsWith("CONSTRAINT ")) {
            return Kind.INDEX;
        }
        for (Kind kind : Kind.values()) {
            if (catalogue == 0 && !kind.beginning.isEmpty() && text.startsWith(kind.beginning)) {
                return kind;
            }
        }
        return Kind.OTHER;
    }
}
