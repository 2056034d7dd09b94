package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.script.MemoryBudget;
import dev.lockstep.schema.ScriptName;
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

  // F24
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${flyway:defaultSchema}    | app
          ${FLYWAY:DEFAULTSCHEMA}    | app
          ${flyway:filename}         | V1__a.sql
          ${flyway:user}             | ann
          ${Flyway:User}             | ann
          ${flyway:database}         | ${flyway:database}
          ${flyway:nothing}          | ${flyway:nothing}
          ${flyway: user}            | ${flyway: user}
          ${a}${flyway:filename}     | $V1__a.sql
          """)
  void replacesWhatFlywayReplacesWhereItMeansTheSame(String text, String expected) {
    var placeholders = new Placeholders(Map.of("a", "$", "flyway:user", "ann"), "app");

    assertThat(placeholders.applyTo(text, ScriptName.parse("V1__a.sql").orElseThrow()))
        .isEqualTo(expected);
  }

  // F24
  @Test
  void leavesFlywaysPlaceholdersToOtherTools() {
    String text = "select '${flyway:defaultSchema}'";

    assertThat(
            new Placeholders(Map.of(), "app")
                .applyTo(text, ScriptName.parse("001_a.sql").orElseThrow()))
        .isEqualTo(text);
  }

  @Test
  void takesLinearTime() {
    var placeholders = new Placeholders(Map.of("a", "1"));

    String replaced =
        Assertions.assertTimeout(
            Duration.ofSeconds(10), () -> placeholders.applyTo("${".repeat(2_000_000)));

    assertThat(replaced).hasSize(4_000_000);
  }

  @Test
  void aSetMayNotGrowWithoutABound() { // W7
    var placeholders = new Placeholders(Map.of("a", "x".repeat(100)), new MemoryBudget(250, 1000));

    assertThat(placeholders.applyTo("${a}")).hasSize(100);
    assertThat(placeholders.applyTo("${a}")).hasSize(100);
    assertThatThrownBy(() -> placeholders.applyTo("${a}"))
        .isInstanceOf(Placeholders.TooLargeException.class)
        .hasMessageContaining("with its placeholders replaced, the set is larger than");
  }
}
