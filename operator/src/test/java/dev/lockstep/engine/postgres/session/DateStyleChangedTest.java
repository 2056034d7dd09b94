package dev.lockstep.engine.postgres.session;

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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F6: a script that changes DateStyle to a value that the driver does not support, by whatever
/// means, either works or fails with one sentence.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class DateStyleChangedTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;
  private final HeardLines heard = new HeardLines();

  DateStyleChangedTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  private Failure fail() {
    EngineException failure = run.migrate(OutOfOrder.REJECT, heard).failure().orElseThrow();
    assertThat(heard.lines()).isEmpty();
    return failure.failure();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config('datestyle', 'SQL, DMY', false);",
        "SELECT pg_catalog.set_config('DateStyle', 'German', true), 1;",
        "SET LOCAL \"datestyle\" = 'SQL, DMY';",
        "SET \"DateStyle\" TO Postgres;",
        "SET SESSION datestyle = 'German';"
      })
  void whatTheTextSaysIsRefusedBeforeAnythingRuns(String statement) {
    scripts.with("V1__a.sql", "CREATE TABLE a (i int);");
    scripts.with("V2__x.sql", "CREATE TABLE t (d date);\n" + statement);

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPTS_REFUSED);
    assertThat(failure.message()).contains("V2__x.sql, line 2: DateStyle must stay ISO");
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN SET datestyle = 'German'; END $$;",
        "SELECT set_config('date' || 'style', 'SQL, DMY', false);",
        "DO $$ BEGIN SET LOCAL datestyle = 'SQL'; END $$;",
        "SELECT change();",
        "CALL changes();",
        "WITH w AS (SELECT set_config('datestyle', 'SQL', false)) SELECT * FROM w;"
      })
  void whatIsFoundOnlyWhenItHappensIsASentenceWithTheLine(String statement) {
    database.execute(
        """
        CREATE FUNCTION change() RETURNS text LANGUAGE sql AS
          $$ SELECT set_config('datestyle', 'German', false) $$;
        CREATE PROCEDURE changes() LANGUAGE plpgsql AS $$
          BEGIN PERFORM set_config('datestyle', 'German', false); END $$""");
    scripts.with(
        "V1__x.sql",
        "CREATE TABLE t (d date);\n%s\nINSERT INTO t VALUES ('03/02/2024');\n"
            .formatted(statement));

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message())
        .startsWith("V1__x.sql, statement 2, line 2: the statement changes DateStyle");
    assertThat(database.value("SELECT to_regclass('t')")).isNull();
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("failure");
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("failed");
  }

  @Test
  void alsoInAScriptOfManyStatements() {
    scripts.with(
        "V1__x.sql",
        "CREATE TABLE t (d date);\n"
            + "INSERT INTO t VALUES ('2024-01-01');\n".repeat(400)
            + "DO $$ BEGIN SET datestyle = 'German'; END $$;\n"
            + "INSERT INTO t VALUES ('2024-01-01');\n".repeat(400));

    Failure failure = fail();

    assertThat(failure.message())
        .startsWith("V1__x.sql, statement 402, line 402: the statement changes DateStyle");
    assertThat(database.value("SELECT to_regclass('t')")).isNull();
  }

  @Test
  void withAJournalItSaysWhatIsApplied() {
    scripts.with(
        "V1__x.sql",
        """
        CREATE TABLE t (d date);
        VACUUM t;
        DO $$ BEGIN SET datestyle = 'German'; END $$;
        INSERT INTO t VALUES ('03/02/2024');
        """);

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message())
        .startsWith("V1__x.sql, statement 3, line 3: the statement changes DateStyle")
        .containsPattern("statements 1 to [23] of 4 are applied");
    assertThat(database.value("SELECT count(*) FROM t")).isEqualTo("0");
  }

  @Test
  void aCallbackThatDoesItIsNamed() {
    scripts.with("beforeMigrate.sql", "SELECT 1;\nDO $$ BEGIN SET datestyle = 'German'; END $$;");
    scripts.with("V1__x.sql", "SELECT 1;");

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message())
        .startsWith("beforeMigrate.sql, statement 2, line 2: the statement changes DateStyle");
  }

  @Test
  void whatIsBackAtTheEndOfTheStatementAndWhatOnlyNamesItWorks() {
    scripts.with(
        "V1__x.sql",
        """
        CREATE TABLE t (d date, name text, value text);
        CREATE FUNCTION german(text) RETURNS date LANGUAGE sql SET datestyle = 'German, DMY'
          AS $$ SELECT $1::date $$;
        INSERT INTO t VALUES (german('03.02.2024'), 'datestyle', 'German');
        DO $$ BEGIN
          SET datestyle = 'SQL, DMY';
          INSERT INTO t VALUES ('05/02/2024', 'x', ('2024-02-05'::date)::text);
          SET datestyle = 'ISO, MDY';
        END $$;
        SELECT set_config('datestyle', 'ISO, DMY', false);
        INSERT INTO t VALUES ('04/02/2024', 'SELECT set_config(''datestyle'', ''German'', false)', '');
        """);

    assertThat(run.succeed(heard)).isEqualTo(1);

    assertThat(database.column("SELECT d FROM t ORDER BY d"))
        .containsExactly("2024-02-03", "2024-02-04", "2024-02-05");
    assertThat(database.value("SELECT value FROM t WHERE name = 'x'")).isEqualTo("05/02/2024");
  }

  @Test
  void noLetterTurnsIntoAQuestionMark() {
    String plain = "CREATE TABLE t (s text);\nSET client_encoding = 'SQL_ASCII';\n";
    scripts.with("V1__short.sql", plain + "INSERT INTO t VALUES ('é');");
    scripts.with(
        "V2__long.sql",
        "SET client_encoding = 'SQL_ASCII';\n"
            + "INSERT INTO t VALUES ('e');\n".repeat(300)
            + "INSERT INTO t VALUES ('é');\n");

    Failure failure = fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message())
        .startsWith(
            "V2__long.sql, statement 302, line 302: the statement contains non-ASCII characters");
    assertThat(database.column("SELECT s FROM t")).containsExactly("é");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config('intervalstyle', 'sql_standard', false);",
        "DO $$ BEGIN SET TimeZone = 'Asia/Kathmandu'; END $$;",
        "SELECT set_config('TimeZone', '<+03>-3', false);",
        "DO $$ BEGIN SET standard_conforming_strings = off; END $$;",
        "DO $$ BEGIN SET bytea_output = 'escape'; SET extra_float_digits = 0; END $$;"
      })
  void otherSettingsAreNoneOfTheDriversBusiness(String statement) {
    scripts.with("V1__x.sql", statement + "\nCREATE TABLE t AS SELECT interval '1 day' AS i;\n");

    assertThat(run.succeed(heard)).isEqualTo(1);
    assertThat(run.succeed(heard)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config('client_encoding', 'LATIN1', false);",
        "DO $$ BEGIN SET client_encoding = 'LATIN1'; END $$;"
      })
  void anotherEncodingReadsTheFileAsPsqlDoesAlsoInALongScriptAndInData(String statement) {
    scripts.with(
        "V1__x.sql",
        "CREATE TABLE t (s text);\n"
            + statement
            + "\nINSERT INTO t VALUES ('é');\n".repeat(300)
            + "COPY t FROM stdin;\né\n\\.\n");

    assertThat(run.succeed(heard)).isEqualTo(1);

    // The two bytes of the file are two letters of LATIN1.
    assertThat(database.column("SELECT DISTINCT s FROM t")).containsExactly("Ã©");
  }
}
