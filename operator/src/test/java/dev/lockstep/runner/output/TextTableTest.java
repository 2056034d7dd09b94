package dev.lockstep.runner.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.output.Terminal.Colors;
import dev.lockstep.runner.output.TextTable.Cell;
import dev.lockstep.runner.output.TextTable.Fit;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  private static final String NAME = "V7__totals_of_all_orders.sql";

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertThat(table(Terminal.PLAIN).page().toString())
        .isEqualTo(
            """
            failure  V7__totals_of_all_orders.sql  relation orders is missing here
            success  V1                            done""");
  }

  @Test
  void aNarrowScreenWrapsTheWidestColumnsBesideEachOther() {
    assertThat(table(new Terminal(Colors.OFF, 45)).page().toString())
        .isEqualTo(
            """
            failure  V7__totals_of_all  relation orders
                     _orders.sql        is missing here
            success  V1                 done""");
  }

  @Test
  void colorsTakeNoRoomAndEndWithTheirWords() {
    assertThat(table(new Terminal(Colors.ON, 200)).page().toString().lines())
        .first()
        .isEqualTo(
            "\033[31m\033[1mfailure\033[0m  V7__totals_of_all_orders.sql  relation orders is missing here");
  }

  @Test
  void whatMovesATerminalsCursorIsShownAndNotDone() {
    var table = new TextTable(Terminal.PLAIN, Fit.WHOLE).row(Cell.of("a\033[2Jb\nc"));

    assertThat(table.page().toString()).isEqualTo("a\\u001B[2Jb c");
  }

  @Test
  void picoclisMarkupIsAnOrdinaryName() {
    assertThat(
            new TextTable(new Terminal(Colors.ON, 80), Fit.WHOLE)
                .row(Cell.of("@|red x|@"))
                .page()
                .toString())
        .isEqualTo("@|red x|@");
  }

  private static TextTable table(Terminal terminal) {
    return new TextTable(terminal, Fit.WHOLE, Fit.WRAPPED, Fit.WRAPPED)
        .row(
            new Cell(TextStyle.BAD, "failure"),
            Cell.of(NAME),
            Cell.of("relation orders is missing here"))
        .row(Cell.of("success"), Cell.of("V1"), Cell.of("done"));
  }
}
