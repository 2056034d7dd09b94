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
          V7__add_x.sql                | VERSIONED  | FORWARD | 7        | add x
          V7.sql                       | VERSIONED  | FORWARD | 7        | ''
          V7__x.sql                    | VERSIONED  | FORWARD | 7        | x
          V1_2_3__add.sql              | VERSIONED  | FORWARD | 1_2_3    | add
          V1.10__add x.sql             | VERSIONED  | FORWARD | 1.10     | add x
          V0_0_1_0__create_tables.sql  | VERSIONED  | FORWARD | 0_0_1_0  | create tables
          V7__add.sql.sql              | VERSIONED  | FORWARD | 7        | add.sql
          V1__a.b.sql                  | VERSIONED  | FORWARD | 1        | a.b
          V2024-01-02__a.sql           | VERSIONED  | FORWARD | 2024-01-02 | a
          V2024.01.02.1530__a.sql      | VERSIONED  | FORWARD | 2024.01.02.1530 | a
          V20240101123456789012__a.sql | VERSIONED  | FORWARD | 20240101123456789012 | a
          V001__init.sql               | VERSIONED  | FORWARD | 001      | init
          V1___leading.sql             | VERSIONED  | FORWARD | 1        | ' leading'
          V1__a__b.sql                 | VERSIONED  | FORWARD | 1        | a  b
          V1__ä_ö.sql                  | VERSIONED  | FORWARD | 1        | ä ö
          V1__1.sql                    | VERSIONED  | FORWARD | 1        | 1
          V1__add_(x).sql              | VERSIONED  | FORWARD | 1        | add (x)
          V1__x.up.sql                 | VERSIONED  | FORWARD | 1        | x.up
          V100__database_migration_schedule.sql | VERSIONED | FORWARD | 100 | database migration schedule
          7__add_x.sql                 | VERSIONED  | FORWARD | 7        | add x
          1.2__x.sql                   | VERSIONED  | FORWARD | 1.2      | x
          1_2__x.sql                   | VERSIONED  | FORWARD | 1_2      | x
          20240101__x.y.sql            | VERSIONED  | FORWARD | 20240101 | x.y
          U7__add_x.sql                | VERSIONED  | UNDO    | 7        | add x
          U7.sql                       | VERSIONED  | UNDO    | 7        | ''
          U1.2__x.sql                  | VERSIONED  | UNDO    | 1.2      | x
          B5__base.sql                 | BASELINE   | FORWARD | 5        | base
          B5.sql                       | BASELINE   | FORWARD | 5        | ''
          B1_2__base.sql               | BASELINE   | FORWARD | 1_2      | base
          R__view.sql                  | REPEATABLE | FORWARD | null     | view
          R__1_view.sql                | REPEATABLE | FORWARD | null     | 1 view
          R__order view.sql            | REPEATABLE | FORWARD | null     | order view
          R__a.b.sql                   | REPEATABLE | FORWARD | null     | a.b
          beforeMigrate.sql            | CALLBACK   | FORWARD | null     | ''
          beforeMigrate__1.sql         | CALLBACK   | FORWARD | null     | 1
          beforeEachMigrate.sql        | CALLBACK   | FORWARD | null     | ''
          afterEachMigrate__audit.sql  | CALLBACK   | FORWARD | null     | audit
          afterMigrate__grant_all.sql  | CALLBACK   | FORWARD | null     | grant all
          afterMigrate.sql             | CALLBACK   | FORWARD | null     | ''
          """)
  void takesNamesOfFlywayApart(
      String fileName,
      ScriptKind kind,
      ScriptName.Direction direction,
      String version,
      String description) {
    check(fileName, ScriptStyle.FLYWAY, kind, direction, version, description);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          007_add_x.sql                    | NUMBERED | FORWARD | 007            | add x
          007-add-x.sql                    | NUMBERED | FORWARD | 007            | add-x
          007 add x.sql                    | NUMBERED | FORWARD | 007            | add x
          007_add x.sql                    | NUMBERED | FORWARD | 007            | add x
          007_add.x.sql                    | NUMBERED | FORWARD | 007            | add.x
          007.sql                          | NUMBERED | FORWARD | 007            | ''
          7.sql                            | NUMBERED | FORWARD | 7              | ''
          1.2_x.sql                        | NUMBERED | FORWARD | 1.2            | x
          1.0.0.sql                        | NUMBERED | FORWARD | 1.0.0          | ''
          1.0.0-init.sql                   | NUMBERED | FORWARD | 1.0.0          | init
          0001.create-foo.sql              | NUMBERED | FORWARD | 0001           | create-foo
          0001.create-foo.rollback.sql     | NUMBERED | UNDO    | 0001           | create-foo
          001 - add x.sql                  | NUMBERED | FORWARD | 001            | add x
          001_2_x.sql                      | NUMBERED | FORWARD | 001            | 2 x
          001__x.rollback.sql              | NUMBERED | UNDO    | 001            | x
          20220101_x.sql                   | NUMBERED | FORWARD | 20220101       | x
          20220410155201_initial_setup.sql | NUMBERED | FORWARD | 20220410155201 | initial setup
          20000101000000_auth.sql          | NUMBERED | FORWARD | 20000101000000 | auth
          20240101123456789012_x.sql       | NUMBERED | FORWARD | 20240101123456789012 | x
          2024-01-02-x.sql                 | NUMBERED | FORWARD | 2024-01-02     | x
          2024_01_02_120000_create_x.sql   | NUMBERED | FORWARD | 2024_01_02_120000 | create x
          2024-01-02_1_x.sql               | NUMBERED | FORWARD | 2024-01-02_1   | x
          2024-01-02.sql                   | NUMBERED | FORWARD | 2024-01-02     | ''
          2024-01-02-120000_x.sql          | NUMBERED | FORWARD | 2024-01-02-120000 | x
          2024_01_x.sql                    | NUMBERED | FORWARD | 2024           | 01 x
          2024_01_02fa.sql                 | NUMBERED | FORWARD | 2024           | 01 02fa
          007_add_x.rollback.sql           | NUMBERED | UNDO    | 007            | add x
          007.rollback.sql                 | NUMBERED | UNDO    | 007            | ''
          007_rollback.sql                 | NUMBERED | FORWARD | 007            | rollback
          007_up.sql                       | NUMBERED | FORWARD | 007            | up
          000007_add_x.up.sql              | UP_DOWN  | FORWARD | 000007         | add x
          000007_add_x.down.sql            | UP_DOWN  | UNDO    | 000007         | add x
          20240826120919_init.up.sql       | UP_DOWN  | FORWARD | 20240826120919 | init
          000001_20240826120919_init.up.sql | UP_DOWN | FORWARD | 000001         | 20240826120919 init
          000002_20240903155435_entitlement-expired-index.down.sql | UP_DOWN | UNDO | 000002 | 20240903155435 entitlement-expired-index
          20220101_x.up.sql                | UP_DOWN  | FORWARD | 20220101       | x
          000001-create-teams.up.sql       | UP_DOWN  | FORWARD | 000001         | create-teams
          1_x.tx.up.sql                    | UP_DOWN  | FORWARD | 1              | x.tx
          1.up.sql                         | UP_DOWN  | FORWARD | 1              | ''
          1.down.sql                       | UP_DOWN  | UNDO    | 1              | ''
          001__x.up.sql                    | UP_DOWN  | FORWARD | 001            | x
          2024-01-02-120000_x.up.sql       | UP_DOWN  | FORWARD | 2024-01-02-120000 | x
          """)
  void takesNumberedNamesApart(
      String fileName,
      ScriptStyle style,
      ScriptName.Direction direction,
      String version,
      String description) {
    check(fileName, style, ScriptKind.VERSIONED, direction, version, description);
  }

  // F18
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2024-01-31-11-13-47-a.sql           | NUMBERED | 2024-01-31-11-13-47    | a
          2024-01-31-11-20-00-b.sql           | NUMBERED | 2024-01-31-11-20-00    | b
          2024-01-31_11-13-47_a.sql           | NUMBERED | 2024-01-31_11-13-47    | a
          2024_01_31_11_13_47_a_b.sql         | NUMBERED | 2024_01_31_11_13_47    | a b
          2024-01-31-11-13-a.sql              | NUMBERED | 2024-01-31-11-13       | a
          2024-01-31T120000_a.sql             | NUMBERED | 2024-01-31-120000      | a
          2024-01-31t120000_a.sql             | NUMBERED | 2024-01-31-120000      | a
          2024-01-31T12-00-00-a.sql           | NUMBERED | 2024-01-31-12-00-00    | a
          2024-01-31T12_00_a.sql              | NUMBERED | 2024-01-31-12_00       | a
          2024-01-31T12:00:05.123Z_a.sql      | NUMBERED | 2024-01-31-12-00-05.123 | a
          2024-01-31T12h00m05s_a.sql          | NUMBERED | 2024-01-31-12-00-05    | a
          2024-01-31_12h00_a.sql              | NUMBERED | 2024-01-31_12-00       | a
          2024-01-31T12_a.sql                 | NUMBERED | 2024-01-31-12          | a
          2024.01.31T14.30.12.users.sql       | NUMBERED | 2024.01.31-14.30.12    | users
          2024.01.31T14.30.12.sql             | NUMBERED | 2024.01.31-14.30.12    | ''
          2024-01-31 11.13.47 a.sql           | NUMBERED | 2024-01-31-11.13.47    | a
          2024-01-31--11-13-47--a.sql         | NUMBERED | 2024-01-31-11-13-47    | a
          20240131T120000_a.sql               | NUMBERED | 20240131-120000        | a
          20240131T120000Z_a.sql              | NUMBERED | 20240131-120000        | a
          20240131_120000_a.sql               | NUMBERED | 20240131_120000        | a
          20240131-1200-a.sql                 | NUMBERED | 20240131-1200          | a
          20240131_12-00-00_a.sql             | NUMBERED | 20240131_12-00-00      | a
          2024-01-31-11-13-47-a.up.sql        | UP_DOWN  | 2024-01-31-11-13-47    | a
          2024-01-31T120000_a.down.sql        | UP_DOWN  | 2024-01-31-120000      | a
          20240131_120000_a.up.sql            | UP_DOWN  | 20240131               | 120000 a
          2024-01-31-a.sql                    | NUMBERED | 2024-01-31             | a
          2024-01-31_2_a.sql                  | NUMBERED | 2024-01-31_2           | a
          2024-01-31-99-bottles.sql           | NUMBERED | 2024-01-31-99          | bottles
          20240131_9999_a.sql                 | NUMBERED | 20240131               | 9999 a
          20249931_1200_a.sql                 | NUMBERED | 20249931               | 1200 a
          """)
  void takesAWholeTimeForTheVersion(
      String fileName, ScriptStyle style, String version, String description) {
    ScriptName name = ScriptName.parse(fileName).orElseThrow();

    assertThat(name.style()).isEqualTo(style);
    assertThat(String.valueOf(name.version())).isEqualTo(version);
    assertThat(name.description()).isEqualTo(description);
  }

  // F18
  @ParameterizedTest
  @CsvSource({
    "2024-01-31-11-13-47-a.sql, 2024-01-31-11, 2024-01-31-11-13-47",
    "2024-01-31T120000_a.sql, 2024, 2024-01-31-120000",
    "2024.01.31T14.30.12.users.sql, 2024.01, 2024.01.31-14.30.12",
    "20240131_120000_a.sql, 20240131, 20240131_120000",
    "2024-01-31-11-13-47-a.up.sql, 2024-01-31-11, 2024-01-31-11-13-47",
    "2024-01-31-11-13-47-a.sql, 7, 7",
    "1_2__x.sql, 1, 1",
    "2024_01_x.sql, 2024, 2024",
    "20240131_120000_a.up.sql, 20240131, 20240131",
    "V2024.01.31.12__x.sql, 2024.01.31, 2024.01.31"
  })
  void readsWhatWasRecordedOfATimeAsTheWhole(String fileName, String recorded, String version) {
    assertThat(ScriptName.wholeVersion(fileName, SchemaVersion.parse(recorded)))
        .hasToString(version);
  }

  private static void check(
      String fileName,
      ScriptStyle style,
      ScriptKind kind,
      ScriptName.Direction direction,
      String version,
      String description) {
    ScriptName name = ScriptName.parse(fileName).orElseThrow();

    assertThat(name.style()).isEqualTo(style);
    assertThat(name.kind()).isEqualTo(kind);
    assertThat(name.direction()).isEqualTo(direction);
    assertThat(String.valueOf(name.version())).isEqualTo(version);
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
        "_7_a.sql",
        "V7a__a.sql",
        "V1..2__a.sql",
        "Vé__a.sql",
        "V٣__a.sql",
        "٣_a.sql",
        "007_.sql",
        "007a_x.sql",
        "007x.sql",
        "V7__a.sql.bak",
        "7_a.sql~",
        "R__.sql",
        "R_view.sql",
        "R1__view.sql",
        "r__view.sql",
        "U__a.sql",
        "B__a.sql",
        "S5__state.sql",
        "beforeClean.sql",
        "afterMigrateError.sql",
        "afterMigrate_x.sql",
        "AfterMigrate.sql",
        "beforeMigrate__.sql",
        "up.sql",
        ".up.sql",
        "2024-01-31T12-00-00+0200-a.sql",
        "2024-01-31T9900_a.sql",
        "2024-01-31T12x_a.sql",
        "20240131T12h99_a.sql",
        "schema.rb",
        "atlas.sum"
      })
  void knowsNoOtherNames(String fileName) {
    assertThat(ScriptName.parse(fileName)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "beforeMigrate.sql,BEFORE_MIGRATE",
    "beforeEachMigrate__x.sql,BEFORE_EACH_MIGRATE",
    "afterEachMigrate.sql,AFTER_EACH_MIGRATE",
    "afterMigrate__x.sql,AFTER_MIGRATE"
  })
  void tellsWhenACallbackRuns(String fileName, CallbackEvent event) {
    assertThat(ScriptName.parse(fileName).orElseThrow().event()).contains(event);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 129})
  void takesVersionsUpToTheirLongest(int digits) {
    assertThat(ScriptName.parse("V" + "9".repeat(digits) + "__a.sql").isPresent())
        .isEqualTo(digits == 128);
  }
}
