package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class TimeLimitsTest {
  private final PostgresVersion version;
  private final TestDatabase database;
  private final ScriptFolder scripts;

  TimeLimitsTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    this.version = version;
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void aScriptsOwnTimeLimitsDoNotCountForWhatClosesIt() {
    var run = EngineRun.of(database, scripts);
    run.succeed();
    database.execute(
        """
        CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_sleep(0.4); RETURN new; END';
        CREATE TRIGGER slow BEFORE UPDATE ON migration_history FOR EACH ROW EXECUTE FUNCTION slow();
        """);
    scripts.with("V1__statement.sql", "SET statement_timeout = '300ms'");
    scripts.with("V2__lock.sql", "SET lock_timeout = '1ms'");
    scripts.with("V3__idle.sql", "SET idle_in_transaction_session_timeout = '300ms'");
    int expected = 3;
    if (version == PostgresVersion.V18) {
      scripts.with("V4__transaction.sql", "SET transaction_timeout = '300ms'");
      expected = 4;
    }

    assertThat(run.succeed()).isEqualTo(expected);
  }
}
