package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects of other users with names that Lockstep needs. F22.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class TakenNamesTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;

  TakenNamesTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a (id int)");
  }

  // F22
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE TABLE migration_attempts (id int) | table public.migration_attempts
          CREATE TABLE migration_catalog (id int) | table public.migration_catalog
          CREATE TABLE migration_history (id int) | table public.migration_history
          CREATE VIEW migration_attempts AS SELECT 1 AS v | view public.migration_attempts
          CREATE MATERIALIZED VIEW migration_catalog AS SELECT 1 AS v | materialized view public.migration_catalog
          CREATE SEQUENCE migration_attempts | sequence public.migration_attempts
          CREATE TYPE migration_history AS (id int) | composite type public.migration_history
          CREATE DOMAIN migration_attempts AS text | domain public.migration_attempts
          CREATE TYPE migration_catalog AS ENUM ('a') | type public.migration_catalog
          CREATE TABLE a_table (id int); CREATE INDEX migration_attempts ON a_table (id) | index public.migration_attempts
          CREATE VIEW current_schema_version AS SELECT 1 AS v | view public.current_schema_version
          CREATE TABLE current_schema_version (id int) | table public.current_schema_version
          CREATE TYPE current_schema_version AS ENUM ('a') | type public.current_schema_version
          CREATE TABLE t (id int); CREATE INDEX migration_history_applied_at_idx ON t (id) | index public.migration_history_applied_at_idx
          CREATE TABLE migration_attempts_open_idx (id int) | table public.migration_attempts_open_idx
          CREATE FUNCTION record_migration(name text, status text, error text) RETURNS int LANGUAGE sql AS 'SELECT 1' | function public.record_migration(text,text,text)
          CREATE FUNCTION migration_already_applied(script text) RETURNS boolean LANGUAGE sql AS 'SELECT true' | function public.migration_already_applied(text)
          CREATE PROCEDURE record_migration(name text, status text, error text) LANGUAGE sql AS 'SELECT 1' | procedure public.record_migration(text,text,text)
          CREATE AGGREGATE migration_already_applied(text) (sfunc = textcat, stype = text) | aggregate public.migration_already_applied(text)
          """)
  void areToldByObjectKindAndOwnerBeforeAnythingIsMade(String taken, String what) {
    database.execute(taken);
    String before = database.value("SELECT count(*) FROM pg_class");

    Failure failure = TargetRun.of(database, scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.HISTORY_UNUSABLE);
    assertThat(failure.message())
        .startsWith(what + " (owner postgres) does not belong to Lockstep");
    assertThat(failure.hint()).contains("Rename it", "--schema");
    assertThat(database.value("SELECT count(*) FROM pg_class")).isEqualTo(before);
    assertThat(
            TargetRun.of(database, scripts)
                .within(EngineRun.of(database, scripts).withSchema("mine").settings())
                .succeed())
        .isOne();
  }

  // F22
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE SEQUENCE migration_history_id_seq",
        "CREATE FUNCTION record_migration(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE t (id int); CREATE INDEX migration_history_pkey ON t (id)",
        "CREATE FUNCTION migration_already_applied(name text) RETURNS boolean LANGUAGE sql AS 'SELECT true'"
      })
  void areNoTroubleWhereTheServerChoosesAnotherOrTheyCanBeReplaced(String taken) {
    database.execute(taken);

    assertThat(TargetRun.of(database, scripts).succeed()).isOne();
    assertThat(database.value("SELECT migration_already_applied('V1__a.sql')")).isEqualTo("t");
  }

  // F22
  @Test
  void aViewOfAnotherOwnerInAHistoryThatHasToBeBroughtUpNamesHim() {
    String owner = database.name() + "_owner";
    database.execute(
        "CREATE ROLE %1$s LOGIN; GRANT CREATE ON SCHEMA public TO %1$s".formatted(owner));
    TargetRun.of(database.as(owner, ""), scripts).succeed();
    database.execute(
        "COMMENT ON TABLE migration_history IS NULL; ALTER VIEW current_schema_version OWNER TO postgres");

    Failure failure = TargetRun.of(database.as(owner, ""), scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message())
        .startsWith("view public.current_schema_version belongs to postgres");
  }

  // F11
  @Test
  void functionsAndViewThatWereDroppedAreMadeAgain() {
    TargetRun.of(database, scripts).succeed();
    scripts.with(
        "V2__drop.sql",
        """
        DROP VIEW current_schema_version;
        DO $$ DECLARE f text; BEGIN
          FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP
            EXECUTE 'DROP FUNCTION ' || f;
          END LOOP; END $$""");
    TargetRun.of(database, scripts).succeed();

    TargetRun.of(database, scripts).succeed();

    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("2");
    assertThat(database.value("SELECT migration_already_applied('V2__drop.sql')")).isEqualTo("t");
  }

  // B1
  @Test
  void functionsOfAnEarlierReleaseWhichLookNamesUpInThePathOfTheirCallerAreReplaced() {
    TargetRun.of(database, scripts).succeed();
    database.execute(
        """
        ALTER FUNCTION migration_already_applied(text) RESET ALL;
        ALTER FUNCTION record_migration(text, text, text) RESET ALL""");

    TargetRun.of(database, scripts).succeed();

    assertThat(
            database.column(
                "SELECT DISTINCT proconfig FROM pg_proc WHERE proname IN ('migration_already_applied', 'record_migration')"))
        .containsExactly("{\"search_path=pg_catalog, pg_temp\"}");
  }

  // F11
  @Test
  void aRunDoesWithoutTheDroppedViewWhereItMayNotBeMade() {
    TargetRun.of(database, scripts).succeed();
    database.execute(
        """
        DROP VIEW current_schema_version;
        CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS
          'BEGIN RAISE EXCEPTION ''no DDL''; END';
        CREATE EVENT TRIGGER no_ddl ON ddl_command_start EXECUTE FUNCTION no_ddl()""");
    scripts.with("V2__b.sql", "SELECT 1");

    assertThat(TargetRun.of(database, scripts).succeed()).isOne();
  }
}
