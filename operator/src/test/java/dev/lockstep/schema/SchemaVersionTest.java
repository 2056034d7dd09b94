package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemaVersionTest {
  @ParameterizedTest
  @CsvSource({
    "1.9, 1.10, -1",
    "1.10, 1.9, 1",
    "007, 7, 0",
    "1, 1.0, 0",
    "1.0.0, 1, 0",
    "0, 0.0, 0",
    "1_2-3, 1.2.3, 0",
    "2, 10, -1",
    "1, 1.0.1, -1",
    "99999999999999999999, 100000000000000000000, -1",
    "20240101123456, 20240101123457, -1"
  })
  void comparesPartByPartAsNumbers(String one, String other, int order) {
    SchemaVersion first = SchemaVersion.parse(one);
    SchemaVersion second = SchemaVersion.parse(other);

    assertThat(Integer.signum(first.compareTo(second))).isEqualTo(order);
    assertThat(first.equals(second)).isEqualTo(order == 0);
    assertThat(first.hashCode() == second.hashCode()).isEqualTo(order == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v7", "1.", ".1", "1..2", "1.a", " 1", "-1", "1.2 ", "١"})
  void refusesWhatIsNoVersion(String text) {
    assertThat(SchemaVersion.tryParse(text)).isEmpty();
    assertThatThrownBy(() -> SchemaVersion.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not a version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "1_2", "1.0"})
  void keepsWhatWasWritten(String text) {
    assertThat(SchemaVersion.parse(text)).hasToString(text);
  }

  @Test
  void aVersionOfAMillionPartsTakesNoStack() { // W7
    String text = "1" + ".1".repeat(1_000_000);

    assertThat(SchemaVersion.tryParse(text)).isEmpty();
    assertThat(SchemaVersion.tryParse(text + "x")).isEmpty();
  }
}
