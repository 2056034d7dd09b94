package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F19: a limited number of notices and warnings of scripts is reported, and no other messages.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class NoticesTest {
  private static final String BOTH =
      "DO $$ BEGIN RAISE NOTICE 'migrated % rows', 42; RAISE WARNING 'careful' USING DETAIL = 'row 7'; END $$;";

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;
  private final HeardLines heard = new HeardLines();

  NoticesTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-- lockstep: no-transaction\n",
        "VACUUM pg_catalog.pg_database;",
        "BEGIN; COMMIT;",
        "SELECT 1;"
      })
  void areToldWithFileAndLine(String head) {
    scripts.with("V1__a.sql", head + "\n" + BOTH);

    assertThat(run.succeed(heard)).isEqualTo(1);

    int line = head.endsWith("\n") ? 3 : 2;
    assertThat(heard.lines())
        .containsExactly(
            "V1__a.sql, line %d: NOTICE: migrated 42 rows".formatted(line),
            "V1__a.sql, line %d: WARNING: careful".formatted(line));
    assertThat(heard.warnings()).containsExactly(heard.lines().getLast());
    assertThat(heard.confidential()).containsExactly("DETAIL: row 7");
  }

  @Test
  void areToldOfCallbacksUndosCopiesDeferredTriggersAndFailures() {
    database.execute(
        """
        CREATE TABLE t (i int);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE NOTICE 'row %', NEW.i; RETURN NEW; END $$;
        CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE TABLE d (i int);
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON d DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION f();""");
    scripts.with("beforeMigrate.sql", "DROP TABLE IF EXISTS one;");
    scripts.with("beforeEachMigrate.sql", "DROP TABLE IF EXISTS two;");
    scripts.with(
        "V1__a.sql",
        "COPY t FROM stdin;\n1\n2\n\\.\nINSERT INTO d VALUES (3);\nDROP VIEW IF EXISTS v;\n");
    scripts.with("V2__b.sql", "DO $$ BEGIN RAISE NOTICE 'before the error'; END $$; SELECT nope;");

    run.migrate(OutOfOrder.REJECT, heard);

    assertThat(heard.lines())
        .containsExactly(
            "beforeMigrate.sql, line 1: NOTICE: table \"one\" does not exist, skipping",
            "beforeEachMigrate.sql, line 1: NOTICE: table \"two\" does not exist, skipping",
            "V1__a.sql, line 1: NOTICE: row 1",
            "V1__a.sql, line 1: NOTICE: row 2",
            "V1__a.sql, line 6: NOTICE: view \"v\" does not exist, skipping",
            "V1__a.sql: NOTICE: row 3",
            "beforeEachMigrate.sql, line 1: NOTICE: table \"two\" does not exist, skipping",
            "V2__b.sql, line 1: NOTICE: before the error");
  }

  @Test
  void nothingIsToldOfStatementsOfOurs() {
    database.execute(
        "ALTER DATABASE %s SET client_min_messages = debug1".formatted(database.name()));
    scripts.with("V1__a.sql", "SELECT 1;");
    scripts.with("V2__b.sql", "-- lockstep: no-transaction\nSELECT 1;");

    assertThat(run.succeed(heard)).isEqualTo(2);
    assertThat(run.succeed(heard)).isZero();

    assertThat(heard.lines()).noneMatch(line -> line.contains("migration_"));
  }

  @Test
  void whatASessionAsksForIsTold() {
    scripts.with("V1__a.sql", "SET client_min_messages = error;\n" + BOTH);
    scripts.with(
        "V2__b.sql",
        "SET client_min_messages = debug1;\nDO $$ BEGIN RAISE DEBUG 'deep'; RAISE LOG 'l'; RAISE INFO 'i'; END $$;");

    assertThat(run.succeed(heard)).isEqualTo(2);

    assertThat(
            heard.lines().stream()
                .filter(line -> !line.contains("DEBUG: ") || line.endsWith("deep")))
        .filteredOn(line -> line.contains("line 2"))
        .containsExactly(
            "V2__b.sql, line 2: DEBUG: deep",
            "V2__b.sql, line 2: LOG: l",
            "V2__b.sql, line 2: INFO: i");
  }

  /// The reported lines without the progress of a slow machine.
  private List<String> said() {
    return heard.lines().stream().filter(line -> !line.matches(".*, \\d+s\\b.*")).toList();
  }

  @Test
  void aFloodIsCountedAndItsLastWarningsAreTold() {
    scripts.with(
        "V1__a.sql",
        """
        DO $$ BEGIN
          FOR i IN 1..100000 LOOP RAISE NOTICE 'row %', i; END LOOP;
          FOR i IN 1..1000 LOOP RAISE WARNING 'warning %', i; END LOOP;
        END $$;
        """);

    assertThat(run.succeed(heard)).isEqualTo(1);

    assertThat(said())
        .hasSize(Notices.MOST_OF_A_SCRIPT + 1 + Notices.LAST_WARNINGS)
        .contains("V1__a.sql: 100895 more notices not shown")
        .last()
        .isEqualTo("V1__a.sql, line 1: WARNING: warning 1000");
    assertThat(heard.warnings()).hasSize(Notices.LAST_WARNINGS);
  }

  @Test
  void aFloodOfCopyIsHeldInNoMemoryAndTakesNoTimeThatGrowsWithItsSquare() {
    scripts.with(
        "V1__a.sql",
        "CREATE TABLE t (i int);\n"
            + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            + "BEGIN RAISE NOTICE '%', repeat('x', 100); RETURN NEW; END $$;\n"
            + "CREATE TRIGGER f AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();\n"
            + "COPY t FROM stdin;\n"
            + "1\n".repeat(200_000)
            + "\\.\n");

    assertThat(run.succeed(heard)).isEqualTo(1);

    assertThat(said())
        .hasSize(Notices.MOST_OF_A_SCRIPT + 1)
        .last()
        .isEqualTo("V1__a.sql: 199900 more notices not shown");
  }

  @Test
  void aLongOneIsCut() {
    scripts.with("V1__a.sql", "DO $$ BEGIN RAISE WARNING '%', repeat('y', 10000000); END $$;");

    assertThat(run.succeed(heard)).isEqualTo(1);

    assertThat(said())
        .singleElement()
        .satisfies(
            line ->
                assertThat(line).hasSizeLessThan(1100).endsWith("y… (9999000 more characters)"));
  }

  @Test
  void manyScriptsTogetherHaveABoundToo() {
    for (int i = 1; i <= 25; i++) {
      scripts.with(
          "V%d__a.sql".formatted(i),
          "DO $$ BEGIN FOR i IN 1..150 LOOP RAISE NOTICE 'row'; END LOOP; END $$;");
    }

    assertThat(run.succeed(heard)).isEqualTo(25);

    assertThat(heard.lines().stream().filter(line -> line.endsWith("NOTICE: row")))
        .hasSize(Notices.MOST_OF_A_RUN);
  }
}
