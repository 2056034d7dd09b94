package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.run.ScriptOutline;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.ScriptStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F2: undo parts of a script, which are separated from it as in other tools.
final class UndoPartTest {
  private final Path folder;

  UndoPartTest(@TempDir Path folder) {
    this.folder = folder;
  }

  // F2
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node-pg-migrate | -- Up Migration\\n\\nC;\\n\\n-- Down Migration\\n\\nD;
          node-pg-migrate | C;\\n-- down migration\\nD;
          node-pg-migrate | C;\\n  ----  DOWN   MIGRATION ----\\nD;
          node-pg-migrate | C;\\n--Down Migration: takes the table away\\nD;
          node-pg-migrate | C;\\r\\n-- Down Migration\\r\\nD;
          Play evolutions | -- !Ups\\nC;\\n-- !Downs\\nD;
          Play evolutions | # --- !Ups\\nC;\\n# --- !Downs\\nD;
          Play evolutions | # Customers\\n\\n# --- !Ups\\n\\nC;\\n\\n# ---!Downs\\n\\nD;
          Play evolutions | C;\\n--- !Downs\\nD;
          micrate         | -- +micrate Up\\nC;\\n-- +micrate Down\\nD;
          micrate         | C;\\n--+micrate down\\nD;
          bob             | -- +bob Up\\nC;\\n-- +bob Down\\nD;
          goose           | C;\\n/* +goose Down */\\nD;
          sql-migrate     | -- +migrate Up\\nC;\\n-- +migrate Down\\nD;
          sql-migrate     | C;\\n-- + migrate down notransaction\\nD;
          rambler         | -- rambler up\\nC;\\n-- rambler down\\nD;
          shmig           | -- ==== UP ====\\nC;\\n-- ==== DOWN ====\\nD;
          MyBatis         | --// first\\nC;\\n--//@UNDO\\nD;
          MyBatis         | -- // first\\nC;\\n-- //@undo\\nD;
          MyBatis         | C;\\n-- @UNDO\\nD;
          MyBatis         | C;\\n--   // @Undo\\nD;
          tern            | C;\\n---- create above / drop below ----\\nD;
          """)
  void isRefusedInTheNameOfItsTool(String tool, String text) throws IOException {
    assertThat(refusals("001_a.sql", sql(text.translateEscapes())))
        .singleElement()
        .asString()
        .contains(
            ": this is a "
                + tool
                + " script, with an up and an undo part in one file: put the undo part into a separate file, 001_a.down.sql");
  }

  // F2
  @ParameterizedTest
  @ValueSource(
      strings = {
        "C;\n-- down\nD;",
        "-- Up\nC;\n-- Down\nD;",
        "C;\n--DOWN\nD;",
        "C;\n----- DOWN -----\nD;",
        "C;\n------------\n-- DOWN\n------------\nD;",
        "C;\n/* down */\nD;",
        "C; /* down */ D;",
        "C;\n/*\n * DOWN\n */\nD;",
        "C;\n-- UNDO\nD;",
        "C;\n-- Undo:\nD;",
        "C;\n-- rollback\nD;",
        "C;\n-- Roll back\nD;",
        "C;\n-- ROLLBACK script\nD;",
        "C;\n-- revert\nD;",
        "C;\n-- [revert]\nD;",
        "C;\n-- Downgrade\nD;",
        "C;\n-- migrate down\nD;",
        "C;\n-- Migration: down\nD;",
        "C;\n-- section: down\nD;",
        "C;\n-- @down\nD;",
        "C;\n-- #down\nD;",
        "C;\n-- <<< DOWN >>>\nD;",
        "C;\n-- :foo down\nD;",
        "C;\n-- foo:down\nD;",
        "C;\n-- footool:rollback\nD;",
        "C;\n-- goose Down\nD;",
        "C;\n-- down.sql --\nD;",
        "C;\n-- ↓ DOWN ↓\nD;",
        "C;\n-- 2. Down\nD;",
        "C;\n-- begin rollback\nD;",
        "C;\n-- Reverse migration\nD;",
        "C;\n-- backwards migration script\nD;",
        "C;\n-- Write the up migration here\nC2;\n-- Write the down migration here\nD;",
        "-- foo up\nC;\n-- foo down\nD;",
        "-- Part A: forward\nC;\n-- Part A: backward\nD;",
        "-- down\nD;",
        "C;\n-- down\n-- takes the table away;\nD;",
        "C;\n-- rollback\n-- DROP TABLE b;\nD;",
        "C;\n-- rollback\n-- DROP TABLE b;\n\nD;",
        "BEGIN;\nC;\nCOMMIT;\n-- down\nBEGIN;\nD;\nCOMMIT;"
      })
  void isRefusedWhateverToolItIsOf(String text) throws IOException {
    assertThat(refusals("001_a.sql", sql(text)))
        .singleElement()
        .asString()
        .contains("begins a part that undoes the statements above it")
        .contains(
            "put the undo part into a separate file, 001_a.down.sql, or divide the file with '-- migrate:up' and '-- migrate:down'; if it is an ordinary comment, write '-- lockstep: allow undo-part REASON' above it");
  }

  // F2: comments that real scripts have
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- Up\nC;",
        "C;\n-- down\n",
        "C;\n-- down\n-- DROP TABLE a;",
        "C;\n-- ROLLBACK;\nC;",
        "BEGIN;\nC;\n-- ROLLBACK;\nCOMMIT;",
        "BEGIN;\nC;\n-- rollback\nCOMMIT;",
        "BEGIN;\nC;\n-- rollback\nCOMMIT;\nBEGIN;\nC;\n--rollback\ncommit;",
        "C;\n-- Rollback:\n-- DROP TABLE a;\n\nC;\n-- Rollback:\n-- DROP TABLE b;",
        "C;\n-- Undo the previous change\nD;",
        "C;\n-- Revert permissions\nREVOKE ALL ON a FROM PUBLIC;",
        "C;\n-- rollback: DROP TABLE a;\nC;",
        "C;\n-- TODO: revert\nC;",
        "C;\n-- lock down\nREVOKE ALL ON a FROM PUBLIC;",
        "-- thumbs up\nINSERT INTO a VALUES (1);\n-- thumbs down\nINSERT INTO a VALUES (2);",
        "-- forward\nINSERT INTO a VALUES (1);\n-- reverse\nINSERT INTO a VALUES (2);",
        "C;\n-- down migration is not supported\nC;",
        "C;\n-- Add down migration script here and there\nC;",
        "C; -- rollback\nC;",
        "INSERT INTO a VALUES (\n-- up\n1,\n-- down\n2);",
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  -- down\n  PERFORM 1;\nEND $$;\nC;",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC\n-- down\nSELECT 1;\nEND;\nC;",
        "INSERT INTO a VALUES ('\n-- Down Migration\n');\nC;",
        "COPY a FROM stdin;\n-- down\n\\.\nC;",
        "COPY a FROM stdin;\n-- Down Migration\n\\.\nC;",
        "C;\n-- lockstep: allow undo-part it is about ducks\n-- down\nC;",
        "C;\n-- down\n-- lockstep: allow undo-part it is about ducks\nC;",
        "-- lockstep: allow-file undo-part it is about ducks\nC;\n-- down\nC;",
        "/* lockstep: allow-file undo-part ducks */\nC;\n-- Down Migration\nC;",
      })
  void isNotSeenInOrdinaryComments(String text) throws IOException {
    assertThat(refusals("001_a.sql", sql(text))).isEmpty();
  }

  // F2
  @ParameterizedTest
  @ValueSource(
      strings = {
        "C;\n-- lockstep: allow undo-part\n-- down\nD;",
        "C;\n-- lockstep: allow undo-part ducks\nC;\n-- down\nD;",
        "C;\n-- lockstep: allow drop-table ducks\n-- down\nD;",
        "C;\n/* lockstep: allow undo-part */\n-- down\nD;"
      })
  void isAcceptedWithAReasonAndBesideTheCommentAlone(String text) throws IOException {
    assertThat(refusals("001_a.sql", sql(text))).hasSize(1);
  }

  // F2
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V7__a.sql                | a separate file, U7__a.sql
          7__a.sql                 | a separate file, U7__a.sql
          007_a.up.sql             | a separate file, 007_a.down.sql
          1.sql                    | a separate file, 1.down.sql, or divide the file with
          R__a.sql                 | remove the undo part
          afterMigrate.sql         | remove the undo part
          """)
  void hasAWayOutInEachStyle(String file, String wayOut) throws IOException {
    assertThat(refusals(file, sql("C;\n-- Down Migration\nD;")))
        .singleElement()
        .asString()
        .startsWith(file + ", line 2: this is a node-pg-migrate script")
        .contains(wayOut);
  }

  // F2
  @Test
  void isRefusedInAStyleThatIsSaidToo() throws IOException {
    Files.writeString(folder.resolve("001_a.sql"), sql("C;\n-- Down\nD;"));

    assertThat(refusals(Optional.of(ScriptStyle.NUMBERED))).hasSize(1);
  }

  // F2
  @Test
  void mayStandWhereTheStyleSaysWhatItMeans() throws IOException {
    Files.writeString(
        folder.resolve("001_a.sql"), sql("-- +goose Up\nC;\n-- +goose Down\n-- Down\nD;"));
    assertThat(refusals(Optional.empty())).isEmpty();

    Files.writeString(
        folder.resolve("001_a.sql"), sql("-- +goose Up\nC;\n-- Down\nD;\n-- +goose Down\nD;"));
    assertThat(refusals(Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("001_a.sql, line 3: '-- Down' begins a part")
        .contains("001_a.down.sql, or below '-- +goose Down'");
  }

  // F2, W8
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- down x y\n",
        "/* down x y */",
        ";",
        "-- up\n",
        "-- rollback;\n",
        "-- rollback\n-- x;\n",
        "-- lockstep: allow undo-part x\n-- down\n",
        "SELECT 1;\n-- a\n"
      })
  void isLookedForInLinearTime(String piece) throws IOException {
    Files.writeString(
        folder.resolve("001_a.sql"), piece.repeat((512 << 10) / piece.length()) + "\n\nSELECT 1;");

    Assertions.assertTimeout(
        Duration.ofSeconds(20), () -> assertThat(refusals(Optional.empty())).isEmpty());
  }

  private List<String> refusals(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return refusals(Optional.empty());
  }

  private List<String> refusals(Optional<ScriptStyle> style) {
    return switch (ScriptSet.read(List.of(folder), Map.of(), style, DeclarativeScripts.NONE)) {
      case ScriptReading.Refused refused -> throw new AssertionError(refused.errors());
      case ScriptSet set ->
          Stream.concat(set.scripts().stream(), set.callbacks().stream())
              .flatMap(script -> ScriptOutline.of(script, StandardStrings.ON).refusals().stream())
              .toList();
    };
  }

  private static String sql(String text) {
    return text.replace("C2;", "CREATE TABLE b (id text);")
        .replace("C;", "CREATE TABLE a (id text);")
        .replace("D;", "DROP TABLE a;");
  }
}
