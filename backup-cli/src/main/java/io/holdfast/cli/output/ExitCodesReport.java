package io.holdfast.cli.output;

import io.holdfast.cli.output.Table.Column;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The table of exit codes. */
public record ExitCodesReport() implements Report {

    @Override
    public ExitCode exitCode() {
        return ExitCode.DONE;
    }

    @Override
    public String text() {
        Table table = new Table(List.of(Column.number("Code"), Column.text("Meaning")));
        for (ExitCode code : ExitCode.values()) {
            table.row(Integer.toString(code.number()), code.meaning());
        }
        return table.text();
    }

    @Override
    public ObjectNode json() {
        ObjectNode document = Json.object();
        ArrayNode codes = document.putArray("exitCodes");
        for (ExitCode code : ExitCode.values()) {
            codes.addObject().put("code", code.number()).put("meaning", code.meaning());
        }
        return document;
    }
}
