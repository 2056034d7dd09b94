package dev.lockstep.runner.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.ProgramRun;
import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
final class WindowCheckTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HISTORY =
      "CREATE TABLE migration_history (migration_name text UNIQUE, applied_at timestamptz DEFAULT now(), status text DEFAULT 'success', error_message text)";

  private final PostgresServers servers;
  private TestDatabase database;

  WindowCheckTest(PostgresServers servers) {
    this.servers = servers;
    this.database = servers.newest().createDatabase();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          >=7 <9 | 0 | Schema public is at version 8, inside >=7 <9
          =8.0   | 0 | Schema public is at version 8, inside =8.0
          >8     | 3 | Schema public is at version 8, outside >8
          <8     | 3 | Schema public is at version 8, outside <8
          """)
  void oneLookSaysWhetherTheVersionIsInside(String window, int exit, String told) {
    record(7, 8);

    CommandRun run = run("--require", window);

    assertThat(run.out()).isEqualTo(told + "\n");
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err().lines().filter(line -> line.startsWith("hint: ")))
        .hasSize(exit == 0 ? 0 : 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void waitsUntilTheVersionIsInsideAndSaysWhatItSees(PostgresVersion version) {
    database = servers.of(version).createDatabase();

    try (var check = start("--require", ">=7 <9", "--wait", "60s")) {
      seen(check, "waiting for >=7 <9: Schema public records no version");
      record(6);
      seen(check, "waiting for >=7 <9: Schema public is at version 6");
      record(7);

      assertThat(check.exitCode()).isZero();
      assertThat(check.out()).isEqualTo("Schema public is at version 7, inside >=7 <9\n");
      assertThat(check.err().lines()).hasSize(2);
    }
  }

  @Test
  void waitsForADatabaseThatIsNotThereYet() {
    var later =
        new TestDatabase(
            database.host(),
            database.port(),
            database.name() + "_later",
            database.user(),
            database.password());
    try (var check = start(later, "--require", ">=1", "--wait", "60s", "--output", "json")) {
      seen(check, "does not exist");
      database.execute("CREATE DATABASE " + later.name());
      record(later, 1);

      assertThat(check.exitCode()).isZero();
      assertThat(check.out()).contains("\"satisfied\":true", "\"version\":\"1\"");
    }
  }

  @Test
  void theEndOfTheWaitIsExit3WithTheSentence() throws IOException {
    record(6);

    CommandRun text = run("--require", ">=7", "--wait", "1ms");
    CommandRun json = run("--require", ">=7", "--wait", "1ms", "--output", "json");

    assertThat(text.exit()).isEqualTo(3);
    assertThat(text.out()).startsWith("Schema public is at version 6, outside >=7, after ");
    JsonNode answer = new ObjectMapper().readTree(json.out());
    assertThat(answer.path("require").asText()).isEqualTo(">=7");
    assertThat(answer.path("version").asText()).isEqualTo("6");
    assertThat(answer.path("satisfied").asBoolean()).isFalse();
    assertThat(answer.path("databaseRead").asBoolean()).isTrue();
    assertThat(json.exit()).isEqualTo(3);
  }

  @Test
  void aDatabaseThatNeverAnsweredIsExit3AfterAWaitAndItsOwnCodeWithout() throws IOException {
    database = database.through(1);

    CommandRun waited = run("--require", ">=7", "--wait", "1ms", "--output", "json");
    CommandRun once = run("--require", ">=7", "--connect-timeout", "0s");

    assertThat(waited.exit()).isEqualTo(3);
    JsonNode answer = new ObjectMapper().readTree(waited.out());
    assertThat(answer.path("databaseRead").asBoolean()).isFalse();
    assertThat(answer.path("failure").path("kind").asText()).isEqualTo("DatabaseUnreachable");
    assertThat(once.exit()).isEqualTo(13);
    assertThat(once.err()).startsWith("lockstep: ").contains("hint: ");
  }

  @Test
  void whatWaitingCannotMendIsNotWaitedFor() {
    database.execute("CREATE TABLE migration_history (id int)");

    CommandRun run = run("--require", ">=7", "--wait", "60s");

    assertThat(run.exit()).isEqualTo(11);
    assertThat(run.err()).contains("does not belong to Lockstep");
  }

  @Test
  void aSignalEndsTheWaitAtOnce() {
    try (var check = start("--require", ">=7", "--wait", "10m")) {
      seen(check, "records no version");
      check.terminate();

      assertThat(check.exitCode()).isEqualTo(15);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --require=                               | one of >= > <= < = is expected here, as in '>=7 <9'
          --require=7                              | '7', character 1: one of >= > <= < = is expected
          --require=>=7,<9                         | character 4: one of >= > <= < = is expected
          --require=>=seven                        | 'seven' is no version
          --require=>=                             | a version is missing after >=
          --require=>=9_<7                         | no version is in the window >=9 <7
          --require=orders_>=7                     | character 1: one of >= > <= < = is expected
          --require=>=7 --scripts=.                | remove --scripts
          --require=>=7 --termination-log=x        | remove --scripts and --termination-log
          --wait=5s                                | --wait needs --require
          --require=>=7 --wait=soon                | 'soon' is not a duration
          --require=>=7 --wait                     | --wait
          """)
  void aWrongUseIsOneSentence(String arguments, String told) {
    var all = new ArrayList<String>(List.of("check"));
    List.of(arguments.split(" ", -1)).forEach(each -> all.add(each.replace('_', ' ')));
    all.addAll(List.of("--url=" + database.jdbcUrl(), "--user=" + database.user()));

    ProgramRun.of(Map.of(), all).isOneSentence(2, List.of(told));
  }

  private static void seen(LockstepProcess check, String words) {
    Await.until(words, LIMIT, () -> check.err().contains(words));
  }

  private void record(int... versions) {
    record(database, versions);
  }

  private static void record(TestDatabase on, int... versions) {
    on.execute(HISTORY.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"));
    for (int version : versions) {
      on.execute(
          "INSERT INTO migration_history (migration_name) VALUES ('V%d__x.sql')"
              .formatted(version));
    }
  }

  private LockstepProcess start(String... arguments) {
    return start(database, arguments);
  }

  private static LockstepProcess start(TestDatabase on, String... arguments) {
    return LockstepProcess.start(arguments(on, arguments));
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(Map.of(), Reader.PIPE, arguments(database, arguments));
  }

  private static List<String> arguments(TestDatabase on, String... arguments) {
    var all = new ArrayList<>(List.of("check", "--url", on.jdbcUrl(), "--user", on.user()));
    all.addAll(List.of(arguments));
    return all;
  }
}
