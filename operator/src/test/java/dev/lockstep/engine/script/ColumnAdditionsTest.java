package dev.lockstep.engine.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnAdditionsTest {
  @ParameterizedTest // W7
  @CsvSource({"'[', 300000", "'{a: ', 100000", "'- ', 100000", "'[', 21"})
  void deepNestingIsOneSentence(String opening, int depth) {
    assertThat(ColumnAdditions.parse(opening.repeat(depth)).errors())
        .singleElement()
        .asString()
        .startsWith(", line 1: nested more than 20 levels deep");
  }
}
