package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.engine.postgres.session.LockKeys;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// If the server rejects one of Lockstep's own statements, one sentence names the object at fault.
@ExtendWith(PostgresExtension.class)
final class RefusedStatementsTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final String login;

  RefusedStatementsTest(PostgresServer server, @TempDir Path folder) {
    database = server.createDatabase();
    scripts = ScriptFolder.in(folder).with("V1__a.sql", "CREATE TABLE a (id int)");
    login = database.name() + "_login";
    database.execute(
        "CREATE ROLE %1$s LOGIN; GRANT USAGE, CREATE ON SCHEMA public TO %1$s".formatted(login));
  }

  private TestDatabase encoded(String encoding) {
    String name = database.name() + "_" + encoding.toLowerCase(java.util.Locale.ROOT);
    database.execute(
        "CREATE DATABASE %s ENCODING '%s' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
            .formatted(name, encoding));
    return new TestDatabase(
        database.host(), database.port(), name, database.user(), database.password());
  }

  // F15
  @ParameterizedTest
  @ValueSource(strings = {"P0001", "XX000", "22012", "0A000", "28000", "55000", "ZZ999", "42501"})
  void anEventTriggerThatForbidsOurTablesIsNamedWithTheWayOut(String state) {
    database.execute(
        """
        CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'DDL in the window alone' USING ERRCODE = '%s'; END $$;
        CREATE EVENT TRIGGER no_ddl ON ddl_command_start EXECUTE FUNCTION no_ddl()"""
            .formatted(state));

    Failure failure = TargetRun.of(database, scripts).fail();

    assertThat(failure.kind()).isIn(FailureKind.HISTORY_UNUSABLE, FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message())
        .isEqualTo("cannot create Lockstep's tables in schema public: DDL in the window alone");
    assertThat(failure.hint()).contains("ALTER EVENT TRIGGER no_ddl DISABLE", "public.no_ddl()");
    assertThat(failure.sqlState()).isEqualTo(state);
  }

  // F15
  @Test
  void whatAnEventTriggerRaisesThatMayHealIsTriedAgain() {
    database.execute(
        """
        CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'later' USING ERRCODE = '53400'; END $$;
        CREATE EVENT TRIGGER no_ddl ON ddl_command_start EXECUTE FUNCTION no_ddl()""");

    assertThat(TargetRun.of(database, scripts).fail().kind())
        .isEqualTo(FailureKind.DATABASE_UNREACHABLE);
  }

  // F15
  @Test
  void aRowThatNoRunWritesIsNamed() {
    database.execute(
        "CREATE TABLE migration_history (id bigserial PRIMARY KEY, migration_name text NOT NULL UNIQUE,"
            + " applied_at timestamptz DEFAULT now(), status text DEFAULT 'success', error_message text);"
            + " INSERT INTO migration_history (migration_name, status) VALUES ('V1__a.sql', 'done')");

    try (var reading = TargetRun.of(database, scripts).open()) {
      var failure =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              EngineException.class, reading::read);
      assertThat(failure.failure().kind()).isEqualTo(FailureKind.HISTORY_UNUSABLE);
      assertThat(failure.failure().message()).contains("V1__a.sql", "done");
    }
  }

  // F16
  @Test
  void theHintNamesTheTablespaceThatLacksAGrant(@TempDir Path folder) throws Exception {
    Path place = Files.createDirectory(folder.resolve("slow"));
    String space = database.name() + "_slow";
    database.execute("CREATE TABLESPACE %s LOCATION '%s'".formatted(space, place));
    database.execute("ALTER ROLE %s SET default_tablespace = '%s'".formatted(login, space));
    try {
      Failure failure = TargetRun.of(database.as(login, ""), scripts).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
      assertThat(failure.message()).contains("tablespace " + space);
      assertThat(failure.hint())
          .isEqualTo("GRANT CREATE ON TABLESPACE %s TO %s".formatted(space, login));
    } finally {
      database.execute("ALTER ROLE %s RESET default_tablespace".formatted(login));
      database.execute("DROP TABLESPACE " + space);
    }
  }

  // F16
  @Test
  void theHintIsOnTheEventTriggerThatMayNotWriteItsLog() {
    database.execute(
        """
        CREATE SCHEMA audit;
        CREATE TABLE audit.log (at timestamptz);
        CREATE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO audit.log VALUES (now()); END';
        CREATE EVENT TRIGGER log_ddl ON ddl_command_end EXECUTE FUNCTION log_ddl()""");

    Failure failure = TargetRun.of(database.as(login, ""), scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message()).contains("permission denied for schema audit");
    assertThat(failure.hint()).contains("event trigger", "log_ddl").doesNotContain("GRANT");
  }

  // F16
  @Test
  void theHintNamesWhatAReaderLacks() {
    TargetRun.of(database, scripts).succeed();

    try (var reading = TargetRun.of(database.as(login, ""), scripts).open()) {
      var failure =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              EngineException.class, reading::read);
      assertThat(failure.failure().kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
      assertThat(failure.failure().hint())
          .startsWith("GRANT SELECT ON ")
          .contains("public.migration_", " TO " + login);
    }
  }

  // F14
  @ParameterizedTest
  @CsvSource({
    "SQL_ASCII, V1__日本.sql, V1__日本.sql, -- zurück",
    "LATIN1, V1__größe.sql, V1__größe.sql, -- zurück",
    "EUC_JP, V1__日本.sql, V1__日本.sql, -- 日本",
    "WIN1252, V1__€.sql, V1__€.sql, -- €"
  })
  void lettersThatTheDatabaseHasAreStored(
      String encoding, String file, String name, String comment) {
    var other = encoded(encoding);
    scripts
        .without("V1__a.sql")
        .with(file, "CREATE TABLE a (id int)")
        .with(file.replace("V1", "U1"), "DROP TABLE a; " + comment);
    var run = TargetRun.of(other, scripts);

    assertThat(run.succeed()).isOne();
    assertThat(run.succeed()).isZero();

    try (var reading = run.open()) {
      assertThat(reading.read().rows()).extracting(row -> row.name()).containsExactly(name);
      assertThat(reading.acquire().undoTexts()).containsEntry(name, "DROP TABLE a; " + comment);
    }
  }

  // F14
  @ParameterizedTest
  @CsvSource({
    "LATIN1, V1__日本.sql, -- ok, its name",
    "WIN1252, V1__日本.sql, -- ok, its name",
    "EUC_JP, V1__ñandú💡.sql, -- ok, its name",
    "LATIN1, V1__a.sql, -- 日本, its undo SQL",
    "LATIN1, V1__€.sql, -- ok, its name"
  })
  void lettersThatTheDatabaseHasNotAreRefusedByFileBeforeAnythingRuns(
      String encoding, String file, String comment, String what) {
    var other = encoded(encoding);
    scripts
        .without("V1__a.sql")
        .with("V0__first.sql", "CREATE TABLE first (id int)")
        .with("U0__first.sql", "DROP TABLE first")
        .with(file, "CREATE TABLE a (id int)")
        .with(file.replace("V1", "U1"), "DROP TABLE a; " + comment);

    Failure failure = TargetRun.of(other, scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPTS_REFUSED);
    assertThat(failure.message()).contains(file, encoding, what);
    assertThat(other.value("SELECT to_regclass('first')")).isNull();
  }

  // F14
  @ParameterizedTest
  @CsvSource({
    "SQL_ASCII, SELECT * FROM ñandú, ñandú",
    "LATIN1, SELECT * FROM ñandú, ñandú",
    "LATIN1, SELECT '日本', LATIN1",
    "EUC_JP, SELECT * FROM 日本, 日本"
  })
  void aFailureIsRecordedWhateverItsLetters(String encoding, String sql, String words) {
    var other = encoded(encoding);
    scripts.with("V1__a.sql", sql);

    Failure failure = TargetRun.of(other, scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(other.column("SELECT status FROM migration_attempts")).containsExactly("failed");
    try (var reading = TargetRun.of(other, scripts).open()) {
      assertThat(reading.read().records().getFirst().error()).contains(words);
    }
  }

  // F14
  @Test
  void wordsThatTheDatabaseHasNotAreRecordedWithEscapes() {
    var other = encoded("LATIN1");
    scripts.with("beforeEachMigrate__日本.sql", "SELECT 1/0");

    Failure failure = TargetRun.of(other, scripts).fail();

    assertThat(failure.message()).contains("beforeEachMigrate__日本.sql");
    assertThat(other.column("SELECT status FROM migration_attempts")).containsExactly("failed");
    assertThat(other.value("SELECT error_message FROM migration_history")).contains("\\u65E5");
  }

  // F14
  @ParameterizedTest
  @ValueSource(strings = {"SQL_ASCII", "LATIN1"})
  void theSchemaMayHaveLettersThatTheDatabaseHas(String encoding) {
    var other = encoded(encoding);
    var run = EngineRun.of(other, scripts).withSchema("größe");

    assertThat(run.succeed()).isOne();
    assertThat(run.succeed()).isZero();
  }

  // W5
  @Test
  void whoHoldsTheLockIsNamed() throws Exception {
    long key = LockKeys.of("public").run();
    try (var holder =
            DriverManager.getConnection(
                database.jdbcUrl() + "?ApplicationName=some-job", login, "");
        var statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(key));

      Failure failure =
          EngineRun.of(database, scripts).withAdvisoryLockTimeout(Duration.ofMillis(300)).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.LOCK_HELD);
      assertThat(failure.message())
          .contains("process ", " of user " + login, "(some-job)", "connected for");
      assertThat(failure.hint()).contains("pg_terminate_backend");
    }
  }
}
