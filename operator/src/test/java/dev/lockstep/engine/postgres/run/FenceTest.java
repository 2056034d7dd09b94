package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class FenceTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SLOW = "SELECT pg_sleep(1.5); CREATE TABLE once (id int);";

  private final PostgresServer server;
  private final TestDatabase database;
  private final ScriptFolder scripts;

  FenceTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    server = servers.of(version);
    database = server.createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void aKilledRunnerWhoseCommitIsInTheServersBufferIsNeverAppliedTwice() {
    scripts.with("V1__once.sql", SLOW);
    try (var proxy = CountingProxy.before(server);
        var first = LockstepProcess.migrate(database.through(proxy.port()), scripts)) {
      awaitSleep();
      first.kill();

      int appliedNow = EngineRun.of(database, scripts).succeed();

      // The proxy keeps the dead runner's connection open, so the server executed the statements
      // that it had received.
      assertThat(appliedNow).isZero();
    }
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("success");
    assertThat(database.value("SELECT count(*) FROM once")).isEqualTo("0");
  }

  @Test
  void aKilledRunnerIsRolledBackAndLeavesTwoAttempts() {
    scripts.with("V1__once.sql", "SELECT pg_sleep(20); CREATE TABLE once (id int);");
    try (var first = LockstepProcess.migrate(database, scripts)) {
      awaitSleep();
      first.kill();
      scripts.with("V1__once.sql", "CREATE TABLE once (id int);");

      int appliedNow = EngineRun.of(database, scripts).succeed();

      assertThat(appliedNow).isEqualTo(1);
    }
    assertThat(
            database.column(
                "SELECT concat_ws(' ', status, details ->> 'kind') FROM migration_attempts ORDER BY created_at"))
        .containsExactly("failed Interrupted", "success");
  }

  @Test
  void sigtermRollsBackRecordsAndExitsWith15() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    scripts.with("V2__once.sql", "CREATE TABLE once (id int); SELECT pg_sleep(20);");
    try (var runner = LockstepProcess.migrate(database, scripts, "--output", "json")) {
      awaitSleep();
      runner.terminate();

      assertThat(runner.exitCode()).isEqualTo(15);
      assertThat(runner.out()).contains("\"kind\":\"Interrupted\"", "\"appliedNow\":1");
    }
    assertThat(database.value("SELECT to_regclass('once')")).isNull();
    assertThat(database.column("SELECT status FROM migration_attempts ORDER BY created_at"))
        .containsExactly("success", "failed");
  }

  @Test
  void ofTwoRunsOneWorksAndTheOtherFindsNothingToDo() {
    scripts.with("V1__once.sql", SLOW);
    try (var first = LockstepProcess.migrate(database, scripts)) {
      awaitSleep();

      int appliedBySecond = EngineRun.of(database, scripts).succeed();

      assertThat(appliedBySecond).isZero();
      assertThat(first.exitCode()).isZero();
    }
  }

  @Test
  void whatAnotherRunAppliedWhileTheConnectionWasLostIsNotCounted() {
    EngineRun.of(database, scripts).succeed();
    scripts.with("V1__once.sql", "CREATE TABLE once (id int);");
    var appliedBySecond = new AtomicInteger();
    try (var proxy = CountingProxy.before(server)) {
      proxy.lose("COMMIT");

      int appliedByFirst =
          EngineRun.of(database.through(proxy.port()), scripts)
              .succeed(
                  new WhenLost(
                      () -> {
                        database.execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
                        appliedBySecond.set(EngineRun.of(database, scripts).succeed());
                      }));

      assertThat(proxy.lost()).isEqualTo(1);
      assertThat(appliedBySecond).hasValue(1);
      assertThat(appliedByFirst).isZero();
    }
  }

  /// Acts once a run has lost its connection, before it connects again.
  private record WhenLost(Runnable action) implements ProgressListener {
    @Override
    public void tell(String line, @Nullable String confidential) {
      if (line.endsWith("connecting again")) {
        action.run();
      }
    }

    @Override
    public void warn(String sentence, @Nullable String confidential) {}

    @Override
    public Duration pause(Duration elapsed) {
      return Duration.ofHours(1);
    }
  }

  @Test
  void aSecondRunNamesTheFirstWhenItsWaitIsOver() {
    scripts.with("V1__once.sql", "SELECT pg_sleep(20)");
    try (var first = LockstepProcess.migrate(database, scripts, "--run-id", "first-run")) {
      awaitSleep();

      Failure failure =
          EngineRun.of(database, scripts).withAdvisoryLockTimeout(Duration.ofMillis(300)).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.LOCK_HELD);
      assertThat(failure.message()).contains("lockstep first-run");
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  void anAnswerLostAtCommitIsLookedUpInTheHistory() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");
    var run = EngineRun.of(database, ScriptFolder.in(scripts.path().resolveSibling("none")));
    run.succeed();
    try (var proxy = CountingProxy.before(server)) {
      proxy.loseAnswerTo("COMMIT");

      int applied = EngineRun.of(database.through(proxy.port()), scripts).succeed();

      assertThat(proxy.lost()).isEqualTo(1);
      assertThat(applied).isEqualTo(2);
    }
    assertThat(database.column("SELECT status FROM migration_attempts"))
        .containsExactly("success", "success");
  }

  private void awaitSleep() {
    Await.until(
        "the script sleeps in the server",
        LIMIT,
        () ->
            "1"
                .equals(
                    database.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")));
  }
}
