package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ProgramRun;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.schema.EngineException;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.FreePort;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The connections of a run that are opened at the same time, ahead of its other work.
@ExtendWith(PostgresExtension.class)
final class SessionPairTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  SessionPairTest(PostgresServer server, @TempDir Path folder) {
    this.database = server.createDatabase();
    this.scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    this.run = EngineRun.of(database, scripts);
  }

  @Test
  void aRunTakesTheConnectionsThatWereBegun() {
    try (PostgresDatabase begun = run.open(new StopSignal())) {
      begun.connectAhead();
      awaitConnections(2);

      begun.acquire();

      assertThat(connections()).isEqualTo("2");
    }
    awaitConnections(0);
  }

  /// A run has two connections, and one that waits for it has one.
  @RepeatedTest(5)
  void aRunThatWaitsForAnotherTakesOneConnection() {
    String role = "few_" + database.name();
    database.execute("CREATE ROLE %s LOGIN PASSWORD 'x' CONNECTION LIMIT 3".formatted(role));
    database.execute("GRANT ALL ON SCHEMA public TO " + role);
    var few = EngineRun.of(database.as(role, "x"), scripts);
    CompletableFuture<Integer> applied;
    try (PostgresDatabase first = few.open(new StopSignal())) {
      first.acquire();
      applied = CompletableFuture.supplyAsync(few::succeed);
      Await.until(
          "the second run waits", LIMIT, () -> applied.isDone() || connections().equals("3"));
      assertThat(applied).isNotDone();
    }
    assertThat(applied.join()).isEqualTo(1);
  }

  @Test
  void connectionsThatNobodyTakesAreClosed() {
    try (PostgresDatabase begun = run.open(new StopSignal())) {
      begun.connectAhead();
      awaitConnections(2);
    }
    try (PostgresDatabase begun = run.open(new StopSignal())) {
      begun.connectAhead();
    }

    awaitConnections(0);
  }

  @Test
  void aRunThatWaitsForAnotherHoldsOneConnection() throws InterruptedException {
    PostgresDatabase first = run.open(new StopSignal());
    try (PostgresDatabase second = run.open(new StopSignal())) {
      first.acquire();
      second.connectAhead();
      awaitConnections(4);

      Thread waiting = Thread.ofPlatform().start(() -> acquireUntilStopped(second));

      awaitConnections(3);
      first.close();
      awaitConnections(2);
      waiting.join(LIMIT);
      assertThat(waiting.isAlive()).isFalse();
    }
    awaitConnections(0);
  }

  @Test
  void aRunThatIsStoppedWhileItWaitsLeavesNoConnection() throws InterruptedException {
    var stop = new StopSignal();
    try (PostgresDatabase first = run.open(new StopSignal());
        PostgresDatabase second = run.open(stop)) {
      first.acquire();
      Thread waiting = Thread.ofPlatform().start(() -> acquireUntilStopped(second));
      awaitConnections(3);

      stop.request();

      waiting.join(LIMIT);
      awaitConnections(2);
    }
  }

  @Test
  void ofTwoFailuresThatOfTheScriptsIsTold() {
    scripts.with("nothing.sql", "SELECT 1");

    migrate("jdbc:postgresql://localhost:" + FreePort.find() + "/none")
        .isOneSentence(10, List.of("nothing.sql"));
  }

  @Test
  void theFailureOfBothConnectionsIsToldOnce() {
    migrate("jdbc:postgresql://localhost:" + FreePort.find() + "/none")
        .isOneSentence(13, List.of("cannot connect"));
  }

  private ProgramRun migrate(String url) {
    return ProgramRun.of(
        Map.of(),
        List.of(
            "migrate",
            "--url",
            url,
            "--user",
            database.user(),
            "--connect-timeout",
            "1s",
            "--scripts",
            scripts.path().toString()));
  }

  private static void acquireUntilStopped(PostgresDatabase database) {
    try {
      database.acquire();
    } catch (EngineException _) {
      // It was stopped.
    }
  }

  private void awaitConnections(int count) {
    Await.until(count + " connections", LIMIT, () -> connections().equals(Integer.toString(count)));
  }

  private String connections() {
    return String.valueOf(
        database.value(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'lockstep%' AND datname = current_database()"));
  }
}
