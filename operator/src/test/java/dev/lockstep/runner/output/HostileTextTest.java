package dev.lockstep.runner.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ProgramRun;
import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.testing.HostileText;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("B9: nothing that others wrote moves a terminal or begins a line of ours")
@ExtendWith(PostgresExtension.class)
final class HostileTextTest {
  private static final String IDENTIFIER = "\"" + HostileText.ALL.substring(0, 30) + "\"";

  private final TestDatabase database;
  private final ScriptFolder scripts;

  HostileTextTest(PostgresServers servers, @TempDir Path folder) {
    this.database = servers.newest().createDatabase();
    this.scripts = ScriptFolder.in(folder);
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void whatAScriptRaises(Reader reader) {
    scripts.with("V1__a.sql", raise("P0001"));

    var migrate = run(reader, "migrate");
    assertThat(migrate.exit()).as(migrate.err()).isEqualTo(12);
    assertThat(migrate.err()).contains("\\u001B[2J", "\\u202E", "\\U000E0041");
    all(reader);
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void whatIsToldWhileAScriptIsTriedAgain(Reader reader) {
    scripts.with("V1__a.sql", raise("40001"));

    var migrate = run(reader, "migrate", "--lock-retry-timeout", "300ms");
    assertThat(migrate.exit()).as(migrate.err()).isEqualTo(13);
    assertThat(migrate.err()).contains("trying again");
    run(reader, "migrate", "--dry-run");
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void whatAnotherSessionIsCalledAndRuns(Reader reader) throws SQLException {
    database.execute("CREATE TABLE a ()");
    scripts.with("V1__a.sql", "ALTER TABLE a ADD x int");
    try (Connection other = database.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SET application_name = " + HostileText.literal());
      statement.execute("LOCK TABLE a; /* " + HostileText.ALL + " */");

      var migrate = run(reader, "migrate", "--lock-timeout", "300ms", "--lock-retry-timeout", "1s");
      assertThat(migrate.exit()).as(migrate.err()).isEqualTo(13);
      assertThat(migrate.err()).contains("it waited for");
      if (reader == Reader.PERSON) {
        assertThat(migrate.err()).contains("/* x\\u001B[2J");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void whatSomebodyWroteIntoTheHistory(Reader reader) {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    assertThat(run(reader, "migrate").exit()).isZero();
    database.execute(
        """
        INSERT INTO migration_history
          (migration_name, status, error_message, version, description, applied_by, run_id, rollback_sql)
          VALUES ('V9' || %1$s, 'failure', %1$s, '9', %1$s, %1$s, %1$s, %1$s),
                 ('V8' || %1$s, 'success', %1$s, '8', %1$s, %1$s, %1$s, 'SELECT 1'),
                 ('V2__b.sql', 'failure', %1$s, '2', %1$s, %1$s, %1$s, %1$s)"""
            .formatted(HostileText.literal()));
    scripts.with("V2__b.sql", "SELECT 1");

    all(reader);
    assertThat(run(reader, "history").out()).contains("\\u001B[2J");
    run(reader, "rollback", "--steps", "1", "--dry-run");
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void whatAScriptSaysAndHowItIsCalled(Reader reader) {
    String name = HostileText.ALL.replace("/", "");
    scripts
        .with("V1__%s.sql".formatted(name), "CREATE TABLE %s ()".formatted(IDENTIFIER))
        .with(
            "V2__b.sql",
            "SELECT %1$s; /* %2$s */ ALTER TABLE %3$s ADD CONSTRAINT %3$s CHECK (true);\n"
                    .formatted(HostileText.literal(), HostileText.ALL, IDENTIFIER)
                + "CREATE INDEX %1$s ON a (%1$s);\nDROP TABLE %1$s;".formatted(IDENTIFIER))
        .with("V3__c.sql", "CREATE INDEX %1$s ON %1$s (%1$s)".formatted(IDENTIFIER));

    run(reader, "plan", "--statements");
    run(reader, "lint");
    run(reader, "migrate");
    all(reader);
    scripts.with("V4__unknown" + name, "SELECT 1");
    all(reader);
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void whatIsCalledSoInTheDatabase(Reader reader) {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    assertThat(run(reader, "migrate").exit()).isZero();
    database.execute(
        "CREATE TABLE %1$s (%1$s int CONSTRAINT %1$s CHECK (true))".formatted(IDENTIFIER));

    var check = run(reader, "check", "--drift");
    assertThat(check.exit()).isEqualTo(3);
    assertThat(check.out()).contains("\\u001B[2J");
    scripts.with("V2__b.sql", "ALTER TABLE %1$s ADD %1$s int".formatted(IDENTIFIER));
    run(reader, "migrate");
    run(reader, "migrate", "--dry-run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "migrate --nosuch%s",
        "migrate --scripts %s",
        "migrate --url postgresql://%s/x",
        "status --url postgresql://h/x --schema %s",
        "check --require %s",
        "check --against %s --scripts .",
        "migrate --lock-timeout %s",
        "migrate --output %s",
        "migrate --placeholder %s",
        "rollback --target %s",
        "baseline --version %s",
        "%s"
      })
  void whatACommandLineSays(String line) {
    var arguments = new ArrayList<String>();
    for (String word : line.split(" ", -1)) {
      arguments.add(word.replace("%s", HostileText.ALL));
    }

    held(ProgramRun.of(Map.of("PGHOST", "127.0.0.1", "PGPORT", "1"), arguments).err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGSSLMODE", "PGOPTIONS"})
  void whatAnEnvironmentSays(String variable) {
    held(
        ProgramRun.of(
                Map.of(variable, HostileText.ALL, "PGHOSTADDR", ""),
                List.of("status", "--connect-timeout", "1s"))
            .err());
  }

  @Test
  void anErrorOfTheProgramItself() {
    var run = new java.io.ByteArrayOutputStream();
    var stream = new java.io.PrintStream(run, true, java.nio.charset.StandardCharsets.UTF_8);

    new Console(stream, stream, () -> false)
        .bug("lockstep: a bug:", new IllegalStateException(HostileText.ALL));

    String told = run.toString(java.nio.charset.StandardCharsets.UTF_8);
    held(told);
    assertThat(told).contains("IllegalStateException: x\\u001B[2J", "at dev.lockstep");
  }

  private static String raise(String state) {
    return "DO $$ BEGIN RAISE NOTICE USING MESSAGE = %1$s; RAISE EXCEPTION USING ERRCODE = '%2$s', MESSAGE = %1$s, DETAIL = %1$s, HINT = %1$s; END $$"
        .formatted(HostileText.literal(), state);
  }

  private void all(Reader reader) {
    for (String format : List.of("text", "json")) {
      run(reader, "status", "--output", format);
      run(reader, "check", "--drift", "--output", format);
      run(reader, "plan", "--statements", "--output", format);
      run(reader, "history", "--output", format);
      run(reader, "migrate", "--output", format);
    }
  }

  private CommandRun run(Reader reader, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--url", database.jdbcUrl(), "--user", database.user()));
    if (!List.of("history", "rollback").contains(arguments[0])) {
      all.addAll(1, List.of("--scripts", scripts.path().toString()));
    }
    CommandRun run = CommandRun.of(Map.of("PGPASSWORD", database.password()), reader, all);
    held(run.out());
    held(run.err());
    return run;
  }

  /// Only our own color codes remain, and only around words.
  private static void held(String told) {
    String plain = told.replaceAll("\u001B\\[[0-9;]*m", "");
    assertThat(HostileText.obeyed(plain)).as(plain).isEmpty();
    assertThat(HostileText.forged(plain)).as(plain).isEmpty();
  }
}
