package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaceholdersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${a}            | 1
          ${a}${bb}${a}   | 1221
          x${a}y          | x1y
          $${a}           | $1
          ${${a}}         | ${1}
          ${a             | ${a
          ${b}            | ${b}
          ${A}            | ${A}
          ${ a }          | ${ a }
          ${}             | ${}
          ${c${a}         | ${c1
          ${self}         | ${self}
          ${long.name-x}  | ok
          $a ${           | $a ${
          {a}             | {a}
          """)
  void replacesDeclaredNamesOnly(String text, String expected) {
    var placeholders =
        new Placeholders(Map.of("a", "1", "bb", "22", "self", "${self}", "long.name-x", "ok"));

    assertThat(placeholders.applyTo(text)).isEqualTo(expected);
  }

  @Test
  void leavesTheTextAloneWhenNothingIsDeclared() {
    String text = "select '${a}'";

    assertThat(new Placeholders(Map.of()).applyTo(text)).isSameAs(text);
  }

  @Test
  void takesLinearTime() {
    var placeholders = new Placeholders(Map.of("a", "1"));

    String replaced =
        Assertions.assertTimeout(
            Duration.ofSeconds(10), () -> placeholders.applyTo("${".repeat(2_000_000)));

    assertThat(replaced).hasSize(4_000_000);
  }
}
