package io.holdfast.postgres.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements from the tests' resources, separated by lines that begin with {@code --;}; a number there is the first major version
 * of servers that the statement below it is for. What stands like <code>${this}</code> is replaced.
 */
final class Scripts {

    private static final Pattern SEPARATOR = Pattern.compile("(?m)^--;([0-9]*)$");

    private Scripts() {}

    /** Those for servers of this major version. */
    static String[] statements(String resource, int serverVersion, Map<String, String> values) {
        List<String> statements = new ArrayList<>();
        String text = text(resource);
        Matcher separator = SEPARATOR.matcher(text);
        int begin = 0;
        int since = 0;
        while (separator.find()) {
            add(statements, text.substring(begin, separator.start()), since <= serverVersion);
            begin = separator.end();
            since = separator.group(1).isEmpty() ? 0 : Integer.parseInt(separator.group(1));
        }
        add(statements, text.substring(begin), since <= serverVersion);
        return statements.stream().map(sql -> replaced(sql, values)).toArray(String[]::new);
    }

    private static void add(List<String> statements, String sql, boolean known) {
        if (known) {
            statements.add(sql);
        }
    }

    private static String replaced(String sql, Map<String, String> values) {
        String result = sql;
        for (Map.Entry<String, String> value : values.entrySet()) {
            result = result.replace("${" + value.getKey() + "}", value.getValue());
        }
        return result;
    }

    private static String text(String resource) {
        try (InputStream stream = Scripts.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
