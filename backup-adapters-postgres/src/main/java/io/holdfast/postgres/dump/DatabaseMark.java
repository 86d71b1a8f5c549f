package io.holdfast.postgres.dump;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Holdfast notes on a database that a restore left: for which target, and since when. It lives on the database itself, so
 * that it moves with it and goes with it.
 *
 * <p>It names its bearer. Whoever renames a database that bears one has taken it over, and the mark means nothing any more;
 * nor does a copy of it on another database.
 *
 * @param bearer the name of the database that bears it
 * @param target the name of the database that the bearer was, or is to become
 * @param since since when, by the server's clock
 * @param applicationName what the setting that the mark is kept in had before; empty where it had nothing
 * @param open whether anybody could connect to it before
 */
record DatabaseMark(String bearer, String target, Instant since, Optional<String> applicationName, boolean open) {

    /** What the text of each mark begins with. */
    static final String BEGIN = "{\"holdfast\":";

    private static final int FORMAT = 1;

    // Plain ASCII: settings and comments of databases are shared by all of a server, whatever encoding each has.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The form of the text. Earlier versions did not note what only a closed database has to have noted. */
    private record Text(int holdfast, String name, String target, String since, String applicationName, Boolean open) {}

    DatabaseMark {
        Objects.requireNonNull(bearer, "bearer");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(applicationName, "applicationName");
    }

    /** As it is stored: one line of ASCII. */
    String text() {
        return MAPPER.writeValueAsString(
                new Text(FORMAT, bearer, target, since.toString(), applicationName.orElse(null), open));
    }

    /** Reads what may be a mark: the last line of a text counts. */
    static Optional<DatabaseMark> parse(String text) {
        String line = text.substring(text.lastIndexOf('\n') + 1);
        if (!line.startsWith(BEGIN)) {
            return Optional.empty();
        }
        try {
            JsonNode tree = MAPPER.readTree(line);
            Text read = MAPPER.treeToValue(tree, Text.class);
            return read.name() == null || read.target() == null || read.since() == null
                    ? Optional.empty()
                    : Optional.of(new DatabaseMark(
                            read.name(),
                            read.target(),
                            Instant.parse(read.since()),
                            Optional.ofNullable(read.applicationName()),
                            read.open() == null || read.open()));
        } catch (JacksonException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
