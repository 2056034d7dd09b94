package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.schema.EngineException;
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

/// F8: errors of connections that are not ours. Each is an error of its statement.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class ForeignErrorsTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;
  private final HeardLines heard = new HeardLines();

  ForeignErrorsTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  private Failure fail() {
    EngineException failure = run.migrate(OutOfOrder.REJECT, heard).failure().orElseThrow();
    assertThat(heard.lines()).noneMatch(line -> line.contains("connection was lost"));
    assertThat(heard.lines()).noneMatch(line -> line.contains("trying again"));
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("failed");
    return failure.failure();
  }

  @Test
  void aForeignTableWhoseServerDoesNotAnswer() {
    scripts.with(
        "V1__x.sql",
        """
        CREATE EXTENSION postgres_fdw;
        CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1', dbname 'x');
        CREATE USER MAPPING FOR CURRENT_USER SERVER remote OPTIONS (user 'u', password 'p');
        CREATE FOREIGN TABLE ft (a int) SERVER remote;
        CREATE TABLE local_copy AS SELECT * FROM ft;
        """);

    Failure failure = fail();

    assertThat(failure.message())
        .startsWith("V1__x.sql, statement 5, line 5: could not connect to server \"remote\"");
    assertThat(failure.sqlState()).isEqualTo("08001");
    assertThat(database.value("SELECT to_regclass('ft')")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"08001", "08003", "08006", "08P01", "57P01", "57P02", "57P03", "57P05"})
  void whatAScriptRaisesItself(String state) {
    scripts.with(
        "V1__x.sql",
        "CREATE TABLE t (i int);\nDO $$ BEGIN RAISE EXCEPTION 'the old system is away' USING ERRCODE = '%s'; END $$;"
            .formatted(state));

    Failure failure = fail();

    assertThat(failure.message())
        .isEqualTo("V1__x.sql, statement 2, line 2: the old system is away");
    assertThat(failure.sqlState()).isEqualTo(state);
    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_RETRYABLE);
    assertThat(database.value("SELECT to_regclass('t')")).isNull();
  }

  @Test
  void aProcedureThatCommittedAndThenMetOne() {
    scripts.with(
        "V1__x.sql",
        """
        CREATE EXTENSION dblink;
        CREATE TABLE t (i int);
        CREATE PROCEDURE p() LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO t VALUES (1);
          COMMIT;
          PERFORM dblink_connect('host=127.0.0.1 port=1 dbname=x user=u connect_timeout=1');
        END $$;
        CALL p();
        """);

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_RETRYABLE);
    assertThat(failure.statement()).isEqualTo(4);
    assertThat(failure.message())
        .contains("could not establish connection")
        .contains("statements 1 to 3 of 4 are applied");
    assertThat(database.value("SELECT count(*) FROM t")).isEqualTo("1");
  }

  @Test
  void aSubscriptionWhosePublisherDoesNotAnswer() {
    scripts.with(
        "V1__x.sql",
        "CREATE TABLE t (i int PRIMARY KEY);\nCREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1 dbname=x' PUBLICATION p;");

    Failure failure = fail();

    assertThat(failure.statement()).isEqualTo(2);
    assertThat(failure.message()).contains("could not connect to the publisher");
  }

  @Test
  void aCallbackThatMeetsOneNamesItsStatement() {
    scripts.with(
        "beforeMigrate.sql",
        "SELECT 1;\nDO $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '08006'; END $$;");
    scripts.with("V1__x.sql", "SELECT 1;");

    EngineException failure = run.migrate(OutOfOrder.REJECT, heard).failure().orElseThrow();

    assertThat(failure.failure().message())
        .isEqualTo("beforeMigrate.sql, statement 2, line 2: the callback failed: away");
  }

  // F13
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COPY t FROM '/nowhere/countries.csv' CSV",
        "COPY t TO '/nowhere/countries.csv' CSV",
        "LOAD 'no_such_library'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'no_such_library'",
        "CREATE TABLESPACE nowhere LOCATION '/nowhere/at/all'"
      })
  void aFileThatIsNotThereFailsTheScriptForGood(String statement) {
    scripts.with("V1__x.sql", "CREATE TABLE t (i int);\n" + statement);

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.sqlState()).isEqualTo("58P01");
    assertThat(failure.statement()).isEqualTo(2);
    assertThat(failure.hint()).doesNotContain("\\copy");
    if (statement.startsWith("COPY")) {
      assertThat(failure.hint()).contains("COPY ... FROM stdin");
    }
  }

  // F27: template-of-itself
  @ParameterizedTest
  @CsvSource({"TEMPLATE %s", "TEMPLATE = '%s'", "WITH TEMPLATE \"%s\" OWNER = DEFAULT"})
  void aDatabaseThatIsToBeCopiedHasOurSecondSessionInIt(String options) {
    scripts.with("V1__x.sql", "CREATE DATABASE copy_of_it " + options.formatted(database.name()));

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.sqlState()).isEqualTo("55006");
    assertThat(failure.message())
        .contains("Lockstep itself keeps a second session in this database");
    assertThat(failure.hint()).contains("--dbname");
  }
}
