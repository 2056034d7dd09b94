package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class ScriptRunTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  ScriptRunTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @Test
  void appliesAndRecordsInOrderAndOnlyOnce() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a (id int)")
        .with("V10__c.sql", "INSERT INTO a VALUES (10);");
    scripts.with("V9__b.sql", "INSERT INTO a VALUES (9); INSERT INTO a VALUES (90)");

    assertThat(run.succeed()).isEqualTo(3);
    assertThat(run.succeed()).isZero();

    assertThat(database.column("SELECT id FROM a")).containsExactly("9", "90", "10");
    assertThat(database.column("SELECT migration_name FROM migration_history ORDER BY id"))
        .containsExactly("V1__a.sql", "V9__b.sql", "V10__c.sql");
    assertThat(database.column("SELECT DISTINCT status FROM migration_attempts"))
        .containsExactly("success");
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("10");
    assertThat(database.value("SELECT migration_already_applied('V9__b.sql')")).isEqualTo("t");
    assertThat(database.value("SELECT run_id || applied_by FROM migration_history LIMIT 1"))
        .isEqualTo("run-1postgres");
  }

  @Test
  void namesStatementAndLineAndAppliesNothingOfAFailedScript() {
    scripts.with("V1__a.sql", "CREATE TABLE a (id int)");
    scripts.with(
        "V2__b.sql", "CREATE TABLE b ();\n\n-- a comment\nSELECT 1;\nSELECT\n  2,\n  nope;\n");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.script()).isEqualTo("V2__b.sql");
    assertThat(failure.statement()).isEqualTo(3);
    assertThat(failure.line()).isEqualTo(7);
    assertThat(failure.sqlState()).isEqualTo("42703");
    assertThat(database.value("SELECT to_regclass('b')")).isNull();
    assertThat(database.value("SELECT to_regclass('a')")).isEqualTo("a");
    assertThat(
            database.column(
                "SELECT migration_name || ' ' || status FROM migration_history ORDER BY 1"))
        .containsExactly("V1__a.sql success", "V2__b.sql failure");
    assertThat(
            database.value(
                "SELECT details ->> 'line' FROM migration_attempts WHERE status = 'failed'"))
        .isEqualTo("7");
  }

  /// Statements travel together: the server goes on behind the error, and must not find there what
  /// makes the transaction whole again.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SAVEPOINT a; SELECT 1/0; ROLLBACK TO a; INSERT INTO seen VALUES (2);",
        "SAVEPOINT a; SELECT 1/0; /* ; */ rollback transaction to savepoint a; INSERT INTO seen VALUES (2);",
        "BEGIN; SAVEPOINT a; SELECT 1/0; ROLLBACK TO a; INSERT INTO seen VALUES (2); COMMIT;",
        "SAVEPOINT a; SAVEPOINT b; SELECT 1/0; ROLLBACK TO b; ROLLBACK TO a; INSERT INTO seen VALUES (2);",
      })
  void noSavepointTakesAFailedStatementBack(String script) {
    scripts.with("V1__a.sql", "CREATE TABLE seen (id int)").with("V2__b.sql", script);

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("22012");
    assertThat(database.column("SELECT id FROM seen")).isEmpty();
    assertThat(
            database.value("SELECT status FROM migration_history WHERE migration_name LIKE 'V2%'"))
        .isEqualTo("failure");
  }

  @Test
  void rollsBackToASavepointOfItsOwn() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE seen (id int);
        SAVEPOINT a;
        INSERT INTO seen VALUES (1);
        ROLLBACK TO a;
        INSERT INTO seen VALUES (2);
        RELEASE a;
        """);

    run.succeed();

    assertThat(database.column("SELECT id FROM seen")).containsExactly("2");
  }

  @Test
  void tellsNoRowValues() {
    scripts.with(
        "V1__a.sql",
        "CREATE TABLE a (id text PRIMARY KEY); INSERT INTO a VALUES ('s3cret'), ('s3cret')");

    var exception = run.migrate().failure().orElseThrow();

    assertThat(exception.failure().toString()).doesNotContain("s3cret");
    assertThat(exception.confidential())
        .hasValueSatisfying(text -> assertThat(text).contains("s3cret"));
    assertThat(database.value("SELECT details::text FROM migration_attempts"))
        .doesNotContain("s3cret");
  }

  @Test
  void nothingOfASessionLeaksIntoTheNextScript() {
    database.execute("CREATE ROLE leak_" + database.name() + "; CREATE SCHEMA other");
    scripts.with(
        "V1__a.sql",
        """
        CREATE TEMP TABLE scratch (id int);
        SET search_path = other, pg_catalog;
        SET statement_timeout = '7s';
        PREPARE p AS SELECT 1;
        CREATE TABLE here ();
        SET ROLE leak_%s;
        """
            .formatted(database.name()));
    scripts.with(
        "V2__b.sql",
        """
        CREATE TABLE seen AS SELECT current_user::text AS who, current_setting('search_path') AS path,
          current_setting('statement_timeout') AS timeout, to_regclass('scratch') AS scratch,
          (SELECT count(*) FROM pg_prepared_statements) AS prepared;
        """);

    run.succeed();

    assertThat(database.value("SELECT to_regclass('other.here')")).isEqualTo("other.here");
    assertThat(database.value("SELECT seen::text FROM public.seen"))
        .isEqualTo("(postgres,\"\"\"$user\"\", public\",0,,0)");
  }

  @Test
  void deferredConstraintsFailTheScript() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO c VALUES (1);
        """);

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("23503");
    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(database.value("SELECT to_regclass('p')")).isNull();
  }

  @Test
  void aLockThatIsNotGivenIsRetriedAndNamesWhoHoldsIt() throws Exception {
    database.execute("CREATE TABLE busy (id int)");
    scripts.with("V1__a.sql", "ALTER TABLE busy ADD COLUMN x int");
    try (var reader = database.connect();
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM busy");

      Failure failure = run.withLockTimeout(Duration.ofMillis(300)).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_RETRYABLE);
      assertThat(failure.sqlState()).isEqualTo("55P03");
      assertThat(failure.message())
          .contains("it waited for process")
          .contains("idle in transaction");
      reader.rollback();
    }
    assertThat(database.column("SELECT details ->> 'sqlState' FROM migration_attempts"))
        .hasSizeGreaterThan(1)
        .containsOnly("55P03");
    assertThat(run.succeed()).isEqualTo(1);
  }

  @Test
  void ownTransactionsAreRunAsTheyAre() {
    scripts.with(
        "V1__one_pair.sql", "BEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE a ();\nCOMMIT;");
    scripts.with(
        "V2__two.sql", "BEGIN; CREATE TABLE b (); COMMIT; BEGIN; CREATE TABLE c (); COMMIT;");
    scripts.with("V3__left_open.sql", "COMMIT; BEGIN; CREATE TABLE d ();");

    Failure failure = run.fail();

    assertThat(failure.script()).isEqualTo("V3__left_open.sql");
    assertThat(failure.message()).contains("left a transaction open");
    assertThat(database.value("SELECT to_regclass('d')")).isNull();
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("2");
  }

  @Test
  void transactionModesAndLocksOfTheScriptComeFirst() {
    scripts.with(
        "V1__a.sql",
        """
        SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
        CREATE TABLE a AS SELECT current_setting('transaction_isolation') AS level;
        """);

    run.succeed();

    assertThat(database.value("SELECT level FROM a")).isEqualTo("repeatable read");
  }

  @Test
  void copiesDataAndThrowsResultsAway() {
    scripts.with(
        "V1__a.sql",
        "CREATE TABLE a (id int, t text);\nCOPY a FROM stdin;\n1\tone\n2\ttw\\to\n\\.\nSELECT generate_series(1, 300000);\nCOPY a TO stdout;\nINSERT INTO a VALUES (3, ';');\n");

    run.succeed();

    assertThat(database.column("SELECT t FROM a ORDER BY id")).containsExactly("one", "tw\to", ";");
  }

  @Test
  void aLargeScriptIsAllOrNothing() {
    String many = "INSERT INTO a VALUES ('%s');\n".formatted("x".repeat(1000)).repeat(300);
    scripts.with("V1__a.sql", "CREATE TABLE a (t text);\n" + many);
    scripts.with("V2__b.sql", many + "SELECT 1/0;\n" + many);

    Failure failure = run.fail();

    assertThat(failure.statement()).isEqualTo(301);
    assertThat(failure.line()).isEqualTo(301);
    assertThat(failure.sqlState()).isEqualTo("22012");
    assertThat(database.value("SELECT count(*) FROM a")).isEqualTo("300");
  }
}
