package io.holdfast.cli.output;

import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report that is just one text.
 *
 * @param name what the text is called in the JSON document
 * @param content the text
 */
public record TextReport(String name, String content) implements Report {

    /** Checks that both are there. */
    public TextReport {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(content, "content");
    }

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        return content.endsWith("\n") ? content : content + "\n";
    }

    @Override
    public ObjectNode json() {
        return Json.object().put(name, content.strip());
    }
}
