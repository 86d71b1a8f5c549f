package io.holdfast.core.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.database.TableRows;
import io.holdfast.core.restore.RowComparison.Surplus;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowComparisonTest {

    private static final List<TableRows> RECORDED =
            List.of(new TableRows("public", "hosts", 3), new TableRows("public", "log", 1_000_000_000_000L));

    @Test
    void equalCountsAreInOrderWhateverTheirOrder() {
        for (Surplus surplus : Surplus.values()) {
            RowComparison comparison = RowComparison.of(RECORDED, List.of(RECORDED.get(1), RECORDED.get(0)), surplus);

            assertThat(comparison.defects()).isEmpty();
            assertThat(comparison.remarks()).isEmpty();
        }
    }

    @Test
    void fewerRowsAreADefectWhateverTheDatabaseAdds() {
        for (Surplus surplus : Surplus.values()) {
            RowComparison comparison =
                    RowComparison.of(RECORDED, List.of(new TableRows("public", "hosts", 2), RECORDED.get(1)), surplus);

            assertThat(comparison.defects()).singleElement().asString().contains("public.hosts", "2", "3");
            assertThat(comparison.remarks()).isEmpty();
        }
    }

    @Test
    void moreRowsAreADefectUnlessTheDatabaseAddsThem() {
        List<TableRows> counted = List.of(RECORDED.get(0), new TableRows("public", "log", 1_000_000_000_001L));

        assertThat(RowComparison.of(RECORDED, counted, Surplus.DEFECT).defects())
                .singleElement()
                .asString()
                .contains("public.log", "1000000000001", "1000000000000");
        RowComparison explained = RowComparison.of(RECORDED, counted, Surplus.EXPLAINED);
        assertThat(explained.defects()).isEmpty();
        assertThat(explained.remarks()).singleElement().asString().contains("public.log");
    }

    @Test
    void aMissingTableIsADefectAlsoWhenItWasEmpty() {
        RowComparison comparison =
                RowComparison.of(List.of(new TableRows("s", "empty", 0)), List.of(), Surplus.EXPLAINED);

        assertThat(comparison.defects()).singleElement().asString().contains("s.empty", "missing");
    }

    @Test
    void tablesThatTheDumpDoesNotCountAreNoMatter() {
        List<TableRows> counted = List.of(RECORDED.get(0), RECORDED.get(1), new TableRows("public", "other", 5));

        assertThat(RowComparison.of(RECORDED, counted, Surplus.DEFECT).defects())
                .isEmpty();
    }

    @Test
    void dotsInNamesDoNotMixTablesUp() {
        List<TableRows> recorded = List.of(new TableRows("a.b", "c", 1), new TableRows("a", "b.c", 2));
        List<TableRows> swapped = List.of(new TableRows("a.b", "c", 2), new TableRows("a", "b.c", 1));

        assertThat(RowComparison.of(recorded, recorded, Surplus.DEFECT).defects())
                .isEmpty();
        assertThat(RowComparison.of(recorded, swapped, Surplus.DEFECT).defects())
                .hasSize(2);
    }
}
