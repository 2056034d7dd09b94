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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// F9: a script in a transaction is applied as a whole or not at all, even if an object is in use
/// or the server has no room for locks.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class ObjectInUseTest {
  private static final String TABLES =
      """
      CREATE TABLE p (id int PRIMARY KEY);
      CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);
      CREATE TABLE d (id int CONSTRAINT late REFERENCES p DEFERRABLE);
      """;

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  ObjectInUseTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @Test
  void aTableThatIsAlteredWhileItIsReadFailsForGood() {
    scripts.with(
        "V1__x.sql",
        """
        CREATE TABLE t (i int);
        INSERT INTO t VALUES (1), (2);
        CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
        DECLARE r record;
        BEGIN
          FOR r IN SELECT * FROM t LOOP
            EXECUTE 'ALTER TABLE t ADD COLUMN x' || r.i || ' int';
          END LOOP;
          RETURN 1;
        END $$;
        CREATE TABLE important (i int);
        SELECT f();
        """);

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.statement()).isEqualTo(5);
    assertThat(failure.sqlState()).isEqualTo("55006");
    assertThat(failure.hint()).contains("Nothing in the script was applied");
    nothingOfItIsThere("t", "important");
  }

  @Test
  void theRoleOfTheSessionCannotBeDropped() {
    scripts.with("V1__x.sql", "CREATE TABLE t (i int); DROP ROLE " + database.user() + ";");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.sqlState()).isEqualTo("55006");
    nothingOfItIsThere("t");
  }

  @Test
  void whatOthersUseCanHealAndLeavesNothingBehind() {
    database.execute(
        """
        CREATE FUNCTION used() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'replication slot is active' USING ERRCODE = '55006'; END $$""");
    scripts.with("V1__x.sql", "CREATE TABLE t (i int); SELECT used(); CREATE TABLE u (i int);");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_RETRYABLE);
    assertThat(failure.statement()).isEqualTo(2);
    nothingOfItIsThere("t", "u");
  }

  @Test
  void pendingTriggersAreRunBeforeTheStatementInTheSameTransaction() {
    scripts.with(
        "V1__x.sql",
        TABLES
            + """
            INSERT INTO p VALUES (1);
            INSERT INTO c VALUES (1);
            ALTER TABLE c ADD COLUMN note text;
            -- deferred again, as it was
            INSERT INTO c VALUES (2);
            INSERT INTO p VALUES (2);
            TRUNCATE c;
            SET CONSTRAINTS late DEFERRED;
            INSERT INTO d VALUES (3);
            INSERT INTO p VALUES (3);
            ALTER TABLE d ADD COLUMN note text;
            INSERT INTO d VALUES (4);
            INSERT INTO p VALUES (4);
            """);

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.column("SELECT id FROM d ORDER BY id")).containsExactly("3", "4");
    // One transaction: all rows have the same xmin.
    assertThat(database.value("SELECT count(DISTINCT xmin::text) FROM p")).isEqualTo("1");
    assertThat(
            database.value(
                "SELECT details ? 'journal' FROM migration_attempts WHERE status = 'success'"))
        .isEqualTo("f");
  }

  @Test
  void aFailureAfterPendingTriggersWereRunLeavesNothingBehind() {
    scripts.with(
        "V1__x.sql",
        TABLES
            + "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1); ALTER TABLE c ADD note text;\nSELECT nope;");

    Failure failure = run.fail();

    assertThat(failure.statement()).isEqualTo(7);
    nothingOfItIsThere("p", "c");
  }

  @Test
  void pendingTriggersThatFailSayWhy() {
    scripts.with(
        "V1__x.sql",
        TABLES
            + "INSERT INTO c VALUES (1);\nALTER TABLE c ADD note text;\nINSERT INTO p VALUES (1);");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.statement()).isEqualTo(5);
    assertThat(failure.sqlState()).isEqualTo("23503");
    assertThat(failure.hint()).contains("Deferred constraints were checked before this statement");
    nothingOfItIsThere("p", "c");
  }

  @Test
  void aConstraintWhoseNameIsTakenTwiceIsNoObstacle() {
    scripts.with(
        "V1__x.sql",
        TABLES
            + """
            CREATE TABLE e (id int CONSTRAINT c_id_fkey CHECK (id > 0));
            INSERT INTO p VALUES (1);
            INSERT INTO c VALUES (1);
            ALTER TABLE c ADD note text;
            """);

    assertThat(run.succeed()).isEqualTo(1);
  }

  @Test
  void aCallbackThatMeetsThemIsOneTransactionToo() {
    database.execute(TABLES);
    scripts.with(
        "afterMigrate.sql",
        "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1); ALTER TABLE c ADD IF NOT EXISTS note text;");
    scripts.with("V1__a.sql", "SELECT 1;");

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.value("SELECT count(*) FROM c")).isEqualTo("1");
  }

  @Test
  void moreLocksThanTheServerHasRoomForLeaveNothingBehind() {
    scripts.with(
        "V1__x.sql",
        """
        CREATE TABLE t (i int);
        DO $$ BEGIN FOR i IN 1..40000 LOOP EXECUTE format('CREATE TABLE t%s (i int)', i); END LOOP; END $$;
        """);

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("53200");
    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_RETRYABLE);
    assertThat(failure.hint()).contains("split it").contains("-- lockstep: no-transaction");
    nothingOfItIsThere("t", "t1");
  }

  private void nothingOfItIsThere(String... tables) {
    for (String table : tables) {
      assertThat(database.value("SELECT to_regclass('%s')".formatted(table))).isNull();
    }
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("failure");
  }
}
