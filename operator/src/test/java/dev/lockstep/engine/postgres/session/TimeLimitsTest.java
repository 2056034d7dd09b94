package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
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

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class TimeLimitsTest {
  private static final String LONG_TO_DISCARD =
      """
      DO $$ BEGIN FOR i IN 1..1000 LOOP
        EXECUTE format('CREATE TEMP TABLE %I (a int)', 't' || i);
      END LOOP; END $$;
      """;

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
    // A trigger would be rejected, but not an index on an expression of the server's own functions.
    database.execute(
        """
        CREATE INDEX slow ON migration_history
          (length(repeat('x', 100000000 + (coalesce(execution_ms, 0) % 2)::int)))""");
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

  @Test
  void aJournaledScriptsOwnTimeLimitsDoNotCountForItsRecord() {
    scripts.with("V1__a.sql", "BEGIN; " + LONG_TO_DISCARD + "COMMIT; " + limits());

    assertThat(EngineRun.of(database, scripts).succeed()).isOne();
  }

  @Test
  void aScriptsOwnTimeLimitsDoNotCountForTheRecordOfItsFailure() {
    String other = database.name() + "_other";
    database.execute("CREATE ROLE " + other);
    scripts.with(
        "V1__a.sql",
        "BEGIN; %s COMMIT; SET SESSION AUTHORIZATION %s; %s SELECT 1/0;"
            .formatted(LONG_TO_DISCARD, other, limits()));

    assertThat(EngineRun.of(database, scripts).fail().sqlState()).isEqualTo("22012");
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("failed");
    assertThat(database.column("SELECT status FROM migration_history")).containsExactly("failure");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "BEGIN; COMMIT; "})
  void aCallbacksOwnTimeLimitsDoNotCountForWhatComesAfterIt(String transactions) {
    String callback = transactions + LONG_TO_DISCARD + limits();
    scripts
        .with("beforeMigrate.sql", callback)
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("afterMigrate.sql", callback);

    assertThat(EngineRun.of(database, scripts).succeed()).isOne();
  }

  private String limits() {
    String limits = "SET statement_timeout = '50ms'; ";
    return version == PostgresVersion.V18 ? limits + "SET transaction_timeout = '50ms'; " : limits;
  }
}
