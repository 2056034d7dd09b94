package dev.lockstep.runner.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Console;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class RollbackCommandTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  RollbackCommandTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    for (String name : List.of("1_a", "2_b", "3_longer")) {
      scripts
          .with(name + ".sql", "CREATE TABLE t%s ()".formatted(name))
          .with(name + ".down.sql", "DROP TABLE t%s".formatted(name));
    }
    assertThat(migrate()).isZero();
    out.reset();
    err.reset();
  }

  @Test
  void saysWhatItHasUndone() {
    assertThat(run("rollback", "--target", "1")).isZero();

    assertThat(out()).isEqualTo("Schema public: version 1, 2 undone\n");
    assertThat(err()).isEqualTo("undone 3_longer.sql\nundone 2_b.sql\n");
  }

  @Test
  void theReportNamesWhatWasUndone() {
    assertThat(run("rollback", "--steps", "3", "--output", "json")).isZero();

    assertThat(out())
        .isEqualTo(
            """
            {"exitCode":0,"databaseRead":true,"appliedCount":0,"pendingCount":0,"pending":[],"appliedNow":0,\
            "rolledBack":["3_longer.sql","2_b.sql","1_a.sql"],\
            "history":[{"name":"1_a.sql","version":"1","status":"rollback","at":"T","duration":"D"},\
            {"name":"2_b.sql","version":"2","status":"rollback","at":"T","duration":"D"},\
            {"name":"3_longer.sql","version":"3","status":"rollback","at":"T","duration":"D"}],\
            "startedAt":"T","finishedAt":"T","errors":[],"moreErrors":0,"truncated":false}
            """);
  }

  @Test
  void aDryRunShowsTheOrderAndChangesNothing() {
    assertThat(run("rollback", "--target", "1", "--dry-run")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            Would undo, in this order:
              3_longer.sql  applied T
              2_b.sql       applied T
            Schema public: version 3, would be 1
            """);
    out.reset();

    assertThat(run("rollback", "--steps", "1", "--dry-run", "--output", "json")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            {"schema":"public","version":"3","desiredVersion":"2",\
            "undo":[{"script":"3_longer.sql","version":"3","appliedAt":"T"}]}
            """);
    assertThat(database.value("SELECT count(*) FROM migration_attempts")).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                        | 2  | rollback needs --target VERSION or --steps N; --target none undoes everything
          --target 1 --steps 1      | 2  | --target and --steps cannot be combined
          --steps 0                 | 2  | --steps must be at least 1, not 0
          --steps=-1                | 2  | --steps must be at least 1, not -1
          --target latest           | 2  | is not a version
          --target 3                | 2  | the target version 3 is not older than the recorded version 3
          --target 9                | 2  | the target version 9 is not older than the recorded version 3
          --target 1.5              | 2  | no applied script has the target version 1.5
          --steps 4                 | 2  | cannot undo 4 scripts: only 3 are applied
          --target 1 --schema empty | 2  | no versioned script is applied
          """)
  void whatMakesNoSenseIsOneSentence(String options, int exit, String sentence) {
    String[] words = options.isEmpty() ? new String[0] : options.split(" ", -1);

    assertThat(run(concat("rollback", words))).isEqualTo(exit);
    assertThat(err()).contains(sentence).doesNotContain("Exception");
    assertThat(run(concat("rollback", concat("--dry-run", words)))).isEqualTo(exit);
    assertThat(database.column("SELECT DISTINCT status FROM migration_history"))
        .containsExactly("success");
  }

  @Test
  void aMissingUndoExitsWith11AlsoInADryRun() {
    scripts.with("4_x.sql", "CREATE TABLE x ()").with("5_y.sql", "CREATE TABLE y ()");
    migrate();
    out.reset();

    assertThat(run("rollback", "--target", "2", "--output", "json")).isEqualTo(11);
    assertThat(out()).contains("\"kind\":\"UndoMissing\"", "no stored undo for 5_y.sql, 4_x.sql");
    assertThat(run("rollback", "--target", "2", "--dry-run")).isEqualTo(11);
  }

  @Test
  void migrateGoesBackWhereItMay() {
    assertThat(run("migrate", "--target", "2", "--scripts", scripts.path().toString()))
        .isEqualTo(11);
    assertThat(err()).contains("A rollback would undo 3_longer.sql", "--rollback allow");
    out.reset();

    assertThat(
            run(
                "migrate",
                "--target",
                "2",
                "--rollback",
                "allow",
                "--scripts",
                scripts.path().toString()))
        .isZero();
    assertThat(out()).isEqualTo("Schema public: version 2, 1 undone, 0 applied now, 0 pending\n");
  }

  @Test
  void sigtermRollsTheUndoBackAndExitsWith15() throws Exception {
    scripts
        .with("4_slow.sql", "CREATE TABLE slow ()")
        .with("4_slow.down.sql", "DROP TABLE slow; SELECT pg_sleep(60)");
    migrate();
    try (var process =
        LockstepProcess.start(
            List.of(
                "rollback",
                "--url",
                database.jdbcUrl(),
                "--user",
                database.user(),
                "--steps",
                "1"))) {
      Await.until(
          "the undo sleeps",
          Duration.ofSeconds(60),
          () ->
              !database
                  .column(
                      "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()")
                  .isEmpty());
      process.terminate();

      assertThat(process.exitCode()).as(process.err()).isEqualTo(15);
      assertThat(process.err()).contains("4_slow.sql (undo), statement 2, line 1: interrupted");
    }
    assertThat(database.value("SELECT to_regclass('slow')")).isEqualTo("slow");
    assertThat(database.value("SELECT status FROM migration_history WHERE version = '4'"))
        .isEqualTo("success");
  }

  private int migrate() {
    return run("migrate", "--scripts", scripts.path().toString());
  }

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
    all.addAll(List.of("--url", database.jdbcUrl(), "--user", database.user()));
    var console = new Console(stream(out), stream(err), () -> false);
    DatabaseCommand command =
        arguments[0].equals("migrate")
            ? new MigrateCommand(Dialects.ofProgram(), Map.of(), console, Clock.systemUTC())
            : new RollbackCommand(Dialects.ofProgram(), Map.of(), console, Clock.systemUTC());
    return new CommandLine(command.spec())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(all.toArray(String[]::new));
  }

  private static String[] concat(String first, String... rest) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(rest));
    return all.toArray(String[]::new);
  }

  /// Standard output with placeholders for times and durations.
  private String out() {
    return out.toString(StandardCharsets.UTF_8)
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "T")
        .replaceAll("\"duration\":\"[^\"]*\"", "\"duration\":\"D\"");
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
