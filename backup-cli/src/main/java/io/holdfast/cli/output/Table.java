package io.holdfast.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells under headings, in columns as wide as their widest cell. Not for several threads. */
public final class Table {

    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param heading its heading
     * @param alignment on which side its cells stand
     */
    public record Column(String heading, Alignment alignment) {

        /** A column of text. */
        public static Column text(String heading) {
            return new Column(heading, Alignment.LEFT);
        }

        /** A column of numbers. */
        public static Column number(String heading) {
            return new Column(heading, Alignment.RIGHT);
        }
    }

    /** On which side of a column its cells stand. */
    public enum Alignment {
        /** As text does. */
        LEFT,
        /** As numbers do. */
        RIGHT
    }

    /** An empty table with these columns. */
    public Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Adds a line; as many cells as there are columns. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Adds a line; as many cells as there are columns. */
    public Table row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(cells.stream().map(Printable::line).toList());
        return this;
    }

    /** The table as lines, each ended by a line feed and without blanks at its end. */
    public String text() {
        StringBuilder text = new StringBuilder();
        List<Integer> widths = widths();
        append(text, columns.stream().map(Column::heading).toList(), widths);
        rows.forEach(row -> append(text, row, widths));
        return text.toString();
    }

    private List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            int widest =
                    rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
            widths.add(Math.max(width(columns.get(i).heading()), widest));
        }
        return widths;
    }

    private void append(StringBuilder text, List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(widths.get(i) - width(cells.get(i)));
            line.append(i == 0 ? "" : GAP);
            switch (columns.get(i).alignment()) {
                case LEFT -> line.append(cells.get(i)).append(padding);
                case RIGHT -> line.append(padding).append(cells.get(i));
            }
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
