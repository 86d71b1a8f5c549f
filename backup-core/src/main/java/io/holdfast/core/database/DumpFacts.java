package io.holdfast.core.database;

import java.util.List;
import java.util.Objects;

/**
 * What a dumper knows of a dump when it ended well; kept with the dump, and compared after a restore.
 *
 * @param serverVersion the version of the server that was dumped, such as {@code 15.18}
 * @param toolVersion the version of the program that wrote the dump
 * @param tables the rows of every table whose rows the dump holds, counted inside the dump's own snapshot
 */
public record DumpFacts(String serverVersion, String toolVersion, List<TableRows> tables) {

    /** Copies the list. */
    public DumpFacts {
        Objects.requireNonNull(serverVersion, "serverVersion");
        Objects.requireNonNull(toolVersion, "toolVersion");
        tables = List.copyOf(tables);
    }

    /** All rows of all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableRows::rows).sum();
    }
}
