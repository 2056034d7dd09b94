package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionWindowTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          >=7          | 7        | true
          >=7          | 6.99     | false
          >=7          | 7.0.0    | true
          >7           | 7        | false
          >7           | 7.0      | false
          >7           | 7.0.1    | true
          <9           | 9        | false
          <9           | 8.99     | true
          <=9          | 9.0      | true
          <=9          | 9.0.1    | false
          >=7 <9       | 8        | true
          >=7 <9       | 10       | false
          =5           | 5.0      | true
          =5           | 5.1      | false
          >=1.9        | 1.10     | true
          >=007        | 7        | true
          >=1 >3 <9 <8 | 3        | false
          >=1 >3 <9 <8 | 7        | true
          >=1 >3 <9 <8 | 8        | false
          >=99999999999999999999 | 100000000000000000000 | true
          """)
  void containsWhatAllComparisonsAdmit(String window, String version, boolean inside) {
    assertThat(window(window).contains(SchemaVersion.parse(version))).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          >=7 <9  | >=8     | true
          >=7 <9  | >=9     | false
          >=7 <=9 | >=9     | true
          >=7 <=9 | >9      | false
          =5      | =5.0    | true
          =5      | =6      | false
          <1      | >=1     | false
          >1      | <1.0.1  | true
          """)
  void intersectsWhenAVersionLiesInBoth(String one, String other, boolean intersects) {
    assertThat(window(one).intersects(window(other))).isEqualTo(intersects);
    assertThat(window(other).intersects(window(one))).isEqualTo(intersects);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          >=7 <9 <10 | >=7 <9
          <=10 <=9   | <=9
          =5 <7      | =5
          <9 <=8     | <=8
          <8 <=8     | <8
          <9 <=9     | <9
          """)
  void endsAtTheTightestUpperBound(String window, String expected) {
    assertThat(window(window)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          >=7  <9      | >=7 <9
          <9 >=7       | >=7 <9
          >=5 <=5      | =5
          > 1 >= 1     | >1
          =1.10        | =1.10
          """)
  void isWrittenAsItIsRead(String written, String expected) {
    assertThat(window(written)).hasToString(expected);
  }

  private static VersionWindow window(String text) {
    return switch (Requirements.parse("orders " + text)) {
      case Requirements requirements -> requirements.all().getFirst().window().orElseThrow();
      case RequirementsReading.Mistake mistake -> throw new AssertionError(mistake.message());
    };
  }
}
