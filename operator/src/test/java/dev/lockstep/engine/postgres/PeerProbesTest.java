package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Scripts that make Flyway, Liquibase or dbmate hang, fail, or silently produce a wrong result.
/// [FenceTest] tests runs that are killed or concurrent.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class PeerProbesTest {
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  PeerProbesTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @Test
  void anIndexThatIsBuiltConcurrentlyWaitsForNoSessionOfOurs() {
    scripts.with("V1__t.sql", "CREATE TABLE t AS SELECT 1 AS a");
    scripts.with("V2__index.sql", "CREATE INDEX CONCURRENTLY t_a ON t (a)");

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass"))
        .isEqualTo("t");
  }

  @Test
  void aConcurrentIndexBetweenOtherStatementsIsAStepOfItsOwn() {
    scripts.with("V1__t.sql", "CREATE TABLE t AS SELECT 1 AS a");
    scripts.with(
        "V2__mixed.sql",
        """
        ALTER TABLE t ADD COLUMN b int;
        CREATE INDEX CONCURRENTLY t_b ON t (b);
        ALTER TABLE t ADD COLUMN c int;
        """);

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_b'::regclass"))
        .isEqualTo("t");
    assertThat(
            database.value(
                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"))
        .isEqualTo("a,b,c");
  }

  @Test
  void anIndexThatFailedIsBuiltOnceTheDataAreRight() {
    database.execute("CREATE TABLE t AS SELECT 1 AS a FROM generate_series(1, 2)");
    scripts.with("V1__unique.sql", "CREATE UNIQUE INDEX CONCURRENTLY t_u ON t (a)");

    Failure failure = run.fail();
    database.execute("DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t)");
    int applied = run.succeed();

    assertThat(failure.sqlState()).isEqualTo("23505");
    assertThat(applied).isEqualTo(1);
    assertThat(database.column("SELECT indisvalid FROM pg_index WHERE indrelid = 't'::regclass"))
        .containsExactly("t");
  }

  @Test
  void whatAScriptHasCommittedIsNotRunAgainAfterAnError() {
    scripts.with(
        "V1__commits.sql",
        """
        BEGIN;
        CREATE TABLE t (a int);
        COMMIT;
        INSERT INTO t VALUES (1 / (SELECT count(*)::int FROM pg_tables WHERE tablename = 'later'));
        """);

    Failure failure = run.fail();
    database.execute("CREATE TABLE later ()");
    int applied = run.succeed();

    assertThat(failure.sqlState()).isEqualTo("22012");
    assertThat(failure.statement()).isEqualTo(4);
    assertThat(applied).isEqualTo(1);
    assertThat(database.column("SELECT a FROM t")).containsExactly("1");
  }

  @Test
  void readersAreServedWhileATableIsWaitedFor() throws Exception {
    database.execute("CREATE TABLE busy (id int)");
    scripts.with("V1__a.sql", "ALTER TABLE busy ADD COLUMN x int");
    try (var idle = database.connect();
        var statement = idle.createStatement();
        var reader = database.connect();
        var read = reader.createStatement()) {
      idle.setAutoCommit(false);
      statement.execute("SELECT * FROM busy");
      read.execute("SET statement_timeout = '10s'");
      var migrating = Thread.ofVirtual().start(() -> run.withLockTimeout(TWO_SECONDS).succeed());

      awaitWaiting();

      assertThat(read.execute("SELECT * FROM busy")).isTrue();
      idle.rollback();
      migrating.join();
    }
    assertThat(database.value("SELECT count(x) FROM busy")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          SELECT 1;~-- a note~SELECT 2;      | SELECT 1;~-- another~SELECT 2;       | in comments and white space only
          SELECT 1;                          | SELECT 1;~~~                         | in comments and white space only
          SELECT 1;~-- note SELECT 2;        | SELECT 1;~-- note~SELECT 2;          | )
          SELECT 'a b';                      | SELECT 'a    b';                     | )
          """)
  void anEditAfterwardsIsRefusedAndItsKindTold(String before, String after, String told) {
    scripts.with("V1__a.sql", before.replace('~', '\n'));
    run.succeed();
    scripts.with("V1__a.sql", after.replace('~', '\n'));

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.CHECKSUM_MISMATCH);
    assertThat(failure.message()).endsWith(told);
  }

  @Test
  void otherLineEndsAndAByteOrderMarkAreNoEdit() {
    scripts.with("V1__a.sql", "SELECT 1;\nSELECT 2;\n");
    run.succeed();
    scripts.with("V1__a.sql", "\uFEFFSELECT 1;\r\nSELECT 2;\r\n");

    assertThat(run.succeed()).isZero();
  }

  static Stream<Arguments> scriptsThatPeersGetWrong() {
    return Stream.of(
        arguments("DO $$ BEGIN PERFORM 1; PERFORM 2; END $$; SELECT 7 AS x INTO t", "7"),
        arguments(
            "DO $body$ BEGIN EXECUTE 'CREATE TABLE t AS SELECT ''a;b /* ; */'' AS x'; END $body$",
            "a;b /* ; */"),
        arguments(
            """
            CREATE FUNCTION f(a int) RETURNS text LANGUAGE sql BEGIN ATOMIC
              SELECT CASE WHEN a > 0 THEN 'more; than' ELSE 'less' END;
              SELECT CASE a WHEN 1 THEN 'one' END;
            END;
            CREATE TABLE t AS SELECT f(1) AS x;
            """,
            "one"),
        arguments("CREATE TABLE t (x text);\nCOPY t FROM stdin;\n'; -- $$\n\\.\n", "'; -- $$"),
        arguments("\\restrict k\nCREATE TABLE t AS SELECT 1 AS x;\n\\unrestrict k\n", "1"),
        arguments(
            "CREATE TABLE t AS SELECT length('%s') AS x".formatted("x".repeat(6_000_000)),
            "6000000"),
        arguments(
            """
            /* one /* two; */ still; ' */ -- it's; a comment
            CREATE TABLE t AS SELECT E'a\\'b;' || U&'d\\0061t' || $t$;'$t$ AS x;
            """,
            "a'b;dat;'"),
        arguments("CREATE TABLE t AS SELECT '${HOME}' AS x", "${HOME}"),
        arguments(
            "CREATE TABLE t AS SELECT '{\"a\": 1}'::jsonb ? 'a' AS x, '{}'::jsonb ?| '{b}' AS y",
            "t"),
        arguments("\uFEFFCREATE TABLE t AS SELECT 1 AS x;", "1"),
        arguments("CREATE TABLE t (x text);\r\nINSERT INTO t\r\nVALUES ('a')", "a"),
        arguments(
            """
            CREATE TYPE mood AS ENUM ('sad');
            ALTER TYPE mood ADD VALUE 'glad';
            CREATE TABLE t AS SELECT 'glad'::mood AS x;
            """,
            "glad"),
        arguments("CREATE TABLE t AS SELECT 1 AS x; VACUUM t; VACUUM (ANALYZE) t;", "1"));
  }

  @ParameterizedTest
  @MethodSource("scriptsThatPeersGetWrong")
  void isAppliedAsPsqlWould(String script, String x) {
    scripts.with("V1__a.sql", script).with("V2__comment.sql", "-- nothing but a comment");

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.column("SELECT x FROM t")).containsExactly(x);
  }

  @Test
  void aSearchPathThatAScriptSetsIsForgottenAfterIt() {
    scripts.with("V1__a.sql", "CREATE SCHEMA s2; SET search_path = s2; CREATE TABLE a ();");
    scripts.with("V2__b.sql", "CREATE TABLE b ()");

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.value("SELECT to_regclass('s2.a')::text || to_regclass('public.b')::text"))
        .isEqualTo("s2.ab");
    assertThat(database.value("SELECT count(*) FROM public.migration_history")).isEqualTo("2");
  }

  @Test
  void commandsOfPsqlAreRefusedBeforeAnythingRuns() {
    scripts.with("V1__a.sql", "CREATE TABLE a ();");
    scripts.with("V2__b.sql", "SELECT 1;\n\\set x 1\nSELECT :x;\n");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPTS_REFUSED);
    assertThat(failure.message()).contains("V2__b.sql, line 2", "\\set");
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedWithTheirPlace() throws IOException {
    byte[] latin1 = "SELECT 1;\nSELECT 'größe';".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(scripts.path().resolve("V1__a.sql"), latin1);

    var reading = ScriptSet.read(List.of(scripts.path()), Map.of());

    assertThat(reading).isInstanceOf(ScriptReading.Refused.class);
    assertThat(reading.toString()).contains("V1__a.sql", "byte 20 (line 2)");
  }

  private void awaitWaiting() {
    Await.until(
        "the script waits for a lock",
        Duration.ofSeconds(30),
        () ->
            "1"
                .equals(
                    database.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")));
  }
}
