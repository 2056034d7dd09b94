package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.engine.postgres.recovery.StatementScene;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
@ExtendWith(PostgresExtension.class)
final class CallbackTest {
  private static final String LOG = "SELECT what FROM log ORDER BY id";

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  CallbackTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
    database.execute("CREATE TABLE log (id serial, what text)");
  }

  @Test
  void runsAllInTheirOrder() {
    scripts
        .with("V1__a.sql", log("V1"))
        .with("R__r.sql", log("R"))
        .with("beforeMigrate__b.sql", log("before b"))
        .with("beforeMigrate__a.sql", log("before a"))
        .with("beforeEachMigrate.sql", log("each before"))
        .with("afterEachMigrate__a.sql", log("each after"))
        .with("afterMigrate.sql", log("after"));

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.column(LOG))
        .containsExactly(
            "before a",
            "before b",
            "each before",
            "V1",
            "each after",
            "each before",
            "R",
            "each after",
            "after");
    assertThat(database.column("SELECT migration_name FROM migration_history ORDER BY id"))
        .containsExactly("V1__a.sql", "R__r.sql");
    assertThat(database.value("SELECT count(*) FROM migration_attempts")).isEqualTo("2");
  }

  @Test
  void runsThoseOfTheWholeRunAlsoWhenNothingIsPending() {
    scripts
        .with("beforeMigrate.sql", log("before"))
        .with("beforeEachMigrate.sql", log("each"))
        .with("afterMigrate.sql", log("after"));

    run.succeed();
    run.succeed();

    assertThat(database.column(LOG)).containsExactly("before", "after", "before", "after");
  }

  @Test
  void runsThoseOfEachScriptInItsTransaction() {
    scripts
        .with("beforeEachMigrate.sql", log("each") + "; SET LOCAL work_mem = '5MB'")
        .with(
            "V1__a.sql", log("V1") + "; INSERT INTO log (what) SELECT current_setting('work_mem')")
        .with("V2__b.sql", log("V2") + "; SELECT 1/0");

    Failure failure = run.fail();

    assertThat(failure.script()).isEqualTo("V2__b.sql");
    assertThat(failure.statement()).isEqualTo(2);
    assertThat(database.column(LOG)).containsExactly("each", "V1", "5MB");
  }

  @Test
  void failsARunWithAFailedCallbackBeforeIt() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("beforeMigrate__x.sql", log("before") + ";\n\nSELECT 1/0");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message()).startsWith("beforeMigrate__x.sql, statement 2, line 3: ");
    assertThat(failure.sqlState()).isEqualTo("22012");
    assertThat(database.column(LOG)).isEmpty();
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void failsARunWithAFailedCallbackAfterItAndKeepsItsScripts() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("afterMigrate.sql", "SELECT 1/0");

    Failure failure = run.fail();

    assertThat(failure.script()).isEqualTo("afterMigrate.sql");
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("success");
    scripts.with("afterMigrate.sql", log("after"));
    assertThat(run.succeed()).isZero();
    assertThat(database.column(LOG)).containsExactly("after");
  }

  @Test
  void failsAScriptWithAFailedCallbackAroundIt() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ()")
        .with("afterEachMigrate__x.sql", "SELECT 1;\nSELECT 1/0");

    Failure failure = run.fail();

    assertThat(failure.script()).isEqualTo("afterEachMigrate__x.sql");
    assertThat(failure.message()).startsWith("afterEachMigrate__x.sql, statement 2, line 2: ");
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("failure");
  }

  @Test
  void runsOutsideOfATransactionWhatWantsNone() {
    scripts.with("afterMigrate__vacuum.sql", "VACUUM log;" + log("vacuumed"));

    run.succeed();

    assertThat(database.column(LOG)).containsExactly("vacuumed");
  }

  @Test
  void runsThemByThemselvesAroundAScriptWithTransactionsOfItsOwn() {
    scripts
        .with("V1__a.sql", "BEGIN; " + log("one") + "; COMMIT; BEGIN; " + log("two") + "; COMMIT")
        .with("beforeEachMigrate.sql", log("before"))
        .with("afterEachMigrate.sql", log("after"));

    run.succeed();

    assertThat(database.column(LOG)).containsExactly("before", "one", "two", "after");
  }

  @Test
  void refusesTransactionCommandsInTheTransactionOfEachScript() {
    scripts.with("V1__a.sql", log("V1")).with("beforeEachMigrate.sql", "SELECT 1;\nCOMMIT");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPTS_REFUSED);
    assertThat(failure.message()).startsWith("beforeEachMigrate.sql, line 2: the callback runs in");
    assertThat(database.column(LOG)).isEmpty();
  }

  @Test
  void runsNoneWhereScriptsContradictTheHistory() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    run.succeed();
    scripts.with("V1__a.sql", "CREATE TABLE b ()").with("beforeMigrate.sql", log("before"));

    assertThat(run.fail().kind()).isEqualTo(FailureKind.CHECKSUM_MISMATCH);
    assertThat(database.column(LOG)).isEmpty();
  }

  @Test
  void triesOneAgainThatWasNotGivenALock() throws SQLException {
    scripts.with("beforeMigrate.sql", log("before") + "; ALTER TABLE busy ADD COLUMN x int");
    database.execute("CREATE TABLE busy (id int)");
    var heard = new HeardLines();
    var impatient =
        run.withLockTimeout(Duration.ofMillis(300)).withLockRetryTimeout(Duration.ofMinutes(2));
    try (var holder = StatementScene.openTransaction(database, "SELECT FROM busy")) {
      var applied = CompletableFuture.supplyAsync(() -> impatient.succeed(heard));
      Await.until(
          "the callback is tried again",
          Duration.ofSeconds(60),
          () ->
              applied.isDone()
                  || heard.heard(
                      "beforeMigrate.sql, statement 2, line 1: .*; it waited for process .*; trying again"));

      holder.rollback();

      assertThat(applied.join()).isZero();
    }
    assertThat(heard.lines()).isNotEmpty();
    assertThat(database.column(LOG)).containsExactly("before");
  }

  private static String log(String what) {
    return "INSERT INTO public.log (what) VALUES ('%s')".formatted(what);
  }
}
