package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The settings of a script's session: those that psql would have, and the user's own.
@ExtendWith(PostgresExtension.class)
final class SettingsTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;

  SettingsTest(PostgresServer server, @TempDir Path folder) {
    database = server.createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void theServerGivesUpACutConnectionAfterTwentyFiveSeconds() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a AS SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp%'""");

    EngineRun.of(database, scripts).succeed();

    assertThat(database.column("SELECT name || ' ' || setting FROM a ORDER BY name"))
        .containsExactly(
            "tcp_keepalives_count 3",
            "tcp_keepalives_idle 10",
            "tcp_keepalives_interval 5",
            "tcp_user_timeout 25000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TimeZone|'Asia/Kathmandu'|Asia/Kathmandu",
        "DateStyle|'ISO, DMY'|ISO, DMY",
        "DateStyle|'SQL, DMY'|ISO, DMY",
        "search_path|audit, extensions|\"public\", audit, extensions",
        "search_path|later, public|later, public",
        "default_transaction_isolation|'repeatable read'|repeatable read",
        "statement_timeout|'90s'|90s",
        "check_function_bodies|off|off",
        "client_min_messages|error|error",
        "row_security|off|off",
        "standard_conforming_strings|off|off",
        "work_mem|'12MB'|12MB",
        "bytea_output|'escape'|escape",
        "IntervalStyle|'iso_8601'|iso_8601",
        "extra_float_digits|0|0",
        "xmloption|document|document",
        "app.tenant|'a b'|a b"
      })
  void aScriptFindsWhatTheDatabaseIsSetTo(String name, String value, String seen) {
    database.execute("ALTER DATABASE %s SET %s = %s".formatted(database.name(), name, value));
    scripts.with(
        "V1__a.sql", "CREATE TABLE a AS SELECT current_setting('%s') AS v".formatted(name));

    TargetRun.of(database, scripts).succeed();

    assertThat(database.value("SELECT v FROM public.a")).isEqualTo(seen);
  }

  @Test
  void theDefaultSchemaLeavesASearchPathThatHasItAsItIs() {
    database.execute("CREATE SCHEMA app");
    database.execute("ALTER DATABASE %s SET search_path = app, public".formatted(database.name()));
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    TargetRun.of(database, scripts).succeed();

    assertThat(
            database.column(
                "SELECT schemaname FROM pg_tables WHERE tablename IN ('a', 'migration_history') ORDER BY 1"))
        .containsExactly("app", "public");
  }

  @Test
  void aScriptFindsWhatABlockBeforeItHasSetTheDatabaseTo() {
    scripts
        .with(
            "V1__a.sql",
            "DO $$ BEGIN EXECUTE format('alter database %I SET app.x = new', current_database()); END $$")
        .with("V2__b.sql", "CREATE TABLE b AS SELECT current_setting('app.x') AS v");

    TargetRun.of(database, scripts).succeed();

    assertThat(database.value("SELECT v FROM b")).isEqualTo("new");
  }

  @Test
  void stringsAreReadAsTheDatabaseIsSetTo() {
    database.execute(
        "ALTER DATABASE %s SET standard_conforming_strings = off".formatted(database.name()));
    scripts.with("V1__a.sql", "CREATE TABLE a AS SELECT 'it\\'s; one' AS v; CREATE TABLE b ();");

    TargetRun.of(database, scripts).succeed();

    assertThat(database.value("SELECT v FROM a")).isEqualTo("it's; one");
  }

  @Test
  void settingsThatAreAskedForCountMoreAndAreThoseOfEveryScript() {
    database.execute("ALTER DATABASE %s SET TimeZone = 'UTC'".formatted(database.name()));
    String text =
        "CREATE TABLE %s AS SELECT current_setting('TimeZone') || ' ' || current_setting('app.x') || ' ' || current_setting('search_path') AS v; RESET ALL";
    scripts.with("V1__a.sql", text.formatted("a")).with("V2__b.sql", text.formatted("b"));

    TargetRun.of(database, scripts)
        .withSettings(
            Map.of("timezone", "Asia/Tokyo", "app.x", "it's \\ one", "search_path", "audit"))
        .succeed();

    assertThat(database.value("SELECT v FROM public.a"))
        .isEqualTo("Asia/Tokyo it's \\ one \"public\", audit");
    assertThat(database.value("SELECT v FROM public.b"))
        .isEqualTo("Asia/Tokyo it's \\ one \"public\", audit");
  }

  @ParameterizedTest
  @CsvSource({
    "no_such_parameter, on, unrecognized configuration parameter",
    "work_mem, lots, invalid value for parameter",
    "TimeZone, Mars/Olympus, invalid value for parameter",
    "max_connections, 5, cannot be changed",
    "server_version, 14, cannot be changed"
  })
  void aSettingThatTheServerDoesNotTakeIsOneSentenceBeforeAnythingIsDone(
      String name, String value, String why) {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    Failure failure =
        TargetRun.of(database, scripts).withSettings(Map.of("app.first", "1", name, value)).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.USAGE);
    assertThat(failure.message()).startsWith("cannot set " + name + ": ").contains(why);
    assertThat(database.value("SELECT to_regclass('migration_history')")).isNull();
  }

  @Test
  void aSettingThatTheUserMayNotChangeIsOneSentenceWithTheGrant() {
    database.execute("CREATE ROLE %s_plain LOGIN".formatted(database.name()));

    Failure failure =
        TargetRun.of(database.as(database.name() + "_plain", ""), scripts)
            .withSettings(Map.of("log_statement", "all"))
            .fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message()).startsWith("cannot set log_statement: ");
    assertThat(failure.hint())
        .startsWith(
            "GRANT SET ON PARAMETER log_statement TO \"%s_plain\"".formatted(database.name()));
  }

  @ParameterizedTest
  @CsvSource({
    "ROLE, x, use --role",
    "session_authorization, x, use --role",
    "lock_timeout, 1s, use --lock-timeout",
    "Statement_Timeout, 1s, use --statement-timeout",
    "client_encoding, LATIN1, scripts are UTF-8",
    "standard_conforming_strings, off, set it in the scripts",
    "default_transaction_read_only, off, set it in the scripts",
    "synchronous_commit, off, Lockstep sets it itself",
    "DateStyle, German, must be ISO",
    "lockstep.session, x, names that begin with lockstep",
    "a b, x, is not a parameter name",
    "'', x, is not a parameter name",
    "x;DROP, x, is not a parameter name"
  })
  void whatTheRunDependsOnIsRefused(String name, String value, String why) {
    assertThat(ReservedSettings.refusal(name, value).orElseThrow()).contains(why);
  }

  @ParameterizedTest
  @CsvSource({"TimeZone, x", "DateStyle, 'iso, dmy'", "app.x, 1", "a.b.c, 1", "search_path, x"})
  void whatTheRunDoesNotDependOnIsTaken(String name, String value) {
    assertThat(ReservedSettings.refusal(name, value)).isEmpty();
  }
}
