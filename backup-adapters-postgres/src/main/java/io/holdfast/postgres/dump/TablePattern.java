package io.holdfast.postgres.dump;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Names one table or sequence to pg_dump, whose options take patterns and not names. Within quotes nothing has a meaning but
 * the quote itself (PostgreSQL manual, psql, "Patterns").
 *
 * @param schema the name of its schema
 * @param name its name
 */
record TablePattern(String schema, String name) {

    private static final String UNICODE = "UTF8";

    TablePattern {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
    }

    /** The pattern. */
    String text() {
        return SqlText.identifier(schema, name);
    }

    /**
     * Whether it means the same to a pg_dump that is started with it as an argument.
     *
     * <p>pg_dump hands the argument's bytes to the server as they are, to be read in the encoding that is dumped; and an argument
     * can only hold what this process's own character set has. In any other encoding than UTF-8 only ASCII is the same.
     *
     * @param encoding the server's name for the database's encoding
     */
    boolean arrives(String encoding) {
        String text = text();
        return ToolEnvironment.carries(text)
                && (encoding.equals(UNICODE)
                        || StandardCharsets.US_ASCII.newEncoder().canEncode(text));
    }
}
