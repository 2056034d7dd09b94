package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A script has the search path that psql would have, although Lockstep's own statements in between
/// have another one (B1).
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class SearchPathTest {
  private static final String NOTED =
      """
      CREATE TABLE public.noted (path text);
      CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.noted SELECT pg_catalog.current_setting('search_path'); RETURN NEW; END $$;
      CREATE TABLE public.watched (id int);
      CREATE CONSTRAINT TRIGGER late AFTER INSERT ON public.watched DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION public.note();
      """;

  private final PostgresVersion version;
  private final TestDatabase database;
  private final ScriptFolder scripts;

  SearchPathTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    this.version = version;
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    database.execute("CREATE SCHEMA app; CREATE SCHEMA other");
    database.execute("ALTER DATABASE %s SET search_path = app, public".formatted(database.name()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET search_path = other; RESET search_path;",
        "SET search_path = other; SET search_path TO DEFAULT;",
        "SET search_path = other; RESET ALL;",
        "SET search_path = other; SET LOCAL search_path TO DEFAULT;",
        "SET search_path = other; DO $$ BEGIN RESET search_path; END $$;",
        "SET search_path = other; DO $$ BEGIN EXECUTE 'RESET ALL'; END $$;",
        "SELECT pg_catalog.set_config('search_path', '', false); RESET search_path;",
        "SET search_path = other; DISCARD ALL;",
        "BEGIN; SET search_path = other; ROLLBACK;",
        "BEGIN; SET LOCAL search_path = other; COMMIT;",
        "CREATE TABLE public.t (id int); CREATE INDEX CONCURRENTLY ON public.t (id); SET search_path = other; RESET search_path;"
      })
  void whatAScriptReturnsToIsThePathOfPsql(String statements) {
    scripts.with("V1__a.sql", statements + "\nCREATE TABLE made (id int);");

    EngineRun.of(database, scripts).succeed();

    assertThat(schemasOf("made")).containsExactly("app");
  }

  @Test
  void aPathThatAScriptSetsHoldsBehindEveryStatementOfOurs() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE one (id int);
        SET search_path = other;
        CREATE TABLE two (id int);
        CREATE INDEX CONCURRENTLY two_i ON two (id);
        CREATE TABLE three (id int);
        BEGIN;
        SET LOCAL search_path = public;
        CREATE TABLE four (id int);
        COMMIT;
        CREATE TABLE five (id int);
        VACUUM two;
        CREATE TABLE six (id int);
        """);

    EngineRun.of(database, scripts).succeed();

    assertThat(
            database.column(
                "SELECT relname || ' ' || relnamespace::regnamespace FROM pg_class WHERE relkind = 'r' AND relname IN ('one', 'two', 'three', 'four', 'five', 'six') ORDER BY 1"))
        .containsExactly(
            "five other", "four public", "one app", "six other", "three other", "two other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET search_path = other; INSERT INTO public.watched VALUES (1);",
        "SET search_path = other; CREATE INDEX CONCURRENTLY ON public.watched (id); INSERT INTO public.watched VALUES (1);",
        "BEGIN; SET LOCAL search_path = other; INSERT INTO public.watched VALUES (1); COMMIT; SELECT 1;",
        "-- lockstep: no-transaction\nSET search_path = other; INSERT INTO public.watched VALUES (1);"
      })
  void whatAScriptDefersRunsUnderItsOwnPath(String statements) {
    database.execute(NOTED);
    scripts.with("V1__a.sql", statements);

    EngineRun.of(database, scripts).succeed();

    assertThat(database.column("SELECT path FROM noted")).containsExactly("other");
  }

  @Test
  void whatACallbackDefersRunsUnderItsOwnPathToo() {
    database.execute(NOTED);
    scripts
        .with(
            "afterMigrate__a.sql",
            "SET search_path = other; INSERT INTO watched VALUES (1);"
                .replace("watched", "public.watched"))
        .with("V1__a.sql", "SELECT 1");

    EngineRun.of(database, scripts).succeed();

    assertThat(database.column("SELECT path FROM noted")).containsExactly("other");
  }

  @Test
  void whereASchemaIsGivenItComesBeforeThePathOfPsqlAndResetDoesWithoutIt() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE public.seen AS SELECT current_setting('search_path') AS path;
        RESET search_path;
        INSERT INTO public.seen SELECT current_setting('search_path');
        """);

    EngineRun.of(database, scripts).withSchema("other").succeed();

    assertThat(database.column("SELECT path FROM seen"))
        .containsExactly("\"other\", app, public", "app, public");
  }

  @Test
  void aPathOfTheServersConfigurationOrOfTheRoleInTheDatabaseIsThatOfTheScripts() {
    var options = PostgresServer.Options.of(version).with(Map.of("search_path", "app, public"));
    try (var server = PostgresServer.start(options)) {
      TestDatabase configured = server.createDatabase();
      configured.execute("CREATE SCHEMA app; CREATE SCHEMA mine; CREATE ROLE mine LOGIN SUPERUSER");
      scripts.with(
          "V1__a.sql", "CREATE TABLE made (id int); DISCARD ALL; CREATE TABLE again (id int);");

      EngineRun.of(configured, scripts).succeed();
      configured.execute("DROP TABLE public.migration_history, public.migration_attempts CASCADE");
      configured.execute(
          "ALTER ROLE mine IN DATABASE %s SET search_path = \"$user\", public"
              .formatted(configured.name()));
      EngineRun.of(configured.as("mine", ""), scripts).succeed();

      for (String table : List.of("made", "again")) {
        assertThat(
                configured.column(
                    "SELECT schemaname FROM pg_tables WHERE tablename = '%s' ORDER BY 1"
                        .formatted(table)))
            .containsExactly("app", "mine");
      }
    }
  }

  private List<String> schemasOf(String table) {
    return List.copyOf(
        database
            .column("SELECT schemaname FROM pg_tables WHERE tablename = '%s'".formatted(table))
            .stream()
            .map(String::valueOf)
            .toList());
  }
}
