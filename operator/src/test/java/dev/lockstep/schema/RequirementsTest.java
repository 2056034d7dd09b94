package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequirementsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          orders >=7 <9, billing >=3      | [orders >=7 <9, billing >=3]
          orders                          | [orders]
          orders,billing                  | [orders, billing]
          orders>=7<9,billing>=3          | [orders >=7 <9, billing >=3]
          '  orders  >=  7  <  9  '       | [orders >=7 <9]
          orders =1.0                     | [orders =1.0]
          shop.orders-2 >20240101123045   | [shop.orders-2 >20240101123045]
          7up <=1_2-3                     | [7up <=1_2-3]
          orders >=99999999999999999999   | [orders >=99999999999999999999]
          """)
  void readsNamesAndWindows(String text, String expected) {
    assertThat(read(text).all()).hasToString(expected);
  }

  @Test
  void takesTabsAndLineBreaksForBlanks() {
    assertThat(read("orders\n\t>=7,\r\n\tbilling").all()).hasToString("[orders >=7, billing]");
  }

  @Test
  void findsARequirementByName() {
    Requirements requirements = read("orders >=7, billing");

    assertThat(requirements.named("billing")).isPresent();
    assertThat(requirements.named("billing").orElseThrow().window()).isEmpty();
    assertThat(requirements.named("shop")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.schema.RequirementCases#good")
  void takesWhatHasNoMistake(String text) {
    assertThat(read(text).all()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void missesANameInABlankValue(String text) {
    assertThat(mistake(text).sentence()).contains("the name of a SchemaMigration is missing");
    assertThat(mistake(text).column()).isEqualTo(text.length() + 1);
  }

  @ParameterizedTest
  @MethodSource({
    "dev.lockstep.schema.RequirementCases#malformed",
    "dev.lockstep.schema.RequirementCases#contradictory",
    // B4
    "dev.lockstep.schema.RequirementCases#tooMuch"
  })
  void saysWhereTheMistakeIs(RequirementCases.Mistake expected) {
    RequirementsReading.Mistake mistake = mistake(expected.text());

    assertThat(mistake.sentence()).contains(expected.words());
    assertThat(mistake.column()).isEqualTo(expected.column());
  }

  @Test
  void pointsAtTheMistakeWithACaret() {
    assertThat(mistake("orders >=7, billing >=x").place())
        .isEqualTo(
            """
            orders >=7, billing >=x
                                  ^\
            """);
  }

  @Test
  void shortensALongValueAroundTheMistake() {
    String place = mistake("a".repeat(200) + " 7 " + "b".repeat(200)).place();

    assertThat(place.lines().toList().getFirst()).startsWith("...a").endsWith("b...");
    assertThat(place.lines().toList().getLast()).isEqualTo(" ".repeat(63) + "^");
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.schema.RequirementCases#tooLong")
  void refusesLongerNamesThanKubernetesAndLongerVersionsThanScripts(String text) {
    assertThat(mistake(text).sentence()).containsAnyOf("is no name", "is no version");
  }

  private static Requirements read(String text) {
    return switch (Requirements.parse(text)) {
      case Requirements requirements -> requirements;
      case RequirementsReading.Mistake mistake -> throw new AssertionError(mistake.message());
    };
  }

  private static RequirementsReading.Mistake mistake(String text) {
    return switch (Requirements.parse(text)) {
      case Requirements requirements -> throw new AssertionError("no mistake: " + requirements);
      case RequirementsReading.Mistake mistake -> mistake;
    };
  }
}
