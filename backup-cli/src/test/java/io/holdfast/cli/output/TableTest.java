package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.output.Table.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table(List.of(Column.text("Name"), Column.number("Size"), Column.text("Marks")));
        table.row("a", "1 B", "").row("longer", "1.23 MB", "x");
        assertThat(table.text()).isEqualTo("""
                Name       Size  Marks
                a           1 B
                longer  1.23 MB  x
                """);
    }

    @Test
    void aCellWithALineBreakStaysInItsLine() {
        assertThat(new Table(List.of(Column.text("Name"))).row("a\nb").text()).isEqualTo("Name\na\\u000ab\n");
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new Table(List.of(Column.text("Name"))).row("a", "b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
