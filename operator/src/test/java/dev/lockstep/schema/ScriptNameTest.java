package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V7__add_x.sql               | FLYWAY   | FORWARD | 7        | add x
          V7.sql                      | FLYWAY   | FORWARD | 7        | ''
          V1_2_3__add.sql             | FLYWAY   | FORWARD | 1_2_3    | add
          V1.10__add x.sql            | FLYWAY   | FORWARD | 1.10     | add x
          V0_0_1_0__create_tables.sql | FLYWAY   | FORWARD | 0_0_1_0  | create tables
          V7__add.sql.sql             | FLYWAY   | FORWARD | 7        | add.sql
          V2024-01-02__a.sql          | FLYWAY   | FORWARD | 2024-01-02 | a
          V20240101123456789012__a.sql | FLYWAY  | FORWARD | 20240101123456789012 | a
          007_add_x.sql               | NUMBERED | FORWARD | 007      | add x
          007-add-x.sql               | NUMBERED | FORWARD | 007      | add-x
          7__add_x.sql                | NUMBERED | FORWARD | 7        | add x
          007_add_x.rollback.sql      | NUMBERED | UNDO    | 007      | add x
          000007_add_x.up.sql         | UP_DOWN  | FORWARD | 000007   | add x
          000007_add_x.down.sql       | UP_DOWN  | UNDO    | 000007   | add x
          20240826120919_init.up.sql  | UP_DOWN  | FORWARD | 20240826120919 | init
          """)
  void takesNamesApart(
      String fileName,
      ScriptStyle style,
      ScriptName.Direction direction,
      String version,
      String description) {
    ScriptName name = ScriptName.parse(fileName).orElseThrow();

    assertThat(name.style()).isEqualTo(style);
    assertThat(name.direction()).isEqualTo(direction);
    assertThat(name.version()).hasToString(version);
    assertThat(name.description()).isEqualTo(description);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.sql",
        ".sql",
        "V.sql",
        "V__a.sql",
        "v7__a.sql",
        "V7_a.sql",
        "V7__.sql",
        "V7__a.SQL",
        "V7__a",
        "7.sql",
        "007.sql",
        "_7_a.sql",
        "V7a__a.sql",
        "V1..2__a.sql",
        "Vé__a.sql",
        "V٣__a.sql",
        "007_.sql",
        "V7__a.sql.bak",
        "R__view.sql",
        "U7__a.sql"
      })
  void knowsNoOtherNames(String fileName) {
    assertThat(ScriptName.parse(fileName)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 129})
  void takesVersionsUpToTheirLongest(int digits) {
    assertThat(ScriptName.parse("V" + "9".repeat(digits) + "__a.sql").isPresent())
        .isEqualTo(digits == 128);
  }
}
