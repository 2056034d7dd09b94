package dev.lockstep.runner.testundo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Console;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class TestUndoCommandTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  TestUndoCommandTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void everyUndoThatTakesBackWhatItsScriptDoesIsClean() {
    scripts
        .with("1_a.sql", "CREATE TYPE mood AS ENUM ('x'); CREATE TABLE a (id serial, m mood)")
        .with("1_a.down.sql", "DROP TABLE a; DROP TYPE mood")
        .with("2_i.sql", "CREATE INDEX CONCURRENTLY i ON a (id)")
        .with("2_i.down.sql", "DROP INDEX CONCURRENTLY i")
        .with("3_s.sql", "CREATE SCHEMA s; CREATE VIEW s.v AS SELECT id FROM a")
        .with("3_s.down.sql", "DROP SCHEMA s CASCADE");

    assertThat(run("--scratch")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            1_a.sql  clean
            2_i.sql  clean
            3_s.sql  clean
            3 tested: 3 clean, 0 not clean, 0 without undo
            """);
    assertThat(err())
        .isEqualTo(
            """
            tried 1_a.sql
            tried 2_i.sql
            3_s.sql (undo), line 1: NOTICE: drop cascades to view s.v
            tried 3_s.sql
            """);
    assertThat(database.column("SELECT DISTINCT status FROM migration_history"))
        .containsExactly("success");
  }

  @Test
  void whatAnUndoLeavesBehindOrTakesTooMuchIsNamed() {
    scripts
        .with("1_a.sql", "CREATE TABLE a (id int, name text NOT NULL, old int)")
        .with("1_a.down.sql", "DROP TABLE a")
        .with(
            "2_b.sql",
            "CREATE TYPE mood AS ENUM ('x'); ALTER TABLE a ADD m int; ALTER TABLE a ALTER name DROP NOT NULL")
        .with("2_b.down.sql", "DROP TYPE mood; ALTER TABLE a DROP m, DROP old")
        .with("3_c.sql", "CREATE TABLE IF NOT EXISTS c (id int)")
        .with("3_c.down.sql", "ALTER TABLE c RENAME id TO k");

    assertThat(run("--scratch")).isEqualTo(3);
    assertThat(out())
        .isEqualTo(
            """
            1_a.sql  clean
            2_b.sql  differs
              undone: table a, column name is text, was text, not null
              undone: table a, column old is missing
              applied again: table a, column old is missing
            3_c.sql  differs
              undone: table c is left over
              applied again: table c, column id is missing
              applied again: table c, column k is left over
            3 tested: 1 clean, 2 not clean, 0 without undo
            """);
  }

  @Test
  void theAnswerInJsonHasTheDefinitions() {
    scripts
        .with("1_a.sql", "CREATE TABLE a (name varchar(10) NOT NULL)")
        .with("2_b.sql", "ALTER TABLE a ALTER name DROP NOT NULL")
        .with("2_b.down.sql", "SELECT 1");

    assertThat(run("--scratch", "--output", "json")).isEqualTo(3);
    assertThat(out())
        .isEqualTo(
            """
            {"scripts":[{"script":"1_a.sql","version":"1","result":"noUndo"},\
            {"script":"2_b.sql","version":"2","result":"differs",\
            "afterUndo":[{"object":"table a, column name","difference":"changed",\
            "before":"character varying(10), not null","after":"character varying(10)"}]}],\
            "clean":0,"withoutUndo":["1_a.sql"],"notTried":[]}
            """);
  }

  @Test
  void aScriptWithoutUndoIsCountedAndAFindingWhereThatIsAsked() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("R__v.sql", "CREATE VIEW v AS SELECT 1");

    assertThat(run("--scratch", "--schema", "one")).isZero();
    assertThat(out()).endsWith("1 tested: 0 clean, 0 not clean, 1 without undo\n");
    assertThat(run("--scratch", "--schema", "two", "--require-undo")).isEqualTo(3);
  }

  @Test
  void anUndoThatFailsIsNamedAndTheRestIsStillTried() {
    scripts
        .with("1_a.sql", "CREATE TABLE a ()")
        .with("1_a.down.sql", "DROP TABLE b")
        .with("2_b.sql", "CREATE TABLE b ()")
        .with("2_b.down.sql", "DROP TABLE b");

    assertThat(run("--scratch")).isEqualTo(3);
    assertThat(out())
        .isEqualTo(
            """
            1_a.sql  undo failed
              1_a.sql (undo), statement 1, line 1: table "b" does not exist
            2_b.sql  clean
            2 tested: 1 clean, 1 not clean, 0 without undo
            """);
  }

  @Test
  void aScriptThatCannotBeAppliedAgainEndsTheTrial() {
    scripts
        .with("1_a.sql", "CREATE TABLE a ()")
        .with("1_a.down.sql", "SELECT 1")
        .with("2_b.sql", "CREATE TABLE b ()");

    assertThat(run("--scratch")).isEqualTo(3);
    assertThat(out())
        .isEqualTo(
            """
            1_a.sql  could not be applied again
              undone: table a is left over
              1_a.sql, statement 1, line 1: relation "a" already exists
            1 tested: 0 clean, 1 not clean, 0 without undo, 1 not reached
            """);
  }

  @Test
  void aScriptThatFailsAtOnceIsItsFailure() {
    scripts.with("1_a.sql", "CREATE TABLE a (x nothing)");

    assertThat(run("--scratch")).isEqualTo(12);
    assertThat(err()).contains("1_a.sql, statement 1");
  }

  @Test
  void nothingIsRunWithoutTheWordOrInASchemaThatHoldsSomething() {
    scripts.with("1_a.sql", "CREATE TABLE a ()");
    assertThat(run()).isEqualTo(2);
    assertThat(err()).contains("--scratch");

    database.execute(
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE s");
    assertThat(run("--scratch")).isEqualTo(2);
    assertThat(err()).contains("schema public is not empty: it contains function f(), sequence s");
    assertThat(run("--scratch", "--schema", "other")).isZero();
    assertThat(run("--scratch", "--schema", "other")).isEqualTo(2);
    assertThat(err()).contains("schema other is not empty: it contains table a");
    database.execute("DROP TABLE other.a");
    assertThat(run("--scratch", "--schema", "other")).isEqualTo(2);
    assertThat(err()).contains("it contains a migration history");
  }

  private int run(String... more) {
    out.reset();
    err.reset();
    var all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--url", database.jdbcUrl(), "--user", database.user()));
    all.addAll(List.of("--scripts", scripts.path().toString()));
    var console = new Console(stream(out), stream(err), () -> false);
    return new CommandLine(new TestUndoCommand(Dialects.ofProgram(), Map.of(), console).spec())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(all.toArray(String[]::new));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
