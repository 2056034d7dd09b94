package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""                     | 1  | the name of a SchemaMigration is missing
          "   "                  | 4  | the name of a SchemaMigration is missing
          >=7                    | 1  | the name of a SchemaMigration is missing
          orders,                | 8  | the name of a SchemaMigration is missing
          ",orders"              | 1  | the name of a SchemaMigration is missing
          orders,,billing        | 8  | the name of a SchemaMigration is missing
          orders >=7, orders <9  | 13 | orders is named twice
          orders >5 <3           | 8  | no version is in the window >5 <3 of orders
          orders >5 <5.0         | 8  | no version is in the window
          orders >=5 <5          | 8  | no version is in the window
          orders =5 =6           | 8  | no version is in the window
          orders <0              | 8  | no version is in the window
          shop/orders >=7        | 5  | without a namespace
          Orders >=7             | 1  | 'Orders' is no name
          orders_db              | 1  | 'orders_db' is no name
          -orders                | 1  | '-orders' is no name
          orders.                | 1  | 'orders.' is no name
          orders 7               | 8  | one of >= > <= < =
          orders >=7 9           | 12 | one of >= > <= < =
          orders >=7; billing    | 10 | '7;' is no version
          orders >=              | 10 | a version is missing after >=
          orders >=, billing     | 10 | a version is missing after >=
          orders >=v7            | 10 | 'v7' is no version
          orders >=7..8          | 10 | '7..8' is no version
          orders ==7             | 9  | a version is missing after =
          orders =>7             | 9  | a version is missing after =
          orders >=7 <>9         | 13 | a version is missing after <
          orders != 7            | 8  | one of >= > <= < =
          orders ~7              | 8  | one of >= > <= < =
          orders billing         | 8  | one of >= > <= < =
          """)
  void saysWhereTheMistakeIs(String text, int column, String sentence) {
    RequirementsReading.Mistake mistake = mistake(text);

    assertThat(mistake.sentence()).contains(sentence);
    assertThat(mistake.column()).isEqualTo(column);
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
  @ValueSource(ints = {253, 254})
  void takesNamesUpToTheLengthThatKubernetesTakes(int length) {
    RequirementsReading reading = Requirements.parse("a".repeat(length));

    assertThat(reading instanceof Requirements).isEqualTo(length == 253);
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
