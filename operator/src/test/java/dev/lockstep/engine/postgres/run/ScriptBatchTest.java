package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Failure;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts that are sent together: what one of them does to the others.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class ScriptBatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int SCRIPTS = 12;
  private static final String RECORDED =
      "SELECT migration_name || ' ' || status FROM migration_history ORDER BY id";
  private static final String TRIED =
      "SELECT migration_name || ' ' || status FROM migration_attempts ORDER BY created_at";

  private final PostgresServer server;
  private final TestDatabase database;
  private final HeardLines heard = new HeardLines();
  private final ScriptFolder scripts;
  private final EngineRun run;

  ScriptBatchTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    this.server = servers.of(version);
    this.database = server.createDatabase();
    this.scripts = ScriptFolder.in(folder);
    this.run = EngineRun.of(database, scripts);
  }

  @BeforeEach
  void writeScripts() {
    for (int i = 1; i <= SCRIPTS; i++) {
      scripts.with(file(i), "CREATE TABLE t%d (id int);\n".formatted(i));
    }
  }

  private static String file(int number) {
    return "V%d__t.sql".formatted(number);
  }

  private static String[] files(int last, String status) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> file(i) + status).toArray(String[]::new);
  }

  private static String[] upTo(int failing, String status) {
    return Stream.concat(
            Stream.of(files(failing - 1, " success")), Stream.of(file(failing) + status))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, SCRIPTS})
  void nothingBehindAScriptThatFailsIsAppliedRecordedOrTried(int failing) {
    scripts.with(file(failing), "CREATE TABLE t%d ();\n\nSELECT 1 / 0;\n".formatted(failing));

    MigrationOutcome outcome = run.migrate();

    Failure failure = outcome.failure().orElseThrow().failure();
    assertThat(failure.script()).isEqualTo(file(failing));
    assertThat(failure.statement()).isEqualTo(2);
    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure.sqlState()).isEqualTo("22012");
    assertThat(outcome.appliedNow())
        .extracting(Script::fileName)
        .containsExactly(files(failing - 1, ""));
    assertThat(database.column("SELECT relname FROM pg_class WHERE relname ~ '^t[0-9]+$'"))
        .hasSize(failing - 1);
    assertThat(database.column(RECORDED)).containsExactly(upTo(failing, " failure"));
    assertThat(database.column(TRIED)).containsExactly(upTo(failing, " failed"));
  }

  /// Then the session is outside a transaction, and only the attempt before keeps the rest from
  /// running.
  @Test
  void nothingBehindACommitThatFailsIsApplied() {
    try (var proxy = CountingProxy.before(server)) {
      proxy.abortNextCommit();

      Failure failure = EngineRun.of(database.through(proxy.port()), scripts).fail();

      assertThat(proxy.lost()).isEqualTo(1);
      assertThat(failure.script()).isEqualTo(file(1));
    }
    assertThat(database.column("SELECT relname FROM pg_class WHERE relname ~ '^t[0-9]+$'"))
        .isEmpty();
    assertThat(database.column(RECORDED)).containsExactly(file(1) + " failure");
    assertThat(database.column(TRIED)).containsExactly(file(1) + " failed");
  }

  @Test
  void deferredConstraintsThatFailBelongToTheirScript() {
    database.execute(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED)");
    scripts.with(file(5), "INSERT INTO b VALUES (1);");

    Failure failure = run.fail();

    assertThat(failure.script()).isEqualTo(file(5));
    assertThat(failure.sqlState()).isEqualTo("23503");
    assertThat(database.column(TRIED)).hasSize(5);
  }

  @Test
  void noScriptSeesTheSettingsOrTemporaryTablesOfTheOneBefore() {
    scripts
        .with(
            file(3),
            """
            SET search_path = pg_catalog;
            SET statement_timeout = '1h';
            SET ROLE pg_read_all_data;
            RESET ROLE;
            SET standard_conforming_strings = off;
            CREATE TEMP TABLE t4 (x int);
            PREPARE p AS SELECT 1;
            SELECT set_config('my.own', 'x', false);
            """)
        .with(
            file(4),
            """
            CREATE TABLE t4 AS SELECT current_setting('my.own', true) AS own,
              current_setting('statement_timeout') AS timeout, 'a\\b' AS text,
              (SELECT count(*) FROM pg_prepared_statements) AS prepared;
            """);

    assertThat(run.succeed()).isEqualTo(SCRIPTS);

    assertThat(database.value("SELECT concat_ws('|', own, timeout, text, prepared) FROM public.t4"))
        .endsWith("|0|a\\b|0");
  }

  @Test
  void aScriptThatChangesTheNextSessionEndsItsBatch() {
    scripts
        .with(
            file(4),
            "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET my.own = %L', current_database(), 'x'); END$$;")
        .with(file(5), "CREATE TABLE t5 AS SELECT current_setting('my.own', true) AS own;");

    assertThat(run.succeed()).isEqualTo(SCRIPTS);

    assertThat(database.value("SELECT own FROM t5")).isEqualTo("x");
  }

  @Test
  void aScriptThatWaitsForALockIsNamedAndTheOthersFollowIt() throws SQLException {
    database.execute("CREATE TABLE busy (id int)");
    scripts.with(file(6), "SELECT 1;\nALTER TABLE busy ADD x int;");
    var impatient = run.withLockTimeout(Duration.ofMillis(300));
    try (var other = database.connect()) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.execute("LOCK TABLE busy");
      }
      var applied = CompletableFuture.supplyAsync(() -> impatient.succeed(heard));
      Await.until(
          "the script is tried again",
          LIMIT,
          () -> heard.lines().stream().anyMatch(line -> line.endsWith("trying again")));

      assertThat(database.column(RECORDED)).startsWith(files(5, " success")).hasSize(6);
      other.rollback();

      assertThat(applied.join()).isEqualTo(SCRIPTS);
    }
    assertThat(heard.lines())
        .anyMatch(line -> line.startsWith(file(6) + ", statement 2, line 2: "));
    assertThat(database.column(RECORDED)).containsExactly(files(SCRIPTS, " success"));
  }

  @Test
  void aSlowScriptIsNamedWithItsStatement() {
    scripts.with(file(5), "SELECT 1;\nSELECT pg_sleep(3.5);");

    assertThat(run.succeed(heard)).isEqualTo(SCRIPTS);

    assertThat(heard.lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith(file(5) + ", statement 2 of 2, "));
  }

  @Test
  void noticesAreThoseOfTheirScript() {
    for (int i : new int[] {2, 9}) {
      scripts.with(file(i), "DO $$BEGIN RAISE WARNING 'from %d'; END$$;".formatted(i));
    }

    run.succeed(heard);

    assertThat(heard.lines())
        .contains(file(2) + ", line 1: WARNING: from 2", file(9) + ", line 1: WARNING: from 9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TRIGGER mine BEFORE INSERT ON migration_history FOR EACH ROW EXECUTE FUNCTION f();",
        "DO $$BEGIN EXECUTE 'CREATE TRIGGER mine BEFORE INSERT ON migration_history FOR EACH ROW EXECUTE FUNCTION f()'; END$$;",
        // Only the server knows what a function does: the script is sent again with the whole
        // check.
        "SELECT plant();",
      })
  void whatAScriptDoesToTheHistoryIsSaidInABatchToo(String statement) {
    database.execute(
        """
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE FUNCTION plant() RETURNS void LANGUAGE plpgsql AS
          'BEGIN CREATE TRIGGER mine BEFORE INSERT ON public.migration_history FOR EACH ROW EXECUTE FUNCTION public.f(); END';
        """);
    scripts.with(file(8), statement);

    Failure failure = run.fail();

    assertThat(failure.script()).isEqualTo(file(8));
    assertThat(failure.whole()).contains("trigger mine");
    assertThat(database.column(TRIED)).containsExactly(upTo(8, " failed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO runs SELECT nextval('s'); ANALYZE;",
        "INSERT INTO runs SELECT nextval('s'); ALTER TABLE migration_attempts ADD my_own text;",
        "INSERT INTO runs SELECT nextval('s'); DO $$BEGIN EXECUTE 'ANALYZE'; END$$;",
        "INSERT INTO runs SELECT nextval('s'); COMMENT ON TABLE Migration_History IS 'x';",
        "LOCK TABLE migration_history IN SHARE MODE; INSERT INTO runs SELECT nextval('s');",
      })
  void aScriptThatLocksTheTablesOfTheHistoryRunsOnce(String script) {
    database.execute("CREATE SEQUENCE s; CREATE TABLE runs (n int)");
    scripts.with(file(8), script);

    assertThat(run.succeed()).isEqualTo(SCRIPTS);

    assertThat(database.column("SELECT n FROM runs")).containsExactly("1");
    assertThat(database.column(TRIED)).containsExactly(files(SCRIPTS, " success"));
  }

  /// The driver closes the connection at the first reply that names the style. By then, the server
  /// has committed the script and is at those behind it, or it notices that the client is gone.
  @Test
  void aDateStyleThatWasResetIsNotTheFaultOfTheNextScript() {
    scripts.with(
        file(1),
        """
        CREATE TABLE d (x date);
        DO $$BEGIN EXECUTE 'SET datestyle = ''SQL, DMY'''; END$$;
        INSERT INTO d VALUES ('31/12/2020');
        RESET datestyle;
        """);
    for (int i = 2; i <= SCRIPTS; i++) {
      scripts.with(file(i), "CREATE TABLE t%d (); SELECT pg_sleep(0.01);".formatted(i));
    }

    MigrationOutcome outcome = run.migrate();

    if (outcome.failure().isPresent()) {
      assertThat(outcome.failure().get().failure().script()).isEqualTo(file(1));
      assertThat(database.column(RECORDED)).containsExactly(file(1) + " failure");
    } else {
      assertThat(database.column(RECORDED)).containsExactly(files(SCRIPTS, " success"));
    }
  }
}
