package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Repeatable and baseline scripts in real databases.
@ExtendWith(PostgresExtension.class)
final class ScriptKindsTest {
  private static final String ROWS =
      "SELECT migration_name || ' ' || kind || ' ' || coalesce(version, '-') || ' ' || status"
          + " FROM migration_history ORDER BY applied_at, id";
  private static final String ATTEMPTS =
      "SELECT count(*) FROM migration_attempts WHERE migration_name = 'R__v.sql'";

  private final PostgresServers servers;
  private final ScriptFolder scripts;

  ScriptKindsTest(PostgresServers servers, @TempDir Path folder) {
    this.servers = servers;
    this.scripts = ScriptFolder.in(folder);
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void runsARepeatableScriptLastAndAgainWhenItsTextChanges(PostgresVersion version) {
    TestDatabase database = servers.of(version).createDatabase();
    EngineRun run = EngineRun.of(database, scripts);
    scripts
        .with("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS x FROM a")
        .with("V1__a.sql", "CREATE TABLE a ()");

    assertThat(run.succeed()).isEqualTo(2);
    assertThat(run.succeed()).isZero();
    scripts
        .with("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 2 AS x FROM b")
        .with("V2__b.sql", "CREATE TABLE b ()");
    assertThat(run.succeed()).isEqualTo(2);
    assertThat(run.succeed()).isZero();

    assertThat(database.column(ROWS))
        .containsExactly(
            "V1__a.sql versioned 1 success",
            "V2__b.sql versioned 2 success",
            "R__v.sql repeatable - success");
    assertThat(database.value(ATTEMPTS)).isEqualTo("2");
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void tellsWhenTheNewTextOfARepeatableScriptFails(PostgresVersion version) {
    TestDatabase database = servers.of(version).createDatabase();
    EngineRun run = EngineRun.of(database, scripts);
    scripts.with("R__v.sql", "CREATE VIEW v AS SELECT 1 AS x");
    run.succeed();
    scripts.with("R__v.sql", "SELECT 1;\nSELECT 1/0");

    var failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message()).startsWith("R__v.sql, statement 2, line 2: ");
    assertThat(database.column(ROWS)).containsExactly("R__v.sql repeatable - failure");
    scripts.with("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 3 AS x");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.value("SELECT x FROM v")).isEqualTo("3");
    assertThat(database.column(ROWS)).containsExactly("R__v.sql repeatable - success");
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void letsARepeatableScriptLeaveTheSet(PostgresVersion version) {
    TestDatabase database = servers.of(version).createDatabase();
    EngineRun run = EngineRun.of(database, scripts);
    scripts.with("R__v.sql", "CREATE VIEW v AS SELECT 1 AS x");
    run.succeed();
    scripts.without("R__v.sql").with("V1__drop.sql", "DROP VIEW v");

    assertThat(run.succeed()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void beginsAnEmptyDatabaseWithTheNewestBaseline(PostgresVersion version) {
    TestDatabase database = servers.of(version).createDatabase();
    EngineRun run = EngineRun.of(database, scripts);
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("V2__b.sql", "CREATE TABLE b ()")
        .with("B1__old.sql", "CREATE TABLE a ()")
        .with("B2__base.sql", "CREATE TABLE a (); CREATE TABLE b ()")
        .with("V3__c.sql", "CREATE TABLE c ()");

    assertThat(run.succeed()).isEqualTo(2);
    assertThat(run.succeed()).isZero();
    assertThat(run.migrate(OutOfOrder.APPLY).appliedNow()).isEmpty();

    assertThat(database.column(ROWS))
        .containsExactly("B2__base.sql baseline 2 success", "V3__c.sql versioned 3 success");
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void passesOverBaselinesInADatabaseThatHasAVersion(PostgresVersion version) {
    TestDatabase database = servers.of(version).createDatabase();
    EngineRun run = EngineRun.of(database, scripts);
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");
    run.succeed();
    scripts
        .without("V1__a.sql")
        .without("V2__b.sql")
        .with("B2__base.sql", "CREATE TABLE a (); CREATE TABLE b ()")
        .with("V3__c.sql", "CREATE TABLE c ()");

    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("3");
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void keepsTheUndoScriptOfFlyway(PostgresVersion version) {
    TestDatabase database = servers.of(version).createDatabase();
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("U1__a.sql", "DROP TABLE a");

    EngineRun.of(database, scripts).succeed();

    assertThat(database.value("SELECT rollback_sql FROM migration_history"))
        .isEqualTo("DROP TABLE a");
  }
}
