package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

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

/// Scripts that change all tables, including the history's, in a way that would break the next run.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class HistoryTakenAwayTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final String owner;

  HistoryTakenAwayTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a (id int)");
    owner = database.name() + "_owner";
    database.execute(
        "CREATE ROLE %1$s LOGIN; GRANT CREATE, USAGE ON SCHEMA public TO %1$s".formatted(owner));
  }

  private TestDatabase asOwner() {
    return database.as(owner, "");
  }

  // F11
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE TRIGGER audit_row AFTER INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION audit_row() | the trigger audit_row
          CREATE RULE r AS ON INSERT TO %I DO ALSO SELECT 1 | the rule r
          ALTER TABLE %I FORCE ROW LEVEL SECURITY, ENABLE ROW LEVEL SECURITY | row level security
          CREATE POLICY p ON %I USING (audit_id() IS NOT NULL) | policy p
          ALTER TABLE %I ADD COLUMN tenant uuid DEFAULT audit_id() | a default
          REVOKE ALL ON %I FROM CURRENT_USER | revoked from
          REVOKE INSERT ON %I FROM CURRENT_USER | the privilege INSERT
          ALTER TABLE %I SET UNLOGGED | UNLOGGED attribute
          ALTER TABLE %1$I ADD COLUMN t int NOT NULL DEFAULT 1; ALTER TABLE %1$I ALTER t DROP DEFAULT | NOT NULL
          """)
  void aLoopThatTakesTheHistoryAwayIsRolledBackByName(String statement, String part) {
    for (String around :
        new String[] {"%s", "%s; COMMIT; BEGIN; SELECT 1; COMMIT", "%s; SELECT 1"}) {
      var run = TargetRun.of(asOwner(), scripts);
      run.succeed();
      String loop =
          """
          CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
          CREATE FUNCTION audit_id() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
          DO $$ DECLARE r record; BEGIN
            FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'migration!_%' ESCAPE '!' LOOP
              EXECUTE format('STATEMENT', r.tablename);
            END LOOP;
          END $$"""
              .replace("STATEMENT", statement.replace("'", "''"));
      boolean own = around.contains("COMMIT");
      scripts.with(
          "V2__loop.sql",
          (own ? "BEGIN; " : "") + around.formatted(loop.replace("%", "%%")).replace("%%", "%"));

      Failure failure = run.fail();

      assertThat(failure.kind()).as(around).isEqualTo(FailureKind.SCRIPT_FAILED);
      assertThat(failure.message())
          .startsWith("V2__loop.sql: the script removes Lockstep's history: ");
      assertThat(failure.message()).doesNotContain("lockstep");
      assertThat(failure.hint()).contains("--schema");
      scripts.without("V2__loop.sql");
      database.execute("DELETE FROM migration_history WHERE migration_name = 'V2__loop.sql'");
      assertThat(run.succeed()).isZero();
      assertThat(failure.message()).contains("migration_");
      if (!statement.startsWith("REVOKE ALL") && !statement.contains("FORCE")) {
        assertThat(failure.message()).contains(part);
      }
    }
  }

  // F11
  @Test
  void aSuperuserWhoGivesTheTablesToARoleThatIsNotTrustedIsToldSoBeforeTheCommit() {
    var run = TargetRun.of(database, scripts);
    run.succeed();
    scripts.with("V2__b.sql", "REASSIGN OWNED BY postgres TO " + owner);
    scripts.with("V2__b.sql", "ALTER TABLE migration_attempts OWNER TO " + owner);

    Failure failure = run.fail();

    assertThat(failure.message()).contains("removes Lockstep's history", "the owner " + owner);
    scripts.with("V2__b.sql", "CREATE TABLE b (id int)");
    assertThat(run.succeed()).isOne();
  }

  // W4
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INSERT INTO migration_history (migration_name, version) VALUES ('V99__x.sql', '99') | V99__x.sql (new)
          SELECT record_migration('V99__x.sql') | V99__x.sql (new)
          UPDATE migration_history SET checksum = 'x' WHERE migration_name = 'V1__a.sql' | V1__a.sql (changed)
          UPDATE migration_history SET applied_at = '2020-01-01' WHERE migration_name = 'V1__a.sql' | V1__a.sql (changed)
          DELETE FROM migration_history WHERE migration_name = 'V1__a.sql' | V1__a.sql (gone)
          UPDATE migration_history SET version = '99' WHERE migration_name = 'V2__b.sql' | V2__b.sql (changed)
          UPDATE migration_history SET checksum = 'x' WHERE migration_name = 'V2__b.sql' | V2__b.sql (changed)
          """)
  void aRunThatFindsRowsThatItDidNotWriteSaysSoAtOnce(String statement, String what) {
    // The row of a journaled script is written when the script is finished.
    String[] ways = {"%s", "BEGIN; %s; COMMIT; SELECT 1"};
    for (String around : what.startsWith("V2") ? new String[] {"%s"} : ways) {
      TargetRun.of(database, scripts).succeed();
      scripts.with("V2__b.sql", around.formatted(statement));

      Failure failure = TargetRun.of(database, scripts).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN_APPLIED);
      assertThat(failure.message()).contains(what);
      assertThat(failure.hint()).contains("migration_history");
      scripts.without("V2__b.sql");
      database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }
  }

  // W4
  @Test
  void aCallbackThatHidesWhatIsAppliedIsNoticedAtOnce() {
    scripts.with("afterMigrate__x.sql", "DELETE FROM migration_history WHERE version = '1'");

    Failure failure = TargetRun.of(database, scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN_APPLIED);
    assertThat(failure.message()).contains("V1__a.sql (gone)");
  }
}
