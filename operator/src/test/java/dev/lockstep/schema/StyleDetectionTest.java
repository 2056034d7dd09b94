package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StyleDetectionTest {
  /// Sets as real projects have them, with the versions of the files in order.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V1__a.sql, V2__b.sql                            | FLYWAY   | 1, 2
          V1__a.sql, U1__a.sql, R__v.sql, afterMigrate.sql| FLYWAY   | 1, 1, null, null
          B5__base.sql, V6__x.sql                         | FLYWAY   | 5, 6
          1__a.sql, 2__b.sql                              | FLYWAY   | 1, 2
          1_1__a.sql, 1_2__b.sql                          | FLYWAY   | 1_1, 1_2
          1.2__x.sql, R__v.sql                            | FLYWAY   | 1.2, null
          1__a.sql, U1__a.sql                             | FLYWAY   | 1, 1
          1_2__x.sql, 2_y.sql                             | NUMBERED | 1, 2
          001_a.sql, 002__b.sql                           | NUMBERED | 001, 002
          001_a.sql, 001_a.down.sql                       | NUMBERED | 001, 001
          001__a.sql, 001__a.rollback.sql                 | NUMBERED | 001, 001
          001.sql, 002.sql                                | NUMBERED | 001, 002
          1_a.up.sql, 1_a.down.sql, 2_b.up.sql            | UP_DOWN  | 1, 1, 2
          001__a.up.sql, 001__a.down.sql                  | UP_DOWN  | 001, 001
          001_a.down.sql                                  | UP_DOWN  | 001
          20220410155201_initial_setup.sql                | NUMBERED | 20220410155201
          R__v.sql, afterMigrate.sql                      | FLYWAY   | null, null
          """)
  void findsTheStyleThatAllNamesHave(String files, ScriptStyle style, String versions) {
    StyleDetection found = StyleDetection.of(List.of(files.strip().split(", ?")));

    assertThat(found.errors()).isEmpty();
    assertThat(found.scripts()).extracting(ScriptName::style).containsOnly(style);
    assertThat(found.scripts().stream().map(name -> String.valueOf(name.version())).toList())
        .containsExactly(versions.split(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V1__a.sql, 002_b.sql      | V1__a.sql (Flyway), 002_b.sql (numbered)
          001_a.up.sql, 002_b.sql   | 001_a.up.sql (golang-migrate), 002_b.sql (numbered)
          V1__a.sql, 2__b.sql       | V1__a.sql (Flyway), 2__b.sql (Flyway without a prefix)
          R__v.sql, 002_b.sql       | R__v.sql (Flyway), 002_b.sql (numbered)
          V1__a.sql, 1_a.down.sql   | V1__a.sql (Flyway), 1_a.down.sql (golang-migrate)
          V1__a.sql, 1_a.rollback.sql | V1__a.sql (Flyway), 1_a.rollback.sql (numbered)
          """)
  void refusesTwoStylesAtOnce(String files, String sentence) {
    assertThat(StyleDetection.of(List.of(files.split(", "))).errors())
        .containsExactly(
            "the scripts have more than one naming style: "
                + sentence
                + "; rename them to one style");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V2__b.SQL              | the extension must be .sql in lower case
          V2__b.Sql              | the extension must be .sql in lower case
          v2__b.sql              | Flyway prefixes are upper case
          r__b.sql               | Flyway prefixes are upper case
          R1__view.sql           | a repeatable script has no version
          V2_b.sql               | two underscores separate version and description
          V1.2_b.sql             | two underscores separate version and description
          beforeClean.sql        | this one would never run. Remove the file
          afterMigrateError.sql  | this one would never run. Remove the file
          beforeUndo__x.sql      | this one would never run. Remove the file
          beforeRepeatables.sql  | this one would never run. Remove the file
          createSchema.sql       | this one would never run. Remove the file
          afterMigrates.sql      | this one would never run. Remove the file
          README.md              | expected V7__add_x.sql (Flyway)
          atlas.sum              | Rename or remove the file
          2024-01-31T12+0200_a.sql | it contains a time in an unknown format. Write the time as in 2024-01-31T120000_add_x.sql
          undo_001_a.sql         | undo scripts are named like 007_add_x.down.sql, U7__add_x.sql or
          down.sql               | undo scripts are named like
          schema.sql             | Rename or remove the file
          """)
  void saysHowANameCouldBeTaken(String fileName, String wayOut) {
    StyleDetection found = StyleDetection.of(List.of("V1__a.sql", fileName));

    assertThat(found.scripts()).extracting(ScriptName::fileName).containsExactly("V1__a.sql");
    assertThat(found.errors())
        .singleElement()
        .asString()
        .startsWith(fileName + ": not a recognized script name: ")
        .contains(wayOut);
  }

  @Test
  void tellsAllErrorsAtOnce() {
    assertThat(StyleDetection.of(List.of("V1__a.sql", "002_b.sql", "x.txt", "V3.SQL")).errors())
        .hasSize(3);
  }

  @Test
  void takesAnEmptySet() {
    assertThat(StyleDetection.of(List.of())).isEqualTo(new StyleDetection(List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({"GOOSE", "DBMATE"})
  void takesTheWordOfAFileForItsStyle(ScriptStyle style) {
    var names = List.of("001__a.sql", "002__b.sql");

    StyleDetection found =
        StyleDetection.of(names, Map.of("001__a.sql", style, "002__b.sql", style));

    assertThat(found.errors()).isEmpty();
    assertThat(found.scripts()).extracting(ScriptName::style).containsOnly(style);
  }

  @Test
  void refusesFilesThatTellAnotherStyleThanTheirNames() {
    assertThat(
            StyleDetection.of(List.of("V1__a.sql"), Map.of("V1__a.sql", ScriptStyle.GOOSE))
                .errors())
        .singleElement()
        .asString()
        .contains(
            "V1__a.sql: a goose script contains its undo part and has a name such as 00007_add_x.sql");
  }

  @Test
  void refusesFilesThatTellAnotherStyleThanTheOthers() {
    var names = List.of("1_a.sql", "2_b.sql");

    assertThat(StyleDetection.of(names, Map.of("1_a.sql", ScriptStyle.GOOSE)).errors())
        .containsExactly(
            "the scripts have more than one naming style: 1_a.sql (goose), 2_b.sql (numbered);"
                + " rename them to one style");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FLYWAY   | 1_2__x.sql     | 1_2
          NUMBERED | 1_2__x.sql     | 1
          NUMBERED | 1_x.down.sql   | 1
          UP_DOWN  | 1_x.down.sql   | 1
          GOOSE    | 00001_x.sql    | 00001
          DBMATE   | 20260101_x.sql | 20260101
          """)
  void readsNamesInAChosenStyle(ScriptStyle style, String fileName, String version) {
    StyleDetection found = StyleDetection.as(style, List.of(fileName), Map.of());

    assertThat(found.errors()).isEmpty();
    assertThat(found.scripts())
        .singleElement()
        .extracting(ScriptName::version)
        .hasToString(version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FLYWAY   | 001_a.sql     | 001_a.sql: this is a script of the style numbered, but the set is declared as Flyway
          NUMBERED | V1__a.sql     | V1__a.sql: this is a script of the style Flyway, but the set is declared as numbered
          UP_DOWN  | 001_a.sql     | declared as golang-migrate
          GOOSE    | 1_x.up.sql    | declared as goose
          DBMATE   | notes.txt     | notes.txt: not a recognized script name
          """)
  void refusesNamesOfOtherStylesThanTheChosenOne(
      ScriptStyle style, String fileName, String sentence) {
    StyleDetection found = StyleDetection.as(style, List.of(fileName), Map.of());

    assertThat(found.scripts()).isEmpty();
    assertThat(found.errors()).singleElement().asString().contains(sentence);
  }
}
