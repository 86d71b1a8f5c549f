package io.holdfast.postgres.dump;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many rows the archives of a dump have for each table. */
final class ArchiveRows {

    private static final Pattern COPY = Pattern.compile("COPY (\\S+) \\(.*\\) FROM stdin;");

    private ArchiveRows() {}

    /** By the table's name, of all archives together; a table that comes twice has the rows of both. */
    static Map<String, Integer> of(MemoryDump dump) {
        Map<String, Integer> rows = new TreeMap<>();
        ArchiveList.archives(dump).forEach(stream -> {
            String table = null;
            for (String line : ArchiveList.run(dump, stream, List.of("--file=-"), StandardCharsets.UTF_8)) {
                Matcher copy = COPY.matcher(line);
                if (copy.matches()) {
                    table = copy.group(1);
                    rows.merge(table, 0, Integer::sum);
                } else if (line.equals("\\.")) {
                    table = null;
                } else if (table != null) {
                    rows.merge(table, 1, Integer::sum);
                }
            }
        });
        return rows;
    }
}
