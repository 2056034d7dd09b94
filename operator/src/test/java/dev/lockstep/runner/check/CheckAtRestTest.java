package dev.lockstep.runner.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A verification that the operator uses to open gates does not report a version that a run is
/// about to leave. O1
@ExtendWith(PostgresExtension.class)
final class CheckAtRestTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestDatabase database;
  private final Path folder;

  CheckAtRestTest(TestDatabase database, @TempDir Path folder) {
    this.database = database;
    this.folder = folder;
  }

  @Test
  void aVerificationReadsNothingWhileARunIsAtWork() throws Exception {
    ScriptFolder scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    assertThat(run("migrate", scripts).exit()).isZero();
    scripts.with("V2__b.sql", "SELECT pg_advisory_xact_lock(4711)");
    try (var hold = database.connect();
        var statement = hold.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      var migrating = threads.submit(() -> run("migrate", scripts));
      Await.until(
          "the run is at work",
          LIMIT,
          () ->
              !database
                  .column("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                  .isEmpty());

      CommandRun person = run("check", scripts);
      String told = told(scripts);

      assertThat(person.exit()).as("a person is answered").isEqualTo(3);
      assertThat(told).contains("\"kind\":\"LockHeld\"", "\"databaseRead\":false");
      statement.execute("SELECT pg_advisory_unlock(4711)");
      assertThat(migrating.get().exit()).isZero();
    }
    // The server may not yet have ended the sessions of the run.
    assertThat(told(scripts)).contains("\"databaseRead\":true", "\"version\":\"2\"");
  }

  @Test
  void aSetThatIsRefusedKeepsTheVersionFromNobody() throws IOException {
    ScriptFolder scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    assertThat(run("migrate", scripts).exit()).isZero();
    scripts.with("V1__twice.sql", "SELECT 1");

    assertThat(told(scripts))
        .contains("\"kind\":\"ScriptsRefused\"", "\"databaseRead\":true", "\"version\":\"1\"");
  }

  private String told(ScriptFolder scripts) throws IOException {
    Path report = folder.resolve("report");
    Files.deleteIfExists(report);
    run("check", scripts, "--termination-log=" + report);
    return Files.readString(report);
  }

  private CommandRun run(String command, ScriptFolder scripts, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                command,
                "--url=" + database.jdbcUrl(),
                "--user=" + database.user(),
                "--scripts=" + scripts.path()));
    arguments.addAll(List.of(more));
    return CommandRun.of(
        Map.of("PGPASSWORD", database.password()), CommandRun.Reader.PIPE, arguments);
  }
}
