package dev.lockstep.engine.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.testing.ScriptFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Maps histories of other tools to a set.
final class AdoptionTest {
  private static final AppliedMetadata TRACE =
      new AppliedMetadata(Instant.parse("2020-02-02T20:20:20Z"), Duration.ofMillis(7), "ann");

  private final ScriptFolder scripts;

  AdoptionTest(@TempDir Path folder) {
    scripts = ScriptFolder.in(folder);
  }

  /// Rows as `version type`, in the order of their ranks: `R` has no version, `!` means failed, `~`
  /// a different checksum and `?` none. The set has V1, V2, V3, B2, U2 and R__view.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 SQL, 2 SQL, R SQL                  | V1__a.sql, V2__b.sql, R__view.sql
          1 SQL, 2 SQL?                        | V1__a.sql, V2__b.sql
          1.0 SQL, 3 SPRING_JDBC?              | V1__a.sql, V3__c.sql
          R SQL, R SQL                         | R__view.sql
          1 SQL, 2 SQL, 2 UNDO_SQL             | V1__a.sql
          1 SQL, 2 SQL, 2 UNDO_SQL, 2 SQL      | V1__a.sql, V2__b.sql
          1 SQL, 2 SQL, 2 DELETE               | V1__a.sql
          R SQL, R DELETE                      | ''
          2 SQL_BASELINE, 3 SQL                | B2__base.sql, V3__c.sql
          2 BASELINE, 3 SQL                    | << Flyway Baseline >>, V3__c.sql
          9 BASELINE                           | << Flyway Baseline >>
          """)
  void theNewestRowOfEachVersionOfFlywayCounts(String rows, String applied) {
    Adoption adoption = flyway(rows);

    assertThat(names(adoption)).isEqualTo(applied);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 SQL!             | V1__x.sql failed there: undo what it has changed, and run flyway repair
          1 SQL, 1 SQL!      | V1__x.sql failed there: undo what it has changed, and run flyway repair
          7 SQL              | version 7 (V7__x.sql) is applied there, but missing from the set: add the file
          4 SQL_BASELINE     | version 4 (V4__x.sql) is applied there, but missing from the set: add the file
          """)
  void whatFlywayLeftUnclearIsATrouble(String rows, String trouble) {
    assertThat(troubles(flyway(rows))).containsExactly(trouble);
  }

  @Test
  void allTroublesAreNamedAtOnce() {
    assertThat(troubles(flyway("1 SQL!, 2 SQL~, 7 SQL"))).hasSize(3);
  }

  @Test
  void anEditedScriptIsNoticedByFlywaysChecksum() {
    assertThat(troubles(flyway("1 SQL~")))
        .singleElement()
        .asString()
        .startsWith("V1__a.sql was edited after it was applied (Flyway's checksum was 12345,")
        .endsWith("restore the file, or accept it with flyway repair");
  }

  @Test
  void flywaysChecksumKnowsNoLineEnds() {
    assertThat(FlywayHistory.checksum("SELECT 1;\r\n\r\nSELECT 2;"))
        .isEqualTo(FlywayHistory.checksum("SELECT 1;\nSELECT 2;\n"));
  }

  @Test
  void aRepeatableScriptOfAnotherTextRunsAgain() {
    Adoption adoption = flyway("1 SQL, R SQL~");

    assertThat(ready(adoption).applied().getLast().row().checksum()).isNull();
    assertThat(ready(adoption).notes())
        .containsExactly("R__view.sql: changed since Flyway ran it, so it runs again");
  }

  @Test
  void whoDidItAndWhenIsKept() {
    AdoptedRow first = ready(flyway("1 SQL")).applied().getFirst();

    assertThat(first.row().appliedAt()).isEqualTo(TRACE.at());
    assertThat(first.row().duration()).isEqualTo(TRACE.took());
    assertThat(first.appliedBy()).isEqualTo("ann");
    assertThat(first.script()).isNotNull().extracting(Script::undo).isNotNull();
  }

  @Test
  void aSchemaThatFlywayMadeIsNoHistory() {
    var row =
        new FlywayHistory.Row(null, "made", "SCHEMA", "\"shop\"", null, true, AppliedMetadata.NONE);

    assertThat(new FlywayHistory("shop.flyway_schema_history", List.of(row)).isEmpty()).isTrue();
  }

  /// The set has 1, 2, 3 and 10.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2, clean  | 1_a.up.sql, 2_b.up.sql | ''
          10, clean | 1_a.up.sql, 2_b.up.sql, 3_c.up.sql, 10_d.up.sql | ''
          2, dirty  | '' | version 2 is dirty, because its script failed part way: repair the schema, and set its version with migrate force VERSION
          4, clean  | '' | version 4 is applied there, but missing from the set: add the file
          """)
  void aVersionOfGolangMigrateMeansAllUpToIt(String row, String applied, String trouble) {
    for (String name : List.of("1_a", "2_b", "3_c", "10_d")) {
      scripts.with(name + ".up.sql", "SELECT 1").with(name + ".down.sql", "SELECT 2");
    }
    String[] parts = row.split(", ", -1);
    var history =
        new GolangMigrateHistory(
            "public.schema_migrations",
            List.of(new GolangMigrateHistory.Row(parts[0], parts[1].equals("dirty"))));

    Adoption adoption = history.adoptedInto(set());

    assertThat(names(adoption)).isEqualTo(applied);
    assertThat(String.join("", troubles(adoption))).isEqualTo(trouble);
  }

  /// Rows as versions; `-` after a version means that it was rolled back.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0, 1, 2       | 001_a.sql, 002_b.sql | ''
          0, 1, 2, 2-   | 001_a.sql            | ''
          0, 1, 1-, 1   | 001_a.sql            | ''
          0, 1, 9       | ''                   | version 9 is applied there, but missing from the set: add the file
          0, 9, 9-      | ''                   | ''
          """)
  void theNewestRowOfEachVersionOfGooseCounts(String rows, String applied, String trouble) {
    scripts
        .with("001_a.sql", "-- +goose Up\nSELECT 1;\n")
        .with("002_b.sql", "-- +goose Up\nSELECT 1;\n");
    var history =
        new GooseHistory(
            "public.goose_db_version",
            Stream.of(rows.split(", ", -1))
                .map(row -> new GooseHistory.Row(row.replace("-", ""), !row.endsWith("-"), TRACE))
                .toList());

    Adoption adoption = history.adoptedInto(set());

    assertThat(names(adoption)).isEqualTo(applied);
    assertThat(String.join("", troubles(adoption))).isEqualTo(trouble);
  }

  @Test
  void theVersionsOfDbmateAreThoseOfTheFiles() {
    scripts
        .with("20260101120000_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n")
        .with("20260102120000_b.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n");

    assertThat(names(new DbmateHistory("s.t", List.of("20260101120000")).adoptedInto(set())))
        .isEqualTo("20260101120000_a.sql");
    assertThat(troubles(new DbmateHistory("s.t", List.of("19990101120000")).adoptedInto(set())))
        .hasSize(1);
  }

  /// Rows as `version type applied/total`; `!` means an error.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 2 3/3                 | 1_a.sql          | ''
          .atlas_cloud 2 0/0      | ''               | ''
          1 1 0/0, 2 2 1/1        | atlas-baseline, 2_b.sql | ''
          1 6 0/0                 | 1_a.sql          | ''
          1 6 2/3!                | 1_a.sql          | ''
          1 4 0/0                 | 1_a.sql          | ''
          1 2 2/3                 | '' | version 1 is partially applied (2 of 3 statements): finish it with atlas migrate apply, or resolve it with atlas migrate set
          1 2 3/3!                | '' | version 1 is partially applied (3 of 3 statements): finish it with atlas migrate apply, or resolve it with atlas migrate set
          8 2 1/1                 | '' | version 8 (x) is applied there, but missing from the set: add the file
          """)
  void aRevisionOfAtlasCountsWhenItIsThrough(String rows, String applied, String trouble) {
    scripts.with("1_a.sql", "SELECT 1").with("2_b.sql", "SELECT 1");
    var revisions = new ArrayList<AtlasHistory.Row>();
    for (String row : rows.split(", ", -1)) {
      String[] parts = row.replace("!", "").split("[ /]", -1);
      revisions.add(
          new AtlasHistory.Row(
              parts[0],
              "x",
              Long.parseLong(parts[1]),
              Long.parseLong(parts[2]),
              Long.parseLong(parts[3]),
              row.endsWith("!"),
              TRACE));
    }

    Adoption adoption = new AtlasHistory("s.t", revisions).adoptedInto(set());

    assertThat(names(adoption)).isEqualTo(applied);
    assertThat(String.join("", troubles(adoption))).isEqualTo(trouble);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 true same   | 1_a.sql | ''
          1 true marked | 1_a.sql | ''
          1 true other  | ''      | 1_a.sql was edited after it was applied: its checksum differs from the one that sqlx recorded. Restore the file
          1 false same  | ''      | version 1 (a) failed part way: repair the schema, and delete that row of public._sqlx_migrations
          5 true same   | ''      | version 5 (a) is applied there, but missing from the set: add the file
          """)
  void aRowOfSqlxCountsWhenItSucceededAndTheFileIsTheSame(
      String row, String applied, String trouble) {
    scripts.with("1_a.sql", "SELECT 1;\r\n");
    String[] parts = row.split(" ", -1);
    String text =
        switch (parts[2]) {
          case "marked" -> "\uFEFFSELECT 1;\r\n";
          case "other" -> "SELECT 1;\n";
          default -> "SELECT 1;\r\n";
        };
    var history =
        new SqlxHistory(
            "public._sqlx_migrations",
            List.of(
                new SqlxHistory.Row(
                    parts[0], "a", parts[1].equals("true"), SqlxHistory.checksum(text), TRACE)));

    Adoption adoption = history.adoptedInto(set());

    assertThat(names(adoption)).isEqualTo(applied);
    assertThat(String.join("", troubles(adoption))).isEqualTo(trouble);
  }

  /// Rows as `author:id file type`.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ann:1 db/1_a.sql EXECUTED, ann:2 db/1_a.sql EXECUTED  | 1_a.sql | ''
          ann:1 db\\1_a.sql RERAN, ann:2 db/1_a.sql MARK_RAN     | 1_a.sql | ''
          includeAll:raw db/2_b.sql EXECUTED                    | 2_b.sql | ''
          ann:1 db/1_a.sql EXECUTED                             | ''      | 1_a.sql is partially applied, without changeset ann:2: finish the file with Liquibase
          ann:1 db/2_b.sql FAILED                               | ''      | changeset ann:1 of 2_b.sql failed there: run it with Liquibase
          ann:1 db/main.xml EXECUTED                            | ''      | changesets of db/main.xml are applied there, but the script is missing from the set: Lockstep only runs SQL; declare a baseline instead with lockstep baseline --version V
          ann:1 db/7_z.sql EXECUTED                             | ''      | changesets of db/7_z.sql are applied there, but the script is missing from the set: add the file
          """)
  void aFileOfLiquibaseCountsWhenAllItsChangesetsAreThere(
      String rows, String applied, String trouble) {
    scripts
        .with(
            "1_a.sql",
            "--liquibase formatted sql\n\n--changeset ann:1\nSELECT 1;\n-- changeset ann:2 runOnChange:true\nSELECT 2;\n")
        .with("2_b.sql", "SELECT 1");

    Adoption adoption = liquibase(rows, null).adoptedInto(set());

    assertThat(names(adoption)).isEqualTo(applied);
    assertThat(String.join("", troubles(adoption))).isEqualTo(trouble);
  }

  // F3
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dbms:h2               | ''
          dbms:!postgresql      | ''
          ignore:true           | ''
          context:demo          | 1_a.sql is applied without changeset ann:2, which has context:demo: remove that changeset from the file, or put it into a separate file for this database
          labels:"a, b"         | 1_a.sql is applied without changeset ann:2, which has labels:"a, b": remove
          dbms:postgresql       | 1_a.sql is partially applied, without changeset ann:2: finish the file with Liquibase
          runOnChange:true      | 1_a.sql is partially applied, without changeset ann:2: finish the file with Liquibase
          """)
  void aChangesetForOthersKeepsNoHistoryOfLiquibaseFromBeingAdopted(
      String attribute, String trouble) {
    scripts.with(
        "1_a.sql",
        "--liquibase formatted sql\n\n--changeset ann:1\nSELECT 1;\n--changeset ann:2 %s\nSELECT 2;\n"
            .formatted(attribute));

    Adoption adoption = liquibase("ann:1 db/1_a.sql EXECUTED", null).adoptedInto(set());

    if (trouble.isEmpty()) {
      assertThat(names(adoption)).isEqualTo("1_a.sql");
    } else {
      assertThat(String.join("", troubles(adoption))).startsWith(trouble);
    }
  }

  @Test
  void aLockThatLiquibaseHoldsIsATrouble() {
    scripts.with("2_b.sql", "SELECT 1");

    Adoption adoption = liquibase("ann:1 2_b.sql EXECUTED", "host-1 (10.0.0.1)").adoptedInto(set());

    assertThat(troubles(adoption))
        .containsExactly(
            "its lock is held by host-1 (10.0.0.1): wait for that run to finish, or run liquibase release-locks");
  }

  private static LiquibaseHistory liquibase(String rows, @Nullable String lockedBy) {
    return new LiquibaseHistory(
        "public.databasechangelog",
        Stream.of(rows.split(", ", -1))
            .map(row -> row.split("[ :]", -1))
            .map(row -> new LiquibaseHistory.Row(row[1], row[0], row[2], row[3], TRACE))
            .toList(),
        lockedBy);
  }

  private Adoption flyway(String rows) {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("V2__b.sql", "CREATE TABLE b ()")
        .with("U2__b.sql", "DROP TABLE b")
        .with("B2__base.sql", "CREATE TABLE a (); CREATE TABLE b ()")
        .with("V3__c.sql", "CREATE TABLE c ()")
        .with("R__view.sql", "CREATE VIEW v AS SELECT 1");
    ScriptSet set = set();
    return new FlywayHistory(
            "public.flyway_schema_history",
            Stream.of(rows.split(", ", -1)).map(row -> flywayRow(row, set)).toList())
        .adoptedInto(set);
  }

  private static FlywayHistory.Row flywayRow(String row, ScriptSet set) {
    String[] parts = row.split(" ", -1);
    String version = parts[0].equals("R") ? null : parts[0];
    String type = parts[1].replaceAll("[!?~]", "");
    String script =
        type.equals("BASELINE") ? "<< Flyway Baseline >>" : "V%s__x.sql".formatted(parts[0]);
    return new FlywayHistory.Row(
        version,
        version == null ? "view" : "x",
        type,
        script,
        row.endsWith("?")
            ? null
            : row.endsWith("~") ? Integer.valueOf(12345) : checksum(version, type, set),
        !row.endsWith("!"),
        TRACE);
  }

  private static Integer checksum(@Nullable String version, String type, ScriptSet set) {
    return set.scripts().stream()
        .filter(script -> type.endsWith("BASELINE") == script.fileName().startsWith("B"))
        .filter(
            script ->
                version == null
                    ? script.version().isEmpty()
                    : script
                        .version()
                        .filter(v -> v.text().equals(version.replace(".0", "")))
                        .isPresent())
        .map(script -> FlywayHistory.checksum(script.source()))
        .findFirst()
        .orElse(0);
  }

  private ScriptSet set() {
    return (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
  }

  private static String names(Adoption adoption) {
    return switch (adoption) {
      case Adoption.Refused _ -> "";
      case Adoption.Ready ready ->
          String.join(", ", ready.applied().stream().map(each -> each.row().name()).toList());
    };
  }

  private static List<String> troubles(Adoption adoption) {
    return switch (adoption) {
      case Adoption.Refused refused -> refused.troubles();
      case Adoption.Ready _ -> List.of();
    };
  }

  private static Adoption.Ready ready(Adoption adoption) {
    assertThat(adoption).isInstanceOf(Adoption.Ready.class);
    return (Adoption.Ready) adoption;
  }
}
