package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A standby, alone and together with a primary.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StandbyTest {
  private PostgresServer standby;
  private PostgresServer primary;
  private ScriptFolder scripts;

  @BeforeAll
  void start(@TempDir Path folder) {
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a ()");
    standby = PostgresServer.start(PostgresVersion.newest());
    standby.demote();
    primary = PostgresServer.start(PostgresVersion.newest());
  }

  @AfterAll
  void stop() {
    standby.close();
    primary.close();
  }

  @Test
  void isRefusedWithTheWayOutAndCanBeRead() {
    var run = TargetRun.of(standby.database("postgres"), scripts);

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.DATABASE_READ_ONLY);
    assertThat(failure.message()).isEqualTo("the server is a read-only standby");
    try (var reading = run.open()) {
      assertThat(reading.read().rows()).isEmpty();
    }
  }

  @Test
  void isPassedByForThePrimaryBehindIt() {
    var database = primary.database("postgres");
    String hosts =
        "%s:%d,%s:%d".formatted(standby.host(), standby.port(), primary.host(), primary.port());

    TargetRun.of(database, scripts).withHosts(hosts).succeed();

    assertThat(database.value("SELECT to_regclass('a')")).isEqualTo("a");
  }
}
