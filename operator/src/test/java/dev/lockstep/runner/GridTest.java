package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.Grid.Cell;
import dev.lockstep.runner.Grid.Fit;
import dev.lockstep.runner.Screen.Colors;
import org.junit.jupiter.api.Test;

final class GridTest {
  private static final String NAME = "V7__totals_of_all_orders.sql";

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertThat(grid(Screen.PLAIN).text())
        .isEqualTo(
            """
            failure  V7__totals_of_all_orders.sql  relation orders is missing here
            success  V1                            done""");
  }

  @Test
  void aNarrowScreenWrapsTheWidestColumnsBesideEachOther() {
    assertThat(grid(new Screen(Colors.OFF, 45)).text())
        .isEqualTo(
            """
            failure  V7__totals_of_all  relation orders
                     _orders.sql        is missing here
            success  V1                 done""");
  }

  @Test
  void colorsTakeNoRoomAndEndWithTheirWords() {
    assertThat(grid(new Screen(Colors.ON, 200)).text().lines())
        .first()
        .isEqualTo(
            "\033[31m\033[1mfailure\033[0m  V7__totals_of_all_orders.sql  relation orders is missing here");
  }

  @Test
  void whatMovesATerminalsCursorIsShownAndNotDone() {
    var grid = new Grid(Screen.PLAIN, Fit.WHOLE).row(Cell.of("a\033[2Jb\nc"));

    assertThat(grid.text()).isEqualTo("a\\u001B[2Jb c");
  }

  @Test
  void picoclisMarkupIsAnOrdinaryName() {
    assertThat(new Grid(new Screen(Colors.ON, 80), Fit.WHOLE).row(Cell.of("@|red x|@")).text())
        .isEqualTo("@|red x|@");
  }

  private static Grid grid(Screen screen) {
    return new Grid(screen, Fit.WHOLE, Fit.WRAPPED, Fit.WRAPPED)
        .row(
            new Cell(Tone.BAD, "failure"),
            Cell.of(NAME),
            Cell.of("relation orders is missing here"))
        .row(Cell.of("success"), Cell.of("V1"), Cell.of("done"));
  }
}
